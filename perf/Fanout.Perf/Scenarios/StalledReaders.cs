using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>Whether readers that never read cost the others anything, and what they cost the server.</summary>
internal sealed class StalledReaders : IScenario
{
    private const int ConnectionsUsual = 10_000;
    private const int StalledPercent = 20;
    private const double RateUsual = 5;
    private const int RoundsUsual = 9;
    private const double SecondsUsual = 6;
    private const double FillRate = 50; // events a second
    private const double FillSeconds = 40; // 2,000 frames: more than the kernel keeps for a socket that is not read

    public string Name => "stalled";

    public string Title => "A fifth of the readers never reads";

    public double Seconds(RunOptions options)
    {
        var topology = new Topology(options.Connections ?? ConnectionsUsual);
        return options.Present(AllContenders.Fanout).Count
            * (2 * (Effort.Lane(topology, options.WarmSeconds) + FillSeconds)
                + Effort.Windows(2 * (options.Pairs ?? RoundsUsual), options.Seconds ?? SecondsUsual));
    }

    public async Task RunAsync(RunOptions options, Report report)
    {
        var connections = options.Connections ?? ConnectionsUsual;
        var (rate, seconds) = (options.Rate ?? RateUsual, options.Seconds ?? SecondsUsual);
        // As many readers in both: what differs is that others stall beside them.
        var stalled = new Topology(connections) { StalledPercent = StalledPercent };
        var none = new Topology(stalled.Readers);
        foreach (var contender in options.Contenders(AllContenders.Fanout))
            await RunAsync(options, report, contender, none, stalled, rate, seconds);
    }

    private static async Task RunAsync(
        RunOptions options,
        Report report,
        IContender contender,
        Topology none,
        Topology stalled,
        double rate,
        double seconds)
    {
        var count = stalled.Connections - stalled.Readers;
        await using var without = await options.StartAsync(contender, none);
        await using var with = await options.StartAsync(contender, stalled);
        // Until their sockets are full the stalled are readers like others; both servers get the same events.
        await with.MeasureAsync(FillRate, FillSeconds);
        await without.MeasureAsync(FillRate, FillSeconds);

        var memory = new List<(double Process, double Sockets)> { await MemoryAsync(with, without) };
        var (plain, beside) = (new List<Window>(), new List<Window>());
        for (var round = 0; round < (options.Pairs ?? RoundsUsual); round++)
        {
            plain.Add(await without.MeasureAsync(rate, seconds));
            beside.Add(await with.MeasureAsync(rate, seconds));
        }
        memory.Add(await MemoryAsync(with, without));

        report.Say($"{contender.Name}: {none.Connections:N0} readers, alone and beside {count:N0} that never read; "
            + $"{rate:0.##} events/s in windows of {seconds:0} s.");
        report.Table(
            $"{contender.Name}: the others",
            ["", "delivered", "p99 ms", "max ms", "CPU-s per million"],
            [
                Row("alone", plain),
                Row($"beside {count:N0} stalled", beside),
                [
                    "ratio", "",
                    Cell.Of(CostTable.Ratio(beside, plain, static window => window.P99Ms)),
                    Cell.Of(CostTable.Ratio(beside, plain, static window => window.MaxMs)),
                    Cell.Of(CostTable.Ratio(beside, plain, static window => window.SecondsPerMillion)),
                ],
            ]);
        report.Table(
            $"{contender.Name}: a stalled reader",
            ["", "KiB each"],
            [
                ["memory of the process, at the end", Cell.Of(memory[^1].Process / count)],
                ["the same, when their sockets had just filled", Cell.Of(memory[0].Process / count)],
                ["socket memory of the kernel, both ends", Cell.Of(memory[^1].Sockets / count)],
                [
                    "bytes that the server keeps because the kernel does not take them",
                    Cell.Of(Window.Of(beside[^1].Server, "heldBytes") / 1024 / count),
                ],
            ]);
    }

    private static string[] Row(string name, List<Window> windows) =>
    [
        name,
        $"{windows.Sum(static window => window.Deliveries) / windows.Sum(static window => window.Expected):P2}",
        Cell.Of(CostTable.Of(windows, static window => window.P99Ms)),
        Cell.Of(CostTable.Of(windows, static window => window.MaxMs)),
        Cell.Of(CostTable.Of(windows, static window => window.SecondsPerMillion)),
    ];

    /// <summary>KiB by which the one process is larger than the other, and of all sockets.</summary>
    private static async Task<(double Process, double Sockets)> MemoryAsync(Lane with, Lane without) =>
        (await ResidentAsync(with) - await ResidentAsync(without), ProcessMemory.OfSockets());

    /// <summary>Without garbage, where the server is ours and can be told.</summary>
    private static async Task<double> ResidentAsync(Lane lane)
    {
        if (lane.Contender is FanoutContender)
            await lane.Server.Commanded.AskAsync("collect", "collected");
        return lane.Server.Processes.Sum(static process => ProcessMemory.Of(process).Resident);
    }
}
