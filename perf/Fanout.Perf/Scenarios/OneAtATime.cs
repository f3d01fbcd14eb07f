using Fanout.Perf.Contenders;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>
/// One topic that everybody reads, events so far apart that each is delivered before the next: what one delivery costs
/// when nothing can be joined, and how long the last reader waits.
/// </summary>
internal sealed class OneAtATime : IScenario
{
    /// <summary>
    /// A loop in C takes about 5 µs a delivery: these keep it busy for a quarter, a tenth and a fifth.
    /// </summary>
    private static readonly (int Connections, double Rate, double Seconds)[] Usual =
        [(1_000, 50, 5), (10_000, 2, 5), (19_000, 1, 6)];

    public string Name => "one";

    public string Title => "One event at a time to everybody";

    public async Task RunAsync(RunOptions options, Report report)
    {
        report.Say("CPU is that of the server's process, in seconds per million deliveries; ratios are taken within a "
            + "round. Median (interval of the median by order statistics).");
        var contenders = options.Contenders(AllContenders.Floor, AllContenders.Fanout);
        foreach (var (connections, rate, seconds) in Usual)
        {
            if (options.Connections is not null && connections != Usual[0].Connections)
                continue;
            await RunAsync(
                options,
                report,
                contenders,
                options.Connections ?? connections,
                options.Rate ?? rate,
                options.Seconds ?? seconds);
        }
    }

    private static async Task RunAsync(
        RunOptions options,
        Report report,
        IReadOnlyList<IContender> contenders,
        int connections,
        double rate,
        double seconds)
    {
        await using var lanes = await Lanes.StartAsync(contenders, new Topology(connections), options.Processors);
        await lanes.RoundsAsync(1, lane => lane.MeasureAsync(rate, seconds)); // the compiler's turn
        var windows = await lanes.RoundsAsync(options.Pairs, lane => lane.MeasureAsync(rate, seconds));
        var calls = await lanes.RoundsAsync(1, lane => lane.CountCallsAsync(rate, seconds));
        CostTable.Add(
            report,
            $"{connections:N0} connections, {rate:0.##} events/s",
            lanes.All,
            windows,
            calls.ToDictionary(static pair => pair.Key, static pair => pair.Value[0]));
    }
}
