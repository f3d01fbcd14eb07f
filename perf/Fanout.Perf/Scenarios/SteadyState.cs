using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>Many connections with many subscriptions each, at most of what the floor sustains, for minutes.</summary>
internal sealed class SteadyState : IScenario
{
    private const int ConnectionsUsual = 10_000;
    private const int PerConnection = 20;
    private const int ConnectionsPerTopic = 5; // 10,000 connections read 2,000 topics: a hundred readers a topic
    private const double ShareOfFloor = 0.7;
    private const double FloorDelayMaxMs = 250; // as where 10,000 connections are saturated
    private const double SecondsUsual = 600;

    public string Name => "steady";

    public string Title => "Steady state: 20 subscriptions on each connection";

    public async Task RunAsync(RunOptions options, Report report)
    {
        var connections = options.Connections ?? ConnectionsUsual;
        var topology = new Topology(connections, connections / ConnectionsPerTopic, PerConnection);
        var seconds = (options.Seconds ?? SecondsUsual) / options.Pairs;
        await using var lanes = await Lanes.StartAsync(
            options.Contenders(AllContenders.FloorAdaptive, AllContenders.Fanout), topology, options.Processors);

        var rate = options.Rate ?? ShareOfFloor * await SustainedAsync(lanes.All[0]);
        var why = options.Rate is null
            ? $": {ShareOfFloor:P0} of what {lanes.All[0].Contender.Name} sustained in this run. "
            : ". ";
        report.Say($"{topology.Topics:N0} topics, {rate:N0} events/s, "
            + $"{rate * topology.DeliveriesPerEvent:N0} deliveries/s{why}"
            + $"{options.Pairs} windows of {seconds:0} s for each server, in turns.");

        await lanes.RoundsAsync(1, lane => lane.MeasureAsync(rate, Math.Min(seconds, 5)));
        var windows = await lanes.RoundsAsync(options.Pairs, lane => lane.MeasureAsync(rate, seconds));
        var calls = await lanes.RoundsAsync(1, lane => lane.CountCallsAsync(rate, Math.Min(seconds, 5)));
        var caption = $"{connections:N0} connections × {PerConnection}";
        CostTable.Add(
            report,
            caption,
            lanes.All,
            windows,
            calls.ToDictionary(static pair => pair.Key, static pair => pair.Value[0]));
        report.Table(
            "Managed memory",
            ["server", "deliveries", "gen 0", "gen 1", "gen 2", "allocated B per event", "B per delivery"],
            lanes.All.Where(lane => double.IsFinite(windows[lane][0].AllocatedPerEvent))
                .Select(lane => MemoryRow(lane, windows[lane])));
        await SlopeAsync(options, report, topology, rate);
    }

    private static string[] MemoryRow(Lane lane, List<Window> windows)
    {
        var deliveries = windows.Sum(static window => window.Deliveries);
        var allocated = windows.Sum(static window => window.AllocatedPerEvent * window.Events);
        return
        [
            lane.Contender.Name,
            $"{deliveries:N0}",
            Cell.Of(windows.Sum(static window => Window.Of(window.Server, "gen0"))),
            Cell.Of(windows.Sum(static window => Window.Of(window.Server, "gen1"))),
            Cell.Of(windows.Sum(static window => Window.Of(window.Server, "gen2"))),
            Cell.Of(CostTable.Of(windows, static window => window.AllocatedPerEvent)),
            Cell.Of(allocated / deliveries),
        ];
    }

    /// <summary>
    /// What is allocated per event does not depend on the readers if nothing is allocated per delivery: the same events
    /// to a tenth of the connections, and what the difference comes to.
    /// </summary>
    private static async Task SlopeAsync(RunOptions options, Report report, Topology topology, double rate)
    {
        const double Seconds = 10;
        var allocated = new List<double>();
        var few = topology with { Connections = Math.Max(1, topology.Connections / 10) };
        foreach (var size in new[] { few, topology })
        {
            await using var lane = await Lane.StartAsync(
                AllContenders.Named(AllContenders.Fanout), size, options.Processors);
            await lane.MeasureAsync(rate, Seconds);
            allocated.Add((await lane.MeasureAsync(rate, Seconds)).AllocatedPerEvent);
        }
        var slope = (allocated[1] - allocated[0]) / (topology.DeliveriesPerEvent - few.DeliveriesPerEvent);
        report.Table(
            $"{AllContenders.Fanout}: bytes allocated",
            ["", "deliveries per event", "allocated B per event"],
            [
                [$"{few.Connections:N0} connections", Cell.Of(few.DeliveriesPerEvent), Cell.Of(allocated[0])],
                [$"{topology.Connections:N0} connections", Cell.Of(topology.DeliveriesPerEvent), Cell.Of(allocated[1])],
                ["per further delivery", "", Cell.Of(slope)],
            ]);
    }

    private static async Task<double> SustainedAsync(Lane floor)
    {
        var ladder = new Ladder(FloorDelayMaxMs, seconds: 2);
        await ladder.RoughAsync(floor);
        return (await ladder.ClimbAsync(floor)).Rate;
    }
}
