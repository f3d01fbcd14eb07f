namespace Fanout.Server.Topics;

/// <summary>
/// What was published on this node lately, in order of time: which match or board came to which position when. Delayed
/// readers follow it at their distance, one cursor for each delay and shard.
/// </summary>
/// <remarks>
/// One lane for each partition of the log, and one for boards: within a lane times never fall, between lanes they may
/// (a partition that lags). It holds positions, not states: about 40 bytes an entry, for as long as a delay may be;
/// histories have the rest, and their budget decides over it. The publisher writes; shards read without a lock.
/// </remarks>
internal sealed class PublishIndex(LogClock clock)
{
    /// <summary>The lane of boards, whose publications are the node's own.</summary>
    public const int Boards = -1;

    private const long KeptMs = (Horizon.DelaySecondsMax * 1000L) + Horizon.SlackMs;

    private PublishLane[] _lanes = [new()];

    /// <summary>All lanes; more may come.</summary>
    public ReadOnlySpan<PublishLane> Lanes => Volatile.Read(ref _lanes);

    /// <summary>The log's clock.</summary>
    public long NowMs => clock.NowMs;

    // The publisher's.

    /// <summary>A time as its lane will have it: not before the last one of the lane.</summary>
    public long Stamp(int partition, long atMs) => Math.Max(atMs, Lane(partition).LastMs);

    /// <summary>Something came into force, at a time that was stamped.</summary>
    public void Add(int partition, in Published published) => Lane(partition).Add(published);

    /// <summary>Lets go of what is older than any delay.</summary>
    public void Trim()
    {
        var beforeMs = NowMs - KeptMs;
        foreach (var lane in Lanes)
            lane.Trim(beforeMs);
    }

    private PublishLane Lane(int partition)
    {
        var index = partition + 1; // behind that of boards
        if (index >= _lanes.Length)
        {
            var more = Enumerable.Range(_lanes.Length, index + 1 - _lanes.Length).Select(static _ => new PublishLane());
            Volatile.Write(ref _lanes, [.. _lanes, .. more]);
        }
        return _lanes[index];
    }
}
