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
    private const int MadeMax = 2_000_000; // of half a KiB each, about 1 GiB

    private readonly Publisher _publisher;
    private readonly Shards _shards;
    private readonly MadeUpMatch[] _matches;
    private readonly LogEntry[] _one = new LogEntry[1];
    private LogEntry[] _made = [];
    private int _madeNext;
    private long _events;
    private long _framesBegun;
    private ulong _logSequence;
    private int _nextMatch;

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

    /// <exception cref="ArgumentOutOfRangeException">More events than memory is meant for.</exception>
    public bool Prepare(Schedule schedule)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(schedule.Count, MadeMax);
        foreach (var match in _matches)
        {
            if (_madeNext < _made.Length)
                match.Revert();
            else
                match.Keep();
        }
        (_made, _madeNext) = (new LogEntry[schedule.Count], 0);
        for (var index = 0; index < _made.Length; index++)
        {
            var match = _matches[(_nextMatch + index) % _matches.Length];
            _made[index] = match.Next(schedule.DueUs(index), _logSequence + (ulong)index + 1);
        }
        return true;
    }

    public void Publish(long dueUs)
    {
        _one[0] = _made[_madeNext++];
        if (_madeNext == _made.Length)
            (_made, _madeNext) = ([], 0);
        _logSequence++;
        _nextMatch = (_nextMatch + 1) % _matches.Length;
        _events++;
        _publisher.Apply(_one);
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
        new("sequence", _matches[^1].Sequence),
        new("connections", _shards.ConnectionCount),
        new("heldBytes", _shards.All.Sum(static shard => shard.Counts.HeldBytes)),
    ];

    private long Frames => _shards.All.Sum(static shard => Volatile.Read(ref shard.Counts.Frames));
}
