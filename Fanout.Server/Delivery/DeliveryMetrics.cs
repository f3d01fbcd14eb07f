using System.Diagnostics.Metrics;
using Fanout.Server.Admission;
using Fanout.Server.Resync;

namespace Fanout.Server.Delivery;

/// <summary>What delivery counts, summed over the shards when somebody looks.</summary>
internal sealed class DeliveryMetrics(IMeterFactory meters, Shards shards, ConnectionGate gate, HolderPlaces holders, DeliveryProbe probe)
{
    private static readonly (ResyncKind Kind, string Tag)[] AnswerTags =
    [
        (ResyncKind.UpToDate, "up_to_date"),
        (ResyncKind.Replay, "replay"),
        (ResyncKind.Snapshot, "snapshot"),
        (ResyncKind.Reset, "reset"),
    ];

    /// <summary>From now on there is something to see.</summary>
    public void Begin()
    {
        var meter = meters.Create("fanout.delivery");
        meter.CreateObservableGauge(
            "fanout.delivery.connections", () => shards.ConnectionCount, "{connection}", "Connections now");
        meter.CreateObservableCounter(
            "fanout.delivery.frames",
            () => shards.All.Sum(static shard => shard.Counts.Frames),
            "{frame}",
            "Data frames handed to sinks");
        meter.CreateObservableGauge(
            "fanout.delivery.held",
            () => shards.All.Sum(static shard => shard.Counts.HeldBytes),
            "By",
            "Bytes kept for connections that do not take them");
        meter.CreateObservableCounter(
            "fanout.delivery.answers", Answers, "{answer}", "Answers to subscribers, by kind");
        meter.CreateObservableGauge(
            "fanout.delivery.probe",
            () => probe.Age.TotalSeconds,
            "s",
            "Age of the oldest probe that a loop has not delivered yet");
        meter.CreateObservableCounter(
            "fanout.delivery.refused", Refused, "{connection}", "Readers who were not let in, by reason");
        meter.CreateObservableCounter(
            "fanout.delivery.closed", Closed, "{connection}", "Connections closed by us, by code");
    }

    private IEnumerable<Measurement<long>> Answers() => AnswerTags.Select(answer => new Measurement<long>(
        shards.All.Sum(shard => shard.Counts.Answers(answer.Kind)),
        new KeyValuePair<string, object?>("answer", answer.Tag)));

    private IEnumerable<Measurement<long>> Refused() =>
    [
        new(gate.Refused(RefusalReason.ServerFull), new KeyValuePair<string, object?>("reason", "full")),
        new(gate.Refused(RefusalReason.ServerBusy), new KeyValuePair<string, object?>("reason", "rate")),
        new(gate.Refused(RefusalReason.AddressFull), new KeyValuePair<string, object?>("reason", "address_full")),
        new(gate.Refused(RefusalReason.AddressBusy), new KeyValuePair<string, object?>("reason", "address_rate")),
        new(holders.Refused, new KeyValuePair<string, object?>("reason", "holder_full")),
        new(gate.Refused(RefusalReason.Origin), new KeyValuePair<string, object?>("reason", "origin")),
    ];

    private IEnumerable<Measurement<long>> Closed() => shards.All
        .SelectMany(static shard => shard.Counts.ClosedByCode())
        .GroupBy(static closed => closed.Code)
        .Select(static group => new Measurement<long>(
            group.Sum(static closed => closed.Count), new KeyValuePair<string, object?>("code", (int)group.Key)));
}
