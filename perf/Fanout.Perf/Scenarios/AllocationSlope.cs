using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>
/// What is allocated per event does not depend on the readers if nothing is allocated per delivery: the same events to
/// all connections, to a tenth of them and to a single one, and what the difference comes to. The same for collections.
/// </summary>
internal static class AllocationSlope
{
    private const double SecondsMax = 30;

    private static readonly string[] Heads =
    [
        "connections", "events", "deliveries", "deliveries per event", "allocated B per event",
        "gen 0 per million events", "gen 1", "gen 2",
    ];

    private static readonly string[] DeliveryHeads =
        ["from", "allocated B per delivery", "gen 0 per million deliveries", "gen 1", "gen 2"];

    public static double Effort(Topology topology, RunOptions options, double seconds) =>
        Few(topology).Sum(few => Scenarios.Effort.Lane(few, options.WarmSeconds))
        + Scenarios.Effort.Windows(2, Math.Min(seconds, SecondsMax));

    /// <param name="options">Where and how long.</param>
    /// <param name="report">Gets the tables.</param>
    /// <param name="topology">Of the windows that were measured.</param>
    /// <param name="rate">Events a second.</param>
    /// <param name="windows">With all connections.</param>
    public static async Task MeasureAsync(
        RunOptions options, Report report, Topology topology, double rate, List<Window> windows)
    {
        var all = new Stretch(topology, windows);
        var seconds = Math.Min(all.Events / windows.Count / rate, SecondsMax);
        var stretches = new List<Stretch>();
        foreach (var few in Few(topology))
        {
            await using var lane = await options.StartAsync(AllContenders.Named(AllContenders.Fanout), few);
            stretches.Add(new Stretch(few, [await lane.MeasureAsync(rate, seconds)]));
        }

        report.Table(
            $"{AllContenders.Fanout}: managed memory at {rate:N0} events/s", Heads, stretches.Append(all).Select(Row));
        report.Table(
            $"{AllContenders.Fanout}: by deliveries alone",
            DeliveryHeads,
            stretches.Select(few => DeliveryRow(few, all)));
        report.Keep("allocation", new JsonObject
        {
            ["deliveries"] = all.Deliveries,
            ["perEvent"] = all.AllocatedPerEvent,
            ["perDelivery"] = PerDelivery(stretches[^1], all, static stretch => stretch.AllocatedPerEvent),
        });
    }

    private static Topology[] Few(Topology topology) =>
        [topology with { Connections = 1 }, topology with { Connections = Math.Max(2, topology.Connections / 10) }];

    private static string[] Row(Stretch of) =>
    [
        $"{of.Topology.Connections:N0}",
        $"{of.Events:N0}",
        $"{of.Deliveries:N0}",
        Cell.Of(of.Topology.DeliveriesPerEvent),
        Cell.Of(of.AllocatedPerEvent),
        Cell.Of(of.PerEvent("gen0") * 1e6),
        Cell.Of(of.PerEvent("gen1") * 1e6),
        Cell.Of(of.PerEvent("gen2") * 1e6),
    ];

    private static string[] DeliveryRow(Stretch few, Stretch all) =>
    [
        $"{few.Topology.Connections:N0} connections to {all.Topology.Connections:N0}",
        Cell.Of(PerDelivery(few, all, static stretch => stretch.AllocatedPerEvent)),
        Cell.Of(PerDelivery(few, all, static stretch => stretch.PerEvent("gen0")) * 1e6),
        Cell.Of(PerDelivery(few, all, static stretch => stretch.PerEvent("gen1")) * 1e6),
        Cell.Of(PerDelivery(few, all, static stretch => stretch.PerEvent("gen2")) * 1e6),
    ];

    private static double PerDelivery(Stretch few, Stretch all, Func<Stretch, double> perEvent) =>
        (perEvent(all) - perEvent(few)) / (all.Topology.DeliveriesPerEvent - few.Topology.DeliveriesPerEvent);

    /// <summary>All that was measured with so many connections.</summary>
    private sealed record Stretch(Topology Topology, List<Window> Windows)
    {
        public double Events => Windows.Sum(static window => window.Events);

        public double Deliveries => Windows.Sum(static window => window.Deliveries);

        public double AllocatedPerEvent =>
            Windows.Sum(static window => window.AllocatedPerEvent * window.Events) / Events;

        public double PerEvent(string name) => Windows.Sum(window => Window.Of(window.Server, name)) / Events;
    }
}
