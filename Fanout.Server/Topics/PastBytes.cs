using System.Diagnostics;

namespace Fanout.Server.Topics;

/// <summary>
/// The changes of superseded points, side by side in a few large arrays that live long: to the collector they are as many
/// objects as there are arrays, which it neither looks through nor moves.
/// </summary>
/// <remarks>
/// Written and released under the lock of the history whose they are, and read under it, too: that a place is not read
/// once it was released is the history's to see to. Space is used again a whole array at a time, when all in it was
/// released: points are let go in the order in which they were superseded, so that is soon, and at most two arrays are
/// partly used for nothing. Claims of readers on arrays lost to copying out, which is some hundred bytes for who asks.
/// </remarks>
internal sealed class PastBytes
{
    /// <summary>Bytes of an array. Of the large object heap, so never moved: that begins at 85,000.</summary>
    public const int SlabSize = 256 * 1024;

    private readonly Lock _gate = new(); // innermost: nothing is called under it
    private readonly Stack<int> _vacant = new(); // numbers without a slab
    private Slab?[] _slabs = [];
    private byte[]? _spare; // so that one that goes and one that comes are the same
    private int _current = -1;
    private long _size;

    /// <summary>Bytes of all arrays.</summary>
    public long Size => Volatile.Read(ref _size);

    /// <summary>Finds a place for a change.</summary>
    /// <param name="size">Its bytes, 1 or more.</param>
    public PastPlace Reserve(int size)
    {
        Debug.Assert(size > 0);
        lock (_gate)
        {
            if (size > SlabSize)
                return Take_NeedsLock(Add_NeedsLock(GC.AllocateUninitializedArray<byte>(size)), size);
            if (_current < 0 || SlabSize - _slabs[_current]!.Used < size)
                Begin_NeedsLock();
            return Take_NeedsLock(_current, size);
        }
    }

    /// <summary>The bytes at a place; empty at none.</summary>
    public Span<byte> At(in PastPlace place) =>
        place.Size == 0 ? [] : Volatile.Read(ref _slabs)[place.Slab]!.Bytes.AsSpan(place.Offset, place.Size);

    /// <summary>The change is no longer needed.</summary>
    public void Release(in PastPlace place)
    {
        if (place.Size == 0)
            return;
        lock (_gate)
        {
            var slab = _slabs[place.Slab]!;
            Debug.Assert(slab.Held > 0);
            slab.Held--;
            if (slab.Held == 0 && place.Slab != _current) // the current one has room left
                Vacate_NeedsLock(place.Slab);
        }
    }

    private PastPlace Take_NeedsLock(int number, int size)
    {
        var slab = _slabs[number]!;
        var place = new PastPlace(number, slab.Used, size);
        slab.Used += size;
        slab.Held++;
        return place;
    }

    private void Begin_NeedsLock()
    {
        var full = _current;
        _current = -1;
        if (full >= 0 && _slabs[full]!.Held == 0)
            Vacate_NeedsLock(full);
        _current = Add_NeedsLock(_spare ?? GC.AllocateUninitializedArray<byte>(SlabSize));
    }

    private int Add_NeedsLock(byte[] bytes)
    {
        if (ReferenceEquals(bytes, _spare))
            _spare = null;
        else
            _size += bytes.Length;
        if (_vacant.Count == 0)
            Grow_NeedsLock();
        var number = _vacant.Pop();
        _slabs[number] = new Slab(bytes);
        return number;
    }

    private void Vacate_NeedsLock(int number)
    {
        var bytes = _slabs[number]!.Bytes;
        _slabs[number] = null;
        _vacant.Push(number);
        if (_spare is null && bytes.Length == SlabSize)
            _spare = bytes;
        else
            _size -= bytes.Length;
    }

    private void Grow_NeedsLock()
    {
        var more = new Slab?[Math.Max(4, _slabs.Length * 2)];
        _slabs.CopyTo(more, 0);
        for (var number = more.Length - 1; number >= _slabs.Length; number--)
            _vacant.Push(number);
        Volatile.Write(ref _slabs, more);
    }

    private sealed class Slab(byte[] bytes)
    {
        public byte[] Bytes => bytes;

        public int Used { get; set; }

        /// <summary>Changes in it that were not released.</summary>
        public int Held { get; set; }
    }
}

/// <summary>Where a change lies; none: the default.</summary>
/// <param name="Slab">Number of its array.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Size">Its bytes.</param>
internal readonly record struct PastPlace(int Slab, int Offset, int Size)
{
    /// <summary>Instead of a number: its history has it.</summary>
    public const int Behind = -1;
}
