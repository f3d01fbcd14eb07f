using Fanout.Perf.Driving;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Perf.Nodes;

/// <summary>
/// Many matches in turn, applied by the node's own publisher as if a follower had read them in the log.
/// </summary>
/// <param name="publisher">Takes the entries.</param>
/// <param name="shards">Count what was delivered.</param>
/// <param name="matches">Make them.</param>
internal sealed class MadeUpMatchDay(Publisher publisher, Shards shards, MadeUpEvents matches) : IEventSource
{
    private readonly LogEntry[] _one = new LogEntry[1];
    private long _events;
    private long _framesBegun;

    /// <summary>Makes all matches known.</summary>
    public void Open() => publisher.Apply(matches.First());

    /// <exception cref="ArgumentOutOfRangeException">More events than memory is meant for.</exception>
    public bool Prepare(Schedule schedule)
    {
        matches.Prepare(schedule);
        return true;
    }

    public void Publish(long dueUs)
    {
        _one[0] = matches.Next();
        _events++;
        publisher.Apply(_one);
    }

    public void Flush()
    {
        // The shards flush by themselves, at the end of each of their turns.
    }

    public void Begin()
    {
        _events = 0;
        _framesBegun = Frames;
    }

    public IEnumerable<KeyValuePair<string, double>> Counted() =>
    [
        new("events", _events),
        new("deliveries", Frames - _framesBegun),
        new("sequence", matches.Sequence),
        new("connections", shards.ConnectionCount),
        new("heldBytes", shards.All.Sum(static shard => shard.Counts.HeldBytes)),
    ];

    private long Frames => shards.All.Sum(static shard => Volatile.Read(ref shard.Counts.Frames));
}
