using System.Globalization;
using Fanout.Log;
using Fanout.Perf.Driving;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Perf.Nodes;

/// <summary>
/// Many matches in turn, applied by the node's own publisher as if a follower had read them in the log.
/// </summary>
internal sealed class MadeUpMatchDay : IEventSource
{
    private readonly Publisher _publisher;
    private readonly Shards _shards;
    private readonly MadeUpMatch[] _matches;
    private readonly SourceCost _cost = new();
    private readonly LogEntry[] _one = new LogEntry[1];
    private long _events;
    private long _framesBegun;
    private ulong _logSequence;
    private int _next;

    /// <param name="publisher">Takes the entries.</param>
    /// <param name="shards">Count what was delivered.</param>
    /// <param name="count">Matches.</param>
    /// <param name="partitionCount">Partitions of the log that they would be in.</param>
    /// <param name="frameSize">Bytes of a frame of `score/`.</param>
    public MadeUpMatchDay(Publisher publisher, Shards shards, int count, int partitionCount, int frameSize)
    {
        (_publisher, _shards) = (publisher, shards);
        _matches =
        [
            .. Enumerable.Range(0, count).Select(IdOf)
                .Select(id => new MadeUpMatch(id, Partitioning.Of(id, partitionCount), frameSize)),
        ];
    }

    public static string IdOf(int match) => string.Create(CultureInfo.InvariantCulture, $"m{match}");

    /// <summary>Makes all matches known.</summary>
    public void Open() =>
        _publisher.Apply([.. _matches.Select(match => match.First(UnixClock.NowUs / 1000))]);

    public void Publish(long dueUs)
    {
        _cost.Start();
        _one[0] = _matches[_next].Next(dueUs, ++_logSequence);
        _cost.Stop();
        _next = (_next + 1) % _matches.Length;
        _events++;
        _publisher.Apply(_one);
    }

    public void Flush()
    {
        // The shards flush by themselves, at the end of each of their turns.
    }

    public void Begin()
    {
        _cost.Begin();
        _events = 0;
        _framesBegun = Frames;
    }

    public IEnumerable<KeyValuePair<string, double>> Counted() =>
    [
        new("events", _events),
        new("deliveries", Frames - _framesBegun),
        new("sequence", _matches[^1].Sequence),
        new("connections", _shards.ConnectionCount),
        new("heldBytes", _shards.All.Sum(static shard => shard.Counts.HeldBytes)),
        new("sourceSeconds", _cost.Ns / 1e9),
        new("sourceAllocatedBytes", _cost.AllocatedBytes),
    ];

    private long Frames => _shards.All.Sum(static shard => Volatile.Read(ref shard.Counts.Frames));
}
