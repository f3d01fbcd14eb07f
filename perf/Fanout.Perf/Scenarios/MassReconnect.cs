using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>Everybody comes back at once with positions, having missed something.</summary>
internal sealed class MassReconnect : IScenario
{
    private const int ConnectionsUsual = 15_000;
    private const int PerConnection = 5;
    private const int Topics = 500;
    private const int MissedRounds = 3;
    private const int RoundsUsual = 9;
    private const double RoundSeconds = 10; // a window before it, what is missed, and coming back

    private static readonly string[] Heads =
    [
        "", "consistent", "half of them s", "99 % s", "all s", "server CPU s", "refused", "refused without a hint",
        "failed",
    ];

    public string Name => "reconnect";

    public string Title => "Everybody reconnects at once, with positions";

    public double Seconds(RunOptions options) =>
        Effort.Lane(new Topology(options.Connections ?? ConnectionsUsual, Topics, PerConnection), options.WarmSeconds)
        + (options.Pairs ?? RoundsUsual) * RoundSeconds;

    public async Task RunAsync(RunOptions options, Report report)
    {
        var topology = new Topology(options.Connections ?? ConnectionsUsual, Topics, PerConnection);
        await using var lane = await options.StartAsync(
            AllContenders.Named(AllContenders.Fanout), topology);
        report.Say($"{topology.Connections:N0} connections with {PerConnection} of {Topics} topics each are cut, miss "
            + $"{MissedRounds} events on each topic, and connect all at the same moment. "
            + "Consistent: has the newest event of each topic.");
        var rows = new List<string[]>();
        for (var round = 0; round < (options.Pairs ?? RoundsUsual); round++)
            rows.Add(await ReconnectAsync(lane, topology, round));
        report.Table("From the first connect() on", Heads, rows);
    }

    private static async Task<string[]> ReconnectAsync(Lane lane, Topology topology, int round)
    {
        await lane.MeasureAsync(Topics, 2); // whole rounds, so that all topics stand at one sequence
        var position = await PositionAsync(lane);
        await lane.Load.DropAsync();
        if (MissedRounds > 1)
            await PublishAsync(lane, MissedRounds - 1);
        var untilUs = (await PublishAsync(lane, 1));
        var before = ProcessorTime.Of(lane.Server.Processes);
        var result = await lane.Load.ConnectAsync(
            topology, FanoutContender.Protocol(topology, position), untilUs, topology.Connections);
        var used = ProcessorTime.Of(lane.Server.Processes) - before;
        return
        [
            $"round {round + 1}",
            $"{Window.Of(result, "consistent") / topology.Connections:P2}",
            Cell.Of(Window.Of(result, "p50Ms") / 1000),
            Cell.Of(Window.Of(result, "p99Ms") / 1000),
            Cell.Of(Window.Of(result, "allMs") / 1000),
            Cell.Of(used.All),
            Cell.Of(Window.Of(result, "refused")),
            Cell.Of(Window.Of(result, "refusedWithoutHint")),
            Cell.Of(Window.Of(result, "failed")),
        ];
    }

    /// <summary>The sequence that every topic stands at: each had the same number of events.</summary>
    private static async Task<uint> PositionAsync(Lane lane) =>
        (uint)Window.Of(await lane.Server.Commanded.AskAsync("end"), "sequence");

    /// <summary>Publishes each topic so often; returns a moment before the first event was due.</summary>
    private static async Task<long> PublishAsync(Lane lane, int rounds)
    {
        const double Rate = Topics * 2;
        var published = await lane.Server.Commanded.AskAsync(
            FormattableString.Invariant($"publish {Rate} {rounds * Topics / Rate}"), "published");
        var lastUs = (long)Window.Of(published, "lastUs");
        return lastUs - (long)((rounds * Topics - 1) * 1e6 / Rate) - 1;
    }
}
