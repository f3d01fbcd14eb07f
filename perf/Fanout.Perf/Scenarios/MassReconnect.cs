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
        "", "consistent", "half of them s", "99 % s", "all s", "server CPU s", "lost", "refused",
        "refused without a hint", "failed",
    ];

    private static readonly string[] Keeping = [AllContenders.Nchan, AllContenders.SignalRStateful];

    public string Name => "reconnect";

    public string Title => "Everybody reconnects at once, with positions";

    public double Seconds(RunOptions options)
    {
        var rounds = options.Pairs ?? RoundsUsual;
        var beside = Beside(options);
        return Effort.Lane(Many(options), options.WarmSeconds) + rounds * RoundSeconds
            + beside.Count * (Effort.Lane(One(options), options.WarmSeconds)
                + Math.Min(rounds, options.PeerRounds) * RoundSeconds);
    }

    public async Task RunAsync(RunOptions options, Report report)
    {
        report.Say("Clients are cut, miss "
            + $"{MissedRounds} events on each of their topics, and connect all at the same moment. "
            + "Consistent: has the newest event of each topic. Lost: has to begin anew, without what it missed. "
            + "Times are from the first connect() on.");
        var rounds = options.Pairs ?? RoundsUsual;
        await AddAsync(
            options, report, AllContenders.Named(AllContenders.Fanout), Many(options), rounds);
        foreach (var contender in Beside(options))
            await AddAsync(options, report, contender, One(options), Math.Min(rounds, options.PeerRounds));
        report.Say("Beside others everybody reads one topic, because Nchan's channel is part of its address; its clients "
            + "come back with the id of their newest message. SignalR's come back to their sessions (stateful reconnect): "
            + "it keeps 1,000,000 bytes for each, and for 15 s.");
    }

    private static Topology Many(RunOptions options) =>
        new(options.Connections ?? ConnectionsUsual, Topics, PerConnection);

    private static Topology One(RunOptions options) => new(options.Connections ?? ConnectionsUsual);

    /// <summary>Others that keep what a client missed, where they were asked for, behind ourselves.</summary>
    private static List<IContender> Beside(RunOptions options)
    {
        if (options.With is [])
            return [];
        var others = options.Present(Keeping).Where(static contender => Keeping.Contains(contender.Name)).ToList();
        return others is [] ? [] : [AllContenders.Named(AllContenders.Fanout), .. others];
    }

    private static async Task AddAsync(
        RunOptions options, Report report, IContender contender, Topology topology, int rounds)
    {
        await using var lane = await options.StartAsync(contender, topology);
        var rows = new List<string[]>();
        for (var round = 0; round < rounds; round++)
            rows.Add(await ReconnectAsync(lane, round));
        var topics = topology.Topics == 1 ? "one topic" : $"{PerConnection} of {topology.Topics} topics each";
        report.Table($"{contender.Name}: {topology.Connections:N0} connections, {topics}", Heads, rows);
    }

    private static async Task<string[]> ReconnectAsync(Lane lane, int round)
    {
        var topology = lane.Topology;
        await lane.MeasureAsync(topology.Topics, 2); // whole rounds, so that all topics stand at one sequence
        var protocol = await ReturningAsync(lane);
        await lane.Load.DropAsync();
        await PublishAsync(lane, MissedRounds - 1);
        var untilUs = await PublishAsync(lane, 1);
        var before = ProcessorTime.Of(lane.Server.Processes);
        var result = await lane.Load.ConnectAsync(topology, protocol, untilUs, topology.Connections);
        var used = ProcessorTime.Of(lane.Server.Processes) - before;
        return
        [
            $"round {round + 1}",
            $"{Window.Of(result, "consistent") / topology.Connections:P2}",
            Cell.Of(Window.Of(result, "p50Ms") / 1000),
            Cell.Of(Window.Of(result, "p99Ms") / 1000),
            Cell.Of(Window.Of(result, "allMs") / 1000),
            Cell.Of(used.All),
            Cell.Of(Window.Of(result, "lost")),
            Cell.Of(Window.Of(result, "refused")),
            Cell.Of(Window.Of(result, "refusedWithoutHint")),
            Cell.Of(Window.Of(result, "failed")),
        ];
    }

    /// <summary>How clients say where they stand; in ours each topic had the same number of events.</summary>
    private static async Task<ClientProtocol> ReturningAsync(Lane lane)
    {
        if (lane.Contender.Name == AllContenders.Nchan)
            return await NchanContender.ReturningAsync(lane.Port);
        if (lane.Contender.Name == AllContenders.SignalRStateful)
            return lane.Contender.Protocol(lane.Topology); // a client's session says it
        var counted = await lane.Server.Commanded.AskAsync("end");
        return FanoutContender.Protocol(lane.Topology, (uint)Window.Of(counted, "sequence"));
    }

    /// <summary>Publishes each topic so often; returns a moment before the last round's first event was due.</summary>
    private static async Task<long> PublishAsync(Lane lane, int rounds)
    {
        var topics = lane.Topology.Topics;
        var rate = topics * 2.0;
        var published = await lane.Server.Commanded.AskAsync(
            FormattableString.Invariant($"publish {rate} {rounds * topics / rate}"), "published");
        var lastUs = (long)Window.Of(published, "lastUs");
        return lastUs - (long)((topics - 1) * 1e6 / rate) - 1;
    }
}
