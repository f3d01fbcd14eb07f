using System.Diagnostics.Metrics;
using Fanout.Log;

namespace Fanout.Ingest.Forwarding;

/// <summary>Numbers about what processes ask of one another. Registered once per process.</summary>
internal sealed class ForwardingMetrics
{
    public const string MeterName = "Fanout.Forwarding";

    private readonly TimeProvider _time;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _received;
    private readonly Histogram<double> _duration;

    public ForwardingMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _sent = meter.CreateCounter<long>(
            "fanout.forwarding.sent", "{request}", "Requests to other processes, by outcome");
        _received = meter.CreateCounter<long>(
            "fanout.forwarding.received", "{request}", "Requests of other processes, by outcome");
        _duration = meter.CreateHistogram<double>(
            "fanout.forwarding.duration", "s", "From sending a request to another process until it answered, or did not", tags: null,
            advice: DurationBounds.OfRequests);
    }

    public long Timestamp() => _time.GetTimestamp();

    public void Sent(PeerOutcome outcome, long startedAt)
    {
        _sent.Add(1, Tag(outcome));
        _duration.Record(_time.GetElapsedTime(startedAt).TotalSeconds);
    }

    public void Received(PeerOutcome outcome) => _received.Add(1, Tag(outcome));

    private static KeyValuePair<string, object?> Tag(PeerOutcome outcome) => new("outcome", outcome switch
    {
        PeerOutcome.Answered => "answered",
        PeerOutcome.NotHolder => "not_holder",
        PeerOutcome.Unanswered => "unanswered",
        PeerOutcome.Refused => "refused",
        _ => "failed",
    });
}
