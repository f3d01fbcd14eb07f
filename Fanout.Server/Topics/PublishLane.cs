using System.Diagnostics;
using Fanout.Server.Delivery;

namespace Fanout.Server.Topics;

/// <summary>One publication as the index has it.</summary>
/// <param name="AtMs">When it came into force, by the log's clock; what a delay counts from.</param>
/// <param name="Source">A <see cref="MatchStream"/>, or the <see cref="Topic"/> of a board.</param>
/// <param name="Position">Where that brought it.</param>
/// <param name="Kind">A step, or a new beginning.</param>
internal readonly record struct Published(long AtMs, object Source, TopicPosition Position, PublicationKind Kind);

/// <summary>Publications in order of time. One writer; any number of readers, without a lock.</summary>
/// <remarks>A chain of blocks: readers hold the block that they read, and what all have passed the collector takes.</remarks>
internal sealed class PublishLane
{
    private PublishBlock _first;
    private PublishBlock _last;

    public PublishLane() => _first = _last = new PublishBlock();

    /// <summary>Time of the last publication; 0 before the first. The writer's.</summary>
    public long LastMs { get; private set; }

    /// <summary>Adds one at the end.</summary>
    public void Add(in Published published)
    {
        Debug.Assert(published.AtMs >= LastMs);
        LastMs = published.AtMs;
        if (!_last.TryAdd(published))
            _last = _last.Continue(published);
    }

    /// <summary>Lets go of blocks that are older than a time.</summary>
    public void Trim(long beforeMs)
    {
        while (_first.Next is { } next && _first.LastMs < beforeMs)
            Volatile.Write(ref _first, next);
    }

    /// <summary>A reader that stands before the first publication after a time.</summary>
    public PublishReader After(long atMs)
    {
        var reader = new PublishReader(Volatile.Read(ref _first));
        reader.Skip(atMs);
        return reader;
    }
}

/// <summary>A part of a lane.</summary>
internal sealed class PublishBlock
{
    private const int SizeFirst = 16; // of a partition in which little happens
    private const int SizeMax = 512; // 20 KiB

    private readonly Published[] _items;
    private int _count;
    private PublishBlock? _next;

    public PublishBlock()
        : this(SizeFirst)
    {
    }

    private PublishBlock(int size) => _items = new Published[size];

    /// <summary>Publications that it has room for.</summary>
    public int Size => _items.Length;

    /// <summary>Publications that can be read.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What follows, once this one is full and something does.</summary>
    public PublishBlock? Next => Volatile.Read(ref _next);

    /// <summary>Time of its last publication.</summary>
    public long LastMs => _items[Count - 1].AtMs;

    public ref readonly Published this[int index] => ref _items[index];

    public bool TryAdd(in Published published)
    {
        if (_count == _items.Length)
            return false;
        _items[_count] = published;
        Volatile.Write(ref _count, _count + 1);
        return true;
    }

    /// <summary>Begins the next block with a publication.</summary>
    public PublishBlock Continue(in Published published)
    {
        var next = new PublishBlock(Math.Min(_items.Length * 2, SizeMax));
        next.TryAdd(published);
        Volatile.Write(ref _next, next);
        return next;
    }
}

/// <summary>Where somebody stands in a lane. Mutable, so it lives in one place and is never copied.</summary>
internal struct PublishReader(PublishBlock block)
{
    private PublishBlock _block = block;
    private int _index;

    /// <summary>The time of the next publication; none yet: null.</summary>
    public long? NextMs => IsReady() ? _block[_index].AtMs : null;

    /// <summary>Takes the next publication, if it came into force by then.</summary>
    public bool TryTake(long untilMs, out Published published)
    {
        if (!IsReady() || _block[_index].AtMs > untilMs)
        {
            published = default;
            return false;
        }
        published = _block[_index++];
        return true;
    }

    /// <summary>Passes over all that came into force by then.</summary>
    public void Skip(long untilMs)
    {
        while (_block.Next is { } next && _block.LastMs <= untilMs)
            (_block, _index) = (next, 0);
        while (TryTake(untilMs, out _))
        {
            // taken is passed over
        }
    }

    /// <summary>
    /// A block is left once all of it was read, and not where all that was there has been: between a look at its count
    /// and one at what follows it the writer may have filled it and begun the next.
    /// </summary>
    private bool IsReady()
    {
        if (_index == _block.Size && _block.Next is { } next)
            (_block, _index) = (next, 0);
        return _index < _block.Count;
    }
}
