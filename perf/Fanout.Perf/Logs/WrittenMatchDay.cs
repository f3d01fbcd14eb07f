using Fanout.Log;
using Fanout.Perf.Driving;
using Fanout.Perf.Harness;
using Fanout.Perf.Nodes;

namespace Fanout.Perf.Logs;

/// <summary>Many matches in turn, appended to a log.</summary>
internal sealed class WrittenMatchDay(MatchDayWriters writers, MadeUpEvents matches) : IEventSource
{
    /// <summary>Makes all matches known.</summary>
    /// <exception cref="HarnessException">An entry was not taken.</exception>
    public static WrittenMatchDay Open(IEventLog log, MatchDayWriters writers, int matchCount, int frameSize)
    {
        var matches = new MadeUpEvents(matchCount, log.PartitionCount, frameSize);
        foreach (var first in matches.First())
            writers.Append(first, UnixClock.NowUs);
        writers.Settle();
        return new WrittenMatchDay(writers, matches);
    }

    /// <exception cref="ArgumentOutOfRangeException">More events than memory is meant for.</exception>
    public bool Prepare(Schedule schedule)
    {
        matches.Prepare(schedule);
        return true;
    }

    public void Publish(long dueUs) => writers.Append(matches.Next(), dueUs);

    public void Flush()
    {
        // Writers send as soon as they may.
    }

    public void Begin() => writers.Begin();

    public IEnumerable<KeyValuePair<string, double>> Counted() => writers.Counted();
}
