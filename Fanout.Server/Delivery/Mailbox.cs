namespace Fanout.Server.Delivery;

/// <summary>
/// What is posted to a shard, by any thread; taken by the shard, all at once. Bounded by its posters, not here.
/// </summary>
/// <remarks>
/// Two arrays that change places: a post is a short lock and a store, a turn takes everything with one lock. Posters
/// bound themselves: a transport posts one message and waits for <see cref="ISink.Next"/>, the publisher posts one item
/// per topic and entry.
/// </remarks>
internal sealed class Mailbox
{
    private const int SizeFirst = 64;

    private readonly Lock _gate = new();
    private ShardItem[] _filling = new ShardItem[SizeFirst];
    private ShardItem[] _taken = new ShardItem[SizeFirst];
    private int _count;
    private int _takenCount;
    private Slack _slack;

    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>Adds an item; true if the mailbox was empty, so that its shard may be asleep.</summary>
    public bool Post(in ShardItem item)
    {
        lock (_gate)
        {
            if (_count == _filling.Length)
                Array.Resize(ref _filling, _count * 2);
            _filling[_count++] = item;
            return _count == 1;
        }
    }

    /// <summary>Everything posted so far, in order; the shard's until its next call, which clears it.</summary>
    /// <param name="nowMs">Monotonic time.</param>
    public ReadOnlySpan<ShardItem> TakeAll(long nowMs)
    {
        Array.Clear(_taken, 0, _takenCount); // no more than was used: one burst must not cost every later turn
        var fit = _slack.Observe(_takenCount, _taken.Length, nowMs);
        if (fit > 0)
            _taken = new ShardItem[fit];
        lock (_gate)
        {
            (_filling, _taken) = (_taken, _filling);
            (_takenCount, _count) = (_count, 0);
            return _taken.AsSpan(0, _takenCount);
        }
    }
}
