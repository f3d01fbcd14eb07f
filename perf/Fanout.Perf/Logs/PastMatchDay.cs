using Fanout.Log;
using Fanout.Perf.Driving;
using Fanout.Perf.Harness;
using Fanout.Perf.Nodes;

namespace Fanout.Perf.Logs;

/// <summary>
/// Many matches that have been played for a while: each with a history in the log and a state that has grown by it, and
/// snapshots as often and of what the product's holder of a partition saves them. Events are made when they are due.
/// </summary>
/// <remarks>
/// From <see cref="Begin"/> on no snapshot is saved: one thread plays all matches here, and what is due would wait for
/// each.
/// </remarks>
internal sealed class PastMatchDay : IEventSource
{
    private const int IncidentsMax = 100; // a football match of a feed that tells everything has about as many

    private readonly MatchDayWriters _writers;
    private readonly MadeUpMatch[] _matches;
    private readonly SavedPartition[] _partitions;
    private int _next;
    private bool _saves = true;

    private PastMatchDay(MatchDayWriters writers, MadeUpMatch[] matches, int partitionCount)
    {
        (_writers, _matches) = (writers, matches);
        _partitions =
        [
            .. Enumerable.Range(0, partitionCount).Select(partition => new SavedPartition(writers[partition])),
        ];
    }

    /// <summary>Makes all matches known, and plays them for so many entries each as fast as the log takes them.</summary>
    /// <exception cref="HarnessException">An entry was not taken.</exception>
    public static PastMatchDay Open(IEventLog log, MatchDayWriters writers, int matchCount, int frameSize, int entriesEach)
    {
        var count = log.PartitionCount;
        var matches = Enumerable.Range(0, matchCount).Select(MadeUpEvents.IdOf)
            .Select(id => new MadeUpMatch(id, Partitioning.Of(id, count), frameSize, IncidentsMax));
        var day = new PastMatchDay(writers, [.. matches], count);
        for (var entry = 0L; entry < (long)matchCount * entriesEach; entry++)
            day.Publish(UnixClock.NowUs);
        writers.Settle();
        return day;
    }

    public void Publish(long dueUs)
    {
        var match = _matches[_next];
        _next = (_next + 1) % _matches.Length;
        var entry = match.Sequence == 0 ? match.First(dueUs / 1000) : match.Next(dueUs, logSequence: 0);
        _writers.Append(entry, dueUs);
        if (_saves)
            _partitions[entry.Partition].Appended(match, dueUs / 1000);
    }

    public void Flush()
    {
        // Writers send as soon as they may.
    }

    public void Begin()
    {
        _saves = false;
        _writers.Begin();
    }

    public IEnumerable<KeyValuePair<string, double>> Counted() => _writers.Counted();
}
