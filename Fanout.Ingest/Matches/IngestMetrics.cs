using System.Diagnostics.Metrics;
using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Matches;

/// <summary>Numbers about normalising. Registered once per process.</summary>
internal sealed class IngestMetrics
{
    public const string MeterName = "Fanout.Ingest";

    /// <summary>Values of the tag <c>feeds</c>: what matters is none, one and more; a policy allows eight.</summary>
    private static readonly string[] FeedCounts = ["0", "1", "2", "3", "4+"];

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _marks;
    private readonly Counter<long> _evicted;
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _retired;
    private readonly Counter<long> _alarms;
    private readonly Counter<long> _tenuresEnded;
    private readonly Histogram<double> _answerDuration;

    public IngestMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(MeterName);
        _events = _meter.CreateCounter<long>("fanout.ingest.events", "{event}", "Events answered, by outcome");
        _quarantined = _meter.CreateCounter<long>("fanout.ingest.quarantined", "{event}", "Put aside, by reason");
        _marks =
            _meter.CreateCounter<long>(
                "fanout.ingest.marks", "{mark}", "What was noticed in events that were taken, by kind");
        _evicted =
            _meter.CreateCounter<long>(
                "fanout.ingest.evicted", "{event}", "Held events dropped because too many were held");
        _decisions = _meter.CreateCounter<long>(
            "fanout.ingest.decisions", "{decision}", "What editors decided on what was put aside, by action");
        _stale = _meter.CreateCounter<long>("fanout.ingest.stale", "{match}", "Live matches whose feed fell silent");
        _retired = _meter.CreateCounter<long>(
            "fanout.ingest.retired", "{match}", "Matches that left memory: over, or unheard of, for long");
        _alarms = _meter.CreateCounter<long>(
            "fanout.ingest.alarms.raised", "{alarm}", "Matches of which something lasts too long, by kind");
        _tenuresEnded =
            _meter.CreateCounter<long>(
                "fanout.ingest.tenures.ended", "{tenure}", "Partitions lost and opened again, by cause");
        _answerDuration =
            _meter.CreateHistogram<double>(
                "fanout.ingest.answer.duration", "s", "From taking a group of events until the log has answered", tags: null,
                advice: DurationBounds.OfRequests);
    }

    /// <summary>Says where the numbers are that are looked up rather than counted; once.</summary>
    public void Observe(Func<int> queued, Func<int> held, Func<int> partitions, Func<IEnumerable<Alarm.Types.Kind>> alarms,
        Func<IEnumerable<(int Feeds, int Well)>> feeds)
    {
        _meter.CreateObservableGauge(
            "fanout.ingest.alarms",
            () => alarms().CountBy(static kind => kind)
                .Select(static kind => new Measurement<int>(kind.Value, Tag("kind", EnumNames.Of(kind.Key)))),
            "{alarm}",
            "Alarms that are not over, by kind");
        _meter.CreateObservableGauge(
            "fanout.ingest.feeds", () => ByCount(feeds().Select(static match => match.Feeds)), "{match}",
            "Matches that are LIVE, by how many feeds speak of each");
        _meter.CreateObservableGauge(
            "fanout.ingest.feeds.well", () => ByCount(feeds().Select(static match => match.Well)), "{match}",
            "Matches that are LIVE, by how many feeds of each are well");
        _meter.CreateObservableGauge("fanout.ingest.queued", queued, "{batch}", "Batches that wait");
        _meter.CreateObservableGauge("fanout.ingest.held", held, "{event}", "Events put aside");
        _meter.CreateObservableGauge(
            "fanout.ingest.partitions", partitions, "{partition}", "Partitions that this process holds");
    }

    public long Timestamp() => _time.GetTimestamp();

    public void Answered(long startedAt) => _answerDuration.Record(_time.GetElapsedTime(startedAt).TotalSeconds);

    public void Counted(EventAnswer answer)
    {
        _events.Add(1, Tag("outcome", answer.Outcome switch
        {
            Outcome.Accepted => "accepted",
            Outcome.Duplicate => "duplicate",
            Outcome.Quarantined => "quarantined",
            _ => "rejected",
        }));
        if (answer.Outcome == Outcome.Quarantined) _quarantined.Add(1, Tag("reason", answer.Reason));
    }

    public void Marked(LoggedChange change)
    {
        foreach (var mark in change.Marks) _marks.Add(1, Tag("kind", EnumNames.Of(mark.Kind)));
    }

    public void Evicted(int count) => _evicted.Add(count);

    /// <param name="action"><c>force</c> or <c>drop</c>.</param>
    public void Decided(string action) => _decisions.Add(1, Tag("action", action));

    public void WentStale() => _stale.Add(1);

    public void Retired(int count) => _retired.Add(count);

    public void Raised(Alarm alarm) => _alarms.Add(1, Tag("kind", EnumNames.Of(alarm.Kind)));

    public void Ended(TenureEnd end) => _tenuresEnded.Add(1, Tag("cause", end.ToString()));

    /// <summary>Every value of the tag, zeros too: an alert asks for one of them.</summary>
    private static IEnumerable<Measurement<int>> ByCount(IEnumerable<int> counts)
    {
        var matches = new int[FeedCounts.Length];
        foreach (var count in counts) matches[Math.Min(count, matches.Length - 1)]++;
        return matches.Zip(FeedCounts, static (number, count) => new Measurement<int>(number, Tag("feeds", count)));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
