using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Logs;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>What a delivery node takes to follow a log on Redis, with hardly any readers and with a thousand.</summary>
internal sealed class LogFollowing : IScenario
{
    private const int Topics = 500;
    private const int RoundsUsual = 3;
    private const double SecondsUsual = 4;
    private const double WarmSecondsMax = 4;
    private const double StartSeconds = 6;

    private static readonly double[] Usual = [1000, 5000, 10_000];
    private static readonly int[] Readers = [1, 1000];

    private static readonly string[] Heads =
    [
        "readers", "written/s", "delivered", "node: % of a processor", "node: CPU µs per event", "Redis: %", "writer: %",
        "delay p50 ms", "p99 ms", "answer p99 ms", "events per append", "scripts per event",
    ];

    public string Name => "log-following";

    public string Title => "A delivery node that follows a log on Redis";

    public double Seconds(RunOptions options) => Readers.Sum(readers => StartSeconds
        + Effort.Lane(new Topology(readers, Topics), Math.Min(options.WarmSeconds, WarmSecondsMax))
        + Effort.Windows(Rates(options).Length * (options.Pairs ?? RoundsUsual), options.Seconds ?? SecondsUsual));

    public async Task RunAsync(RunOptions options, Report report)
    {
        if (RedisChild.Missing is { } missing)
            throw new HarnessException(missing);
        var (rounds, seconds) = (options.Pairs ?? RoundsUsual, options.Seconds ?? SecondsUsual);
        report.Say($"A process with the role `delivery` follows a log that another process writes directly (no push, no "
            + $"normalising): {Topics} matches over 16 partitions. A reader has one `score/` topic, so that with a single one "
            + "the node delivers a five hundredth of the events, and with 1,000 each event goes to two. The node has a "
            + "processor to itself as far as the others leave it; Redis, the writer and the clients run beside it on the "
            + $"same machine, and where they are short of processors events are written late. {rounds} rounds of windows of "
            + $"{seconds:0.#} s, in turns; median (interval).");
        var warm = options with { WarmSeconds = Math.Min(options.WarmSeconds, WarmSecondsMax) };
        var lanes = new List<Lane>();
        try
        {
            foreach (var readers in Readers)
                lanes.Add(await warm.StartAsync(new FollowedContender(), new Topology(readers, Topics)));
            foreach (var rate in Rates(options))
            {
                var windows = lanes.ToDictionary(static lane => lane, static _ => new List<LogWindow>());
                for (var round = 0; round < rounds; round++)
                {
                    foreach (var lane in round % 2 == 0 ? lanes : Enumerable.Reverse(lanes))
                        windows[lane].Add(await LogWindow.MeasureAsync(lane, rate, seconds));
                    Console.WriteLine($"round {round + 1} of {rounds}");
                }
                report.Table($"{rate:N0} events/s", Heads, lanes.Select(lane => Row(lane, windows[lane])));
                report.Keep($"{rate:N0} events/s", new JsonObject(lanes.Select(lane => KeyValuePair.Create(
                    $"{lane.Topology.Connections}",
                    (JsonNode?)new JsonArray([.. windows[lane].Select(static one => one.ToJson())])))));
            }
        }
        finally
        {
            foreach (var lane in lanes)
                await lane.DisposeAsync();
        }
    }

    private static double[] Rates(RunOptions options) => options.Rate is { } asked ? [asked] : Usual;

    private static string[] Row(Lane lane, List<LogWindow> windows) =>
    [
        $"{lane.Topology.Connections:N0}",
        Cell.Of(Of(windows, static one => one.AnsweredPerSecond).Median),
        $"{windows.Sum(static one => one.Window.Deliveries) / windows.Sum(static one => one.Window.Expected):P2}",
        Cell.Of(Of(windows, static one => one.PercentOf(FollowedContender.Node))),
        Cell.Of(Of(windows, static one => one.SecondsPerThousandOf(FollowedContender.Node) * 1000)),
        Cell.Of(Of(windows, static one => one.PercentOf(PushedContender.RedisName)).Median),
        Cell.Of(Of(windows, static one => one.PercentOf(FollowedContender.Writer)).Median),
        Cell.Of(Of(windows, static one => one.Window.P50Ms)),
        Cell.Of(Of(windows, static one => one.Window.P99Ms)),
        Cell.Of(Of(windows, static one => one.AnswerP99Ms)),
        Cell.Of(Of(windows, static one => one.EventsPerAppend).Median),
        Cell.Of(Of(windows, static one => one.ScriptsPerEvent).Median),
    ];

    private static Interval Of(List<LogWindow> windows, Func<LogWindow, double> value) =>
        Interval.Of(windows.Select(value));
}
