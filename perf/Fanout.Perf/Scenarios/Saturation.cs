using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>How many deliveries a second a server makes before they come late.</summary>
internal sealed class Saturation : IScenario
{
    private const int RoundsUsual = 9;
    private const double SecondsUsual = 1.5;

    // As seen: to double until it fails, and to go up from a step or two below.
    private const int RoughWindows = 9;
    private const int ClimbWindows = 5;

    private static readonly (int Connections, double DelayMaxMs)[] Usual = [(1_000, 50), (10_000, 250)];

    private static readonly string[] Heads =
        ["server", "k deliveries/s", "× first", "CPU-s per million", "calls", "send calls", "p99 ms at half of it"];

    public string Name => "saturation";

    public string Title => "Saturation: one topic that everybody reads";

    public double Seconds(RunOptions options)
    {
        var contenders = options.Present(AllContenders.FloorAdaptive, AllContenders.Fanout);
        var window = options.Seconds ?? SecondsUsual;
        return Sizes(options).Sum(size =>
            contenders.Count * Effort.Lane(new Topology(size.Connections), options.WarmSeconds)
            + Effort.Windows(contenders.Count * (RoughWindows + 1), window)
            + ClimbWindows * Effort.Rounds(options, contenders, options.Pairs ?? RoundsUsual, window));
    }

    public async Task RunAsync(RunOptions options, Report report)
    {
        report.Say("The highest rate at which all was delivered and the 99th percentile of the delay stayed under the "
            + "limit. Rates go up in steps of 10 %. Median (interval) over the rounds; ratios within a round.");
        var contenders = options.Contenders(AllContenders.FloorAdaptive, AllContenders.Fanout);
        foreach (var (connections, delayMaxMs) in Sizes(options))
            await RunAsync(options, report, contenders, connections, delayMaxMs);
    }

    private static (int Connections, double DelayMaxMs)[] Sizes(RunOptions options) =>
        options.Connections is { } asked ? [(asked, Usual[0].DelayMaxMs)] : Usual;

    private static async Task RunAsync(
        RunOptions options, Report report, IReadOnlyList<IContender> contenders, int connections, double delayMaxMs)
    {
        var seconds = options.Seconds ?? SecondsUsual;
        var ladder = new Ladder(delayMaxMs, seconds);
        await using var lanes = await Lanes.StartAsync(contenders, new Topology(connections), options);
        foreach (var lane in lanes.All)
            await ladder.RoughAsync(lane);
        var best = await lanes.RoundsAsync(options.Pairs ?? RoundsUsual, ladder.ClimbAsync);
        var rates = best.ToDictionary(
            static pair => pair.Key, static pair => CostTable.Of(pair.Value, static window => window.Rate).Median);
        var half = await lanes.RoundsAsync(1, lane => lane.MeasureAsync(rates[lane] / 2, seconds));
        var calls = await lanes.RoundsAsync(1, lane => lane.CountCallsAsync(rates[lane], seconds));

        var first = best[lanes.All[0]];
        var caption = $"{connections:N0} connections, p99 ≤ {delayMaxMs} ms";
        report.Table(caption, Heads, lanes.All.Select(lane => new[]
        {
            lane.Contender.Name,
            Cell.Of(CostTable.Of(best[lane], static window => window.DeliveriesPerSecond / 1000)),
            Cell.Of(CostTable.Ratio(best[lane], first, static window => window.DeliveriesPerSecond)),
            Cell.Of(CostTable.Of(best[lane], static window => window.SecondsPerMillion)),
            Cell.Of(calls[lane][0].All),
            Cell.Of(calls[lane][0].Sends),
            Cell.Of(half[lane][0].P99Ms),
        }));
        report.Keep(caption, new JsonObject(best.Select(static pair => new KeyValuePair<string, JsonNode?>(
            pair.Key.Contender.Name, new JsonArray([.. pair.Value.Select(static window => window.ToJson())])))));
    }
}
