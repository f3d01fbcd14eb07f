using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Logs;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>From the moment an event is due until its readers have it: through the embedded log, and through Redis.</summary>
internal sealed class LogLatency : IScenario
{
    private const int Matches = 100;
    private const int ConnectionsUsual = 200;
    private const int RoundsUsual = 3;
    private const double SecondsUsual = 3;
    private const double WarmSecondsMax = 4;
    private const double StartSeconds = 6; // of processes that share partitions out
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(3);

    private static readonly double[] Usual = [100, 500];

    private static readonly LogSetup[] Setups =
        [LogSetup.Embedded, LogSetup.Redis, LogSetup.RedisTwo, LogSetup.RedisSplit];

    private static readonly string[] DelayHeads =
    [
        "", "delivered", "p50 ms", "p99 ms", "max ms", "p50 × embedded", "p99 × embedded", "answer p50 ms",
        "answer p99 ms",
    ];

    private static readonly string[] CostHeads =
    [
        "", PushedContender.PushedTo, PushedContender.ReadFrom, PushedContender.RedisName, "all", "× embedded",
        "scripts per event", "events per append",
    ];

    private static readonly string[] Processes =
        [PushedContender.PushedTo, PushedContender.ReadFrom, PushedContender.RedisName];

    public string Name => "log";

    public string Title => "From push to receipt, through the embedded log and through Redis";

    public double Seconds(RunOptions options) => Setups.Length
        * (StartSeconds + Effort.Lane(TopologyOf(options), Math.Min(options.WarmSeconds, WarmSecondsMax))
            + Effort.Windows(Rates(options).Length * (options.Pairs ?? RoundsUsual), options.Seconds ?? SecondsUsual)
            + IdleTime.TotalSeconds);

    public async Task RunAsync(RunOptions options, Report report)
    {
        var (topology, seconds) = (TopologyOf(options), options.Seconds ?? SecondsUsual);
        report.Say($"Events are pushed over HTTP by 16 connections, each of which sends what is due for its matches and "
            + $"waits for the answer; {topology.Connections:N0} readers of {Matches} `match/` topics over WebSocket. "
            + $"A delay counts from when the event was due. `embedded`: one process; `redis`: one process over a "
            + "redis-server on the same machine (`appendfsync everysec`); `redis-two`: two processes, each with half of "
            + "the partitions, events go to one and readers to the other; `redis-split`: one process takes events, the "
            + $"other serves readers. {options.Pairs ?? RoundsUsual} rounds of windows of {seconds:0.#} s, in turns; "
            + "median (interval).");
        var traffic = new FeedTraffic(Skew.Even, Matches);
        await using var lanes = await Lanes.StartAsync(
            Setups.Select(setup => new PushedContender(setup, traffic)).Where(static one => one.Missing is null),
            topology,
            options with { WarmSeconds = Math.Min(options.WarmSeconds, WarmSecondsMax) });
        foreach (var rate in Rates(options))
        {
            var windows = await lanes.RoundsAsync(
                options.Pairs ?? RoundsUsual, lane => LogWindow.MeasureAsync(lane, rate, seconds));
            Add(report, $"{rate:N0} events/s", lanes.All, windows);
        }
        await AddIdleAsync(report, lanes.All);
    }

    private static double[] Rates(RunOptions options) => options.Rate is { } asked ? [asked] : Usual;

    private static Topology TopologyOf(RunOptions options) =>
        new(options.Connections ?? ConnectionsUsual, Matches);

    private static void Add(
        Report report, string caption, IReadOnlyList<Lane> lanes, Dictionary<Lane, List<LogWindow>> windows)
    {
        var first = windows[lanes[0]];
        report.Table($"{caption}: delay", DelayHeads, lanes.Select(lane => DelayRow(lane, windows[lane], first)));
        report.Table(
            $"{caption}: CPU seconds per 1,000 events",
            CostHeads,
            lanes.Select(lane => CostRow(lane, windows[lane], first)));
        report.Keep(caption, new JsonObject(lanes.Select(lane => KeyValuePair.Create(
            lane.Contender.Name,
            (JsonNode?)new JsonArray([.. windows[lane].Select(static window => window.ToJson())])))));
    }

    private static string[] DelayRow(Lane lane, List<LogWindow> windows, List<LogWindow> first) =>
    [
        lane.Contender.Name,
        $"{windows.Sum(static one => one.Window.Deliveries) / windows.Sum(static one => one.Window.Expected):P2}",
        Cell.Of(Of(windows, static one => one.Window.P50Ms)),
        Cell.Of(Of(windows, static one => one.Window.P99Ms)),
        Cell.Of(Of(windows, static one => one.Window.MaxMs)),
        Cell.Of(Ratio(windows, first, static one => one.Window.P50Ms)),
        Cell.Of(Ratio(windows, first, static one => one.Window.P99Ms)),
        Cell.Of(Of(windows, static one => one.AnswerP50Ms)),
        Cell.Of(Of(windows, static one => one.AnswerP99Ms)),
    ];

    private static string[] CostRow(Lane lane, List<LogWindow> windows, List<LogWindow> first) =>
    [
        lane.Contender.Name,
        .. Processes.Select(process => Cell.Of(Of(windows, one => one.SecondsPerThousandOf(process)))),
        Cell.Of(Of(windows, static one => one.SecondsPerThousand)),
        Cell.Of(Ratio(windows, first, static one => one.SecondsPerThousand)),
        Cell.Of(Of(windows, static one => one.ScriptsPerEvent).Median),
        Cell.Of(Of(windows, static one => one.EventsPerAppend).Median),
    ];

    /// <summary>What polling, leases and clocks take; it is in the figures of an event, the more the fewer come.</summary>
    private static async Task AddIdleAsync(Report report, IReadOnlyList<Lane> lanes)
    {
        var before = lanes.Select(Times).ToList();
        await Task.Delay(IdleTime, TimeProvider.System, CancellationToken.None);
        var rows = lanes.Select((lane, index) =>
        {
            var names = ((IOverLog)lane.Contender).ProcessNames;
            var used = Times(lane).Zip(before[index], static (now, begun) => now - begun).ToList();
            return (string[])
            [
                lane.Contender.Name,
                .. Processes.Select(process => names.ToList().IndexOf(process) is var at and >= 0
                    ? Cell.Of(used[at] / IdleTime.TotalSeconds * 1000)
                    : Cell.Of(double.NaN)),
            ];
        }).ToList();
        report.Table("Without events: CPU ms in a second", ["", .. Processes], rows);

        static List<double> Times(Lane lane) =>
            [.. lane.Server.Processes.Select(static process => ProcessorTime.Of([process]).All)];
    }

    private static Interval Of(List<LogWindow> windows, Func<LogWindow, double> value) =>
        Interval.Of(windows.Select(value));

    private static Interval Ratio(List<LogWindow> windows, List<LogWindow> first, Func<LogWindow, double> value) =>
        Interval.Of(windows.Zip(first, (own, other) => value(own) / value(other)));
}
