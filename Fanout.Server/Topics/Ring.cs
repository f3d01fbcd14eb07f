namespace Fanout.Server.Topics;

/// <summary>A queue whose elements can be read and changed where they lie; index 0 is the oldest.</summary>
/// <remarks>It doubles when it is full, and halves where three quarters of it are unused.</remarks>
internal sealed class Ring<T>
    where T : struct
{
    private const int SizeMin = 1; // a power of two, as all sizes; a scheduled match has one or two points

    private T[] _items = new T[SizeMin];
    private int _first;

    public int Count { get; private set; }

    /// <summary>Elements that were there and are gone: the number, of all ever added, of the oldest one.</summary>
    public long Removed { get; private set; }

    /// <summary>An element; the reference holds until the next one is added or removed.</summary>
    public ref T this[int index] => ref _items[(_first + index) & (_items.Length - 1)];

    public void Add(in T item)
    {
        if (Count == _items.Length)
            Resize(Count * 2);
        Count++;
        this[Count - 1] = item;
    }

    public T RemoveFirst()
    {
        var first = this[0];
        this[0] = default;
        _first = (_first + 1) & (_items.Length - 1);
        Removed++;
        Count--;
        if (Count * 4 <= _items.Length && _items.Length > SizeMin)
            Resize(_items.Length / 2);
        return first;
    }

    private void Resize(int size)
    {
        var items = new T[size];
        for (var index = 0; index < Count; index++)
            items[index] = this[index];
        (_items, _first) = (items, 0);
    }
}
