using Fanout.Perf.Contenders;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>
/// One topic that everybody reads, events so far apart that each is delivered before the next: what one delivery costs
/// when nothing can be joined, and how long the last reader waits.
/// </summary>
internal sealed class OneAtATime : IScenario
{
    private const int RoundsUsual = 9; // a median with an interval of 96 %
    private const double SecondsUsual = 4;

    /// <summary>Servers of others are shown with fewer: they keep up with the rate there.</summary>
    private const int PeerConnectionsMax = 10_000;

    /// <summary>
    /// A loop in C takes about 5 µs a delivery: these keep it busy for a quarter, a tenth and a tenth.
    /// </summary>
    private static readonly (int Connections, double Rate)[] Usual = [(1_000, 50), (10_000, 2), (19_000, 1)];

    public string Name => "one";

    public string Title => "One event at a time to everybody";

    public double Seconds(RunOptions options)
    {
        var seconds = EventCost.Effort(options);
        foreach (var (connections, _) in Sizes(options))
        {
            var contenders = Contenders(options, connections);
            seconds += contenders.Count * Effort.Lane(new Topology(connections), options.WarmSeconds)
                + Effort.Rounds(options, contenders, options.Pairs ?? RoundsUsual, options.Seconds ?? SecondsUsual);
        }
        return seconds;
    }

    public async Task RunAsync(RunOptions options, Report report)
    {
        report.Say("CPU is that of the server's process, in seconds per million deliveries; ratios are taken within a "
            + "round. Median (interval of the median by order statistics). Servers of others take part in the first "
            + $"{options.PeerRounds} rounds.");
        options.Contenders(AllContenders.Floor, AllContenders.Fanout); // says who is left out
        var perEvent = await EventCost.MeasureAsync(options, report);
        foreach (var (connections, rate) in Sizes(options))
            await RunAsync(options, report, new Topology(connections), rate, perEvent);
    }

    private static IEnumerable<(int Connections, double Rate)> Sizes(RunOptions options) =>
        options.Connections is { } asked
            ? [(asked, options.Rate ?? Usual[0].Rate)]
            : Usual.Select(usual => (usual.Connections, options.Rate ?? usual.Rate));

    private static IReadOnlyList<IContender> Contenders(RunOptions options, int connections) =>
    [
        .. options.Present(AllContenders.Floor, AllContenders.Fanout)
            .Where(contender => connections <= PeerConnectionsMax || !AllContenders.IsPeer(contender.Name)),
    ];

    private static async Task RunAsync(
        RunOptions options, Report report, Topology topology, double rate, EventCost perEvent)
    {
        var seconds = options.Seconds ?? SecondsUsual;
        var contenders = Contenders(options, topology.Connections);
        await using var lanes = await Lanes.StartAsync(contenders, topology, options);
        var windows = await lanes.RoundsAsync(
            options.Pairs ?? RoundsUsual, lane => lane.MeasureAsync(rate, seconds));
        var calls = await lanes.RoundsAsync(1, lane => lane.CountCallsAsync(rate, seconds));
        CostTable.Add(
            report,
            $"{topology.Connections:N0} connections, {rate:0.##} events/s",
            lanes.All,
            windows,
            calls.ToDictionary(static pair => pair.Key, static pair => pair.Value[0]),
            perEvent);
    }
}
