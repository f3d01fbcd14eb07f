using System.Diagnostics.Metrics;

namespace Fanout.Log;

/// <summary>Numbers about the log. Registered once per process.</summary>
internal sealed class EventLogMetrics
{
    public const string MeterName = "Fanout.Log";

    private readonly TimeProvider _time;
    private readonly Counter<long> _answers;
    private readonly Counter<long> _commitsFailed;
    private readonly Counter<long> _hints;
    private readonly Counter<long> _gap;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _commitRequests;
    private volatile Look? _look;

    public EventLogMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        Meter meter = meters.Create(MeterName);
        _answers = meter.CreateCounter<long>("fanout.log.answers", "{entry}", "Entries answered, by outcome");
        _commitsFailed = meter.CreateCounter<long>(
            "fanout.log.commits.failed", "{commit}", "Groups that were rolled back");
        _hints = meter.CreateCounter<long>(
            "fanout.log.hints", "{hint}", "Hints of a shared log, by whether they continued what the last read confirmed");
        _gap = meter.CreateCounter<long>(
            "fanout.log.gap", "{entry}", "Entries that a shared log dropped before the archive had them");
        meter.CreateObservableGauge(
            "fanout.log.memory", ReadMemory, "1", "Memory of the fullest Redis in use, as a share of its maxmemory");
        meter.CreateObservableGauge(
            "fanout.log.unfit", ReadUnfit, "{server}", "Primaries in use that must not keep a log: version, eviction");
        _commitDuration = meter.CreateHistogram<double>(
            "fanout.log.commit.duration", "s", "From the first check of a group until it is durable", tags: null,
            advice: DurationBounds.OfRequests);
        _commitRequests = meter.CreateHistogram<int>(
            "fanout.log.commit.requests", "{request}", "Requests that shared a commit");
    }

    public long Timestamp() => _time.GetTimestamp();

    public void Committed(long startedAt, int requests)
    {
        _commitDuration.Record(_time.GetElapsedTime(startedAt).TotalSeconds);
        _commitRequests.Record(requests);
    }

    public void CommitFailed() => _commitsFailed.Add(1);

    public void Answered(AppendAnswer answer)
    {
        foreach (EntryAnswer one in answer.Answers)
            _answers.Add(1, new KeyValuePair<string, object?>("outcome", NameOf(one.Outcome)));
    }

    public void Hinted(bool applied) =>
        _hints.Add(1, new KeyValuePair<string, object?>("fate", applied ? "applied" : "ignored"));

    /// <summary>Entries went that the archive does not have.</summary>
    public void Lost(int entries) => _gap.Add(entries);

    /// <summary>The servers of a shared log were looked at.</summary>
    /// <param name="memoryShare">Of the fullest one: 1 is full.</param>
    /// <param name="unfit">How many must not keep a log.</param>
    public void Looked(double memoryShare, int unfit) => _look = new Look(memoryShare, unfit);

    private IEnumerable<Measurement<double>> ReadMemory() => _look is { } look ? [new(look.MemoryShare)] : [];

    private IEnumerable<Measurement<int>> ReadUnfit() => _look is { } look ? [new(look.Unfit)] : [];

    private static string NameOf(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Appended => "appended",
        AppendOutcome.Duplicate => "duplicate",
        AppendOutcome.Conflict => "conflict",
        AppendOutcome.Fenced => "fenced",
        AppendOutcome.Unsealed => "unsealed",
        _ => "unknown",
    };

    private sealed record Look(double MemoryShare, int Unfit);
}
