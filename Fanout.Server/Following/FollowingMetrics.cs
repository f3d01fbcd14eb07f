using System.Diagnostics.Metrics;

namespace Fanout.Server.Following;

/// <summary>What following the log counts.</summary>
internal sealed class FollowingMetrics(IMeterFactory meters, Publisher publisher, NodeStatus status)
{
    /// <summary>From now on there is something to see.</summary>
    public void Begin()
    {
        var meter = meters.Create("fanout.following");
        meter.CreateObservableCounter(
            "fanout.following.entries", () => publisher.Entries, "{entry}", "Entries applied");
        meter.CreateObservableCounter(
            "fanout.following.contradictions",
            () => publisher.Contradictions,
            "{entry}",
            "Entries that contradicted the log; each stopped a match");
        meter.CreateObservableGauge(
            "fanout.following.ready", () => status.Ready ? 1 : 0, "{node}", "1 while loaded and level with the log");
    }
}
