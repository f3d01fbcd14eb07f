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
    private const int RoundsUsual = 10; // of a minute each: ten minutes
    private const double SecondsUsual = 60;
    private const double FloorShare = 1 / 3.0; // of a window: the floor is no less the floor after a third of it
    private const double Share = 0.7; // of what is sustained
    private const double DelayMaxMs = 250; // as where 10,000 connections are saturated
    private const int LadderWindows = 15;
    private const double LadderSeconds = 2;
    private const double CountSeconds = 5;
    private const double PeerSecondsMax = 20;
    private const double MakingShare = 0.15; // of a window: 2,500 events a second, 60 µs each

    /// <summary>A rate that servers of others keep up with: the cost of a delivery means the same for all.</summary>
    private const double PeerDeliveriesPerSecond = 20_000;

    private static readonly string[] OneTopicOnly = ["nchan"]; // its channel is part of the address

    public string Name => "steady";

    public string Title => "Steady state: 20 subscriptions on each connection";

    public double Seconds(RunOptions options)
    {
        var topology = TopologyOf(options);
        var (rounds, window) = (options.Pairs ?? RoundsUsual, options.Seconds ?? SecondsUsual);
        var peers = Peers(options);
        return 2 * Effort.Lane(topology, options.WarmSeconds)
            + (options.Rate is null ? Effort.Windows(2 * LadderWindows, LadderSeconds) : 0)
            + Effort.Windows(rounds, window * (1 + MakingShare)) + Effort.Windows(rounds, window * FloorShare)
            + Effort.Windows(2, CountSeconds)
            + AllocationSlope.Effort(topology, options, window)
            + peers.Count * Effort.Lane(topology, options.WarmSeconds)
            + Effort.Windows(peers.Count, Math.Min(window, PeerSecondsMax) + CountSeconds);
    }

    public async Task RunAsync(RunOptions options, Report report)
    {
        var topology = TopologyOf(options);
        var rate = await RoundsAsync(options, report, topology);
        if (Peers(options) is { Count: > 0 } peers)
            await BesidePeersAsync(options, report, topology, peers);
        Console.WriteLine($"measured at {rate:N0} events/s");
    }

    /// <summary>The floor and ourselves in turns, and what that allocated; returns events a second.</summary>
    private static async Task<double> RoundsAsync(RunOptions options, Report report, Topology topology)
    {
        var (rounds, seconds) = (options.Pairs ?? RoundsUsual, options.Seconds ?? SecondsUsual);
        double rate;
        List<Window> ours;
        await using (var lanes = await Lanes.StartAsync(Both(), topology, options))
        {
            rate = options.Rate ?? await RateAsync(lanes, report);
            report.Say($"{topology.Topics:N0} topics, {rate:N0} events/s, "
                + $"{rate * topology.DeliveriesPerEvent:N0} deliveries/s. {rounds} windows of {seconds:0} s for {AllContenders.Fanout}, of {seconds * FloorShare:0} s for "
                + $"{AllContenders.FloorAdaptive}, in turns.");
            var windows = await lanes.RoundsAsync(
                rounds, lane => lane.MeasureAsync(rate, lane == lanes.All[0] ? seconds * FloorShare : seconds));
            var calls = await lanes.RoundsAsync(1, lane => lane.CountCallsAsync(rate, Math.Min(seconds, CountSeconds)));
            CostTable.Add(
                report,
                $"{topology.Connections:N0} connections × {PerConnection}",
                lanes.All,
                windows,
                calls.ToDictionary(static pair => pair.Key, static pair => pair.Value[0]),
                EventCost.Unknown);
            ours = windows[lanes.All[^1]];
        }
        await AllocationSlope.MeasureAsync(options, report, topology, rate, ours);
        return rate;
    }

    /// <summary>
    /// One window of each at a rate that all of them keep up with. What a delivery costs a server falls where rates are
    /// so high that it can join frames, so that costs at different rates say nothing.
    /// </summary>
    private static async Task BesidePeersAsync(
        RunOptions options, Report report, Topology topology, IReadOnlyList<IContender> contenders)
    {
        var rate = PeerDeliveriesPerSecond / topology.DeliveriesPerEvent;
        var seconds = Math.Min(options.Seconds ?? SecondsUsual, PeerSecondsMax);
        await using var lanes = await Lanes.StartAsync(contenders, topology, options);
        var windows = await lanes.RoundsAsync(1, lane => lane.MeasureAsync(rate, seconds));
        var calls = await lanes.RoundsAsync(1, lane => lane.CountCallsAsync(rate, Math.Min(seconds, CountSeconds)));
        CostTable.Add(
            report,
            $"Beside other servers: the same connections, {PeerDeliveriesPerSecond:N0} deliveries/s",
            lanes.All,
            windows,
            calls.ToDictionary(static pair => pair.Key, static pair => pair.Value[0]),
            EventCost.Unknown);
    }

    private static Topology TopologyOf(RunOptions options)
    {
        var connections = options.Connections ?? ConnectionsUsual;
        return new Topology(connections, connections / ConnectionsPerTopic, PerConnection);
    }

    private static IContender[] Both() =>
        [AllContenders.Named(AllContenders.FloorAdaptive), AllContenders.Named(AllContenders.Fanout)];

    /// <summary>Ourselves and those servers of others that were asked for; empty where none was.</summary>
    private static List<IContender> Peers(RunOptions options)
    {
        var contenders = options.Present(AllContenders.Fanout)
            .Where(static contender => contender.Name == AllContenders.Fanout || AllContenders.IsPeer(contender.Name))
            .Where(static contender => !OneTopicOnly.Contains(contender.Name))
            .ToList();
        return contenders.Exists(static contender => AllContenders.IsPeer(contender.Name)) ? contenders : [];
    }

    /// <summary>
    /// A share of what the floor sustains; where that is more than we sustain, the same share of our own: beyond it a
    /// window shows how far behind a server is and nothing else.
    /// </summary>
    private static async Task<double> RateAsync(Lanes lanes, Report report)
    {
        var ladder = new Ladder(DelayMaxMs, LadderSeconds);
        var sustained = new List<double>();
        foreach (var lane in lanes.All)
        {
            await ladder.RoughAsync(lane);
            sustained.Add((await ladder.ClimbAsync(lane)).Rate);
        }
        var perEvent = lanes.All[0].Topology.DeliveriesPerEvent;
        var (target, held) = (Share * sustained[0], sustained[1]);
        report.Say($"In this run {AllContenders.FloorAdaptive} sustained {sustained[0] * perEvent:N0} deliveries/s "
            + $"({sustained[0]:N0} events/s) with p99 ≤ {DelayMaxMs} ms, {AllContenders.Fanout} {held * perEvent:N0} "
            + $"({held:N0} events/s). {Share:P0} of the former are {target * perEvent:N0}"
            + (target <= held ? "." : $", which is more than the latter: measured at {Share:P0} of the latter."));
        return target <= held ? target : Share * held;
    }
}
