namespace Fanout.Server.Delivery;

/// <summary>
/// Things by small numbers that stay theirs: four bytes name one where a reference takes eight. One thread's.
/// </summary>
/// <remarks>
/// In chunks, so that growing copies nothing and leaves little unused. Numbers of what was removed are given out again,
/// the last one first.
/// </remarks>
internal sealed class SlotTable<T>
    where T : class
{
    private const int ChunkBits = 9;
    private const int ChunkSize = 1 << ChunkBits; // 4 KiB of references

    private readonly Stack<int> _free = new();
    private T?[][] _chunks = [];

    /// <summary>Numbers that were ever given out: all that are in use lie below.</summary>
    public int End { get; private set; }

    public int Count => End - _free.Count;

    public T this[int slot] => _chunks[slot >> ChunkBits][slot & (ChunkSize - 1)]!;

    /// <summary>What has this number; null: nothing.</summary>
    public T? Find(int slot) => _chunks[slot >> ChunkBits][slot & (ChunkSize - 1)];

    /// <summary>Gives it a number.</summary>
    public int Add(T item)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = End++;
            if (slot >> ChunkBits == _chunks.Length)
                _chunks = [.. _chunks, new T?[ChunkSize]];
        }
        _chunks[slot >> ChunkBits][slot & (ChunkSize - 1)] = item;
        return slot;
    }

    public void Remove(int slot)
    {
        _chunks[slot >> ChunkBits][slot & (ChunkSize - 1)] = null;
        _free.Push(slot);
    }
}
