using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>What deliveries cost each server, beside the first of them.</summary>
internal static class CostTable
{
    private static readonly string[] CostHeads =
    [
        "server", "CPU-s per million", "× first", "user µs", "of which per event", "calls", "send calls",
        "allocated B per event", "B per delivery",
    ];

    private static readonly string[] DelayHeads =
        ["server", "delivered", "p50 ms", "p99 ms", "max ms", "last reader ms", "× first"];

    public static void Add(
        Report report,
        string caption,
        IReadOnlyList<Lane> lanes,
        Dictionary<Lane, List<Window>> windows,
        Dictionary<Lane, (double All, double Sends)> calls,
        EventCost ours)
    {
        var first = windows[lanes[0]];
        report.Table(
            caption + ": cost of a delivery",
            CostHeads,
            lanes.Select(lane => CostRow(lane, windows[lane], first, calls[lane], PerEventUs(lane, ours))));
        report.Table(caption + ": delay", DelayHeads, lanes.Select(lane => DelayRow(lane, windows[lane], first)));
        report.Keep(caption, new JsonObject(lanes.Select(lane => KeyValuePair.Create(
            lane.Contender.Name,
            (JsonNode?)Values(windows[lane], first, calls[lane], PerEventUs(lane, ours))))));
    }

    /// <summary>Ratio of each window to that of the first server in the same round.</summary>
    public static Interval Ratio(List<Window> windows, List<Window> first, Func<Window, double> value) =>
        Interval.Of(windows.Zip(first, (own, other) => value(own) / value(other)));

    public static Interval Of(List<Window> windows, Func<Window, double> value) => Interval.Of(windows.Select(value));

    private static JsonObject Values(
        List<Window> windows, List<Window> first, (double All, double Sends) calls, double perEventUs) =>
        new JsonObject
        {
            ["windows"] = new JsonArray([.. windows.Select(static window => window.ToJson())]),
            ["callsPerDelivery"] = Number(calls.All),
            ["sendCallsPerDelivery"] = Number(calls.Sends),
            ["userUs"] = Number(Of(windows, static window => window.UserUs).Median),
            ["perEventUs"] = Number(perEventUs),
            ["secondsPerMillion"] = Number(Of(windows, static window => window.SecondsPerMillion).Median),
            ["ratio"] = Number(Ratio(windows, first, static window => window.SecondsPerMillion).Median),
        };

    private static string[] CostRow(
        Lane lane, List<Window> windows, List<Window> first, (double All, double Sends) calls, double perEventUs) =>
        [
            lane.Contender.Name,
            Cell.Of(Of(windows, static window => window.SecondsPerMillion)),
            Cell.Of(Ratio(windows, first, static window => window.SecondsPerMillion)),
            Cell.Of(Of(windows, static window => window.UserUs)),
            Cell.Of(perEventUs),
            Cell.Of(calls.All),
            Cell.Of(calls.Sends),
            Cell.Of(Of(windows, static window => window.AllocatedPerEvent).Median),
            Cell.Of(Of(windows, static window => window.WireBytes).Median),
        ];

    /// <summary>User time of an event, spread over its deliveries; known of our own server.</summary>
    private static double PerEventUs(Lane lane, EventCost ours) =>
        lane.Contender.Name == AllContenders.Fanout ? ours.UserUs / lane.Topology.DeliveriesPerEvent : double.NaN;

    private static string[] DelayRow(Lane lane, List<Window> windows, List<Window> first) =>
    [
        lane.Contender.Name,
        $"{windows.Sum(static window => window.Deliveries) / windows.Sum(static window => window.Expected):P2}",
        Cell.Of(Of(windows, static window => window.P50Ms)),
        Cell.Of(Of(windows, static window => window.P99Ms)),
        Cell.Of(Of(windows, static window => window.MaxMs)),
        Cell.Of(Of(windows, static window => window.LastMs)),
        Cell.Of(Ratio(windows, first, static window => window.LastMs)),
    ];

    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
