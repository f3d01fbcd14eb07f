using System.Diagnostics.Metrics;

namespace Fanout.Server.Topics;

/// <summary>What a node holds.</summary>
internal sealed class TopicsMetrics(
    IMeterFactory meters, MatchStore matches, TopicRegistry registry, HistoryBudget budget)
{
    /// <summary>From now on there is something to see.</summary>
    public void Begin()
    {
        var meter = meters.Create("fanout.topics");
        meter.CreateObservableGauge("fanout.topics.matches", () => matches.Count, "{match}", "Matches in memory");
        meter.CreateObservableGauge(
            "fanout.topics.matches.resting", () => matches.RestingCount, "{match}", "Matches in the log alone");
        meter.CreateObservableGauge(
            "fanout.topics.topics", () => registry.Count, "{topic}", "Topics that were asked for");
        meter.CreateObservableGauge(
            "fanout.topics.subscriptions", () => registry.All
                .Sum(static topic => topic.SubscriberCount), "{subscription}", "Subscriptions now");
        meter.CreateObservableGauge(
            "fanout.topics.history", () => budget.Bytes, "By", "Estimated size of superseded states");
    }
}
