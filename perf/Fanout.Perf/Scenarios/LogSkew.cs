using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Logs;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>One match with most of the traffic, and one partition with most of the matches: what the others notice.</summary>
internal sealed class LogSkew : IScenario
{
    private const int Matches = 501; // one, and 500 others
    private const double RateUsual = 500;
    private const int RoundsUsual = 3;
    private const double SecondsUsual = 4;
    private const double WarmSecondsMax = 4;
    private const double StartSeconds = 6;

    private static readonly Kind[] Kinds =
    [
        new(Skew.Even, "even", Hot: "", ReadersOfHotMatch: 0),
        new(Skew.Match, "one match has nine of ten events", "that match", ReadersOfHotMatch: 10),
        new(Skew.Partition, "one partition has nine of ten matches", "its matches", ReadersOfHotMatch: 1),
    ];

    private static readonly string[] DelayHeads =
        ["", "of", "events/s", "delivered", "p50 ms", "p99 ms", "max ms", "p99 × even"];

    private static readonly string[] WorkHeads =
    [
        "", "events of a request", "events per append", "scripts per event", "answer p50 ms", "p99 ms",
        "server: CPU µs per event", "Redis: CPU µs per event",
    ];

    public string Name => "log-skew";

    public string Title => "Hot keys: one match, or one partition, with most of the traffic";

    public double Seconds(RunOptions options) => Kinds.Length
        * (StartSeconds + Effort.Lane(new Topology(Matches, Matches), Math.Min(options.WarmSeconds, WarmSecondsMax))
            + Effort.Windows(options.Pairs ?? RoundsUsual, options.Seconds ?? SecondsUsual));

    public async Task RunAsync(RunOptions options, Report report)
    {
        if (RedisChild.Missing is { } missing)
            throw new HarnessException(missing);
        var (rate, seconds) = (options.Rate ?? RateUsual, options.Seconds ?? SecondsUsual);
        report.Say($"{rate:N0} events/s of {Matches} matches, pushed over HTTP by 16 connections, each with its share of the "
            + "matches, to one process over one redis-server; every match has a reader, and what is "
            + "hot more of them. A delay counts from when the event was due; the order of a match is kept, so its "
            + "connection sends what became due while it waited for an answer as one request. "
            + $"{options.Pairs ?? RoundsUsual} rounds of windows of {seconds:0.#} s, in turns; median (interval).");
        var lanes = new List<SkewedLane>();
        try
        {
            var warm = options with { WarmSeconds = Math.Min(options.WarmSeconds, WarmSecondsMax) };
            foreach (var kind in Kinds)
            {
                lanes.Add(await SkewedLane.StartAsync(
                    new FeedTraffic(kind.Skew, Matches), kind.ReadersOfHotMatch, warm));
            }
            var windows = lanes.ToDictionary(static lane => lane, static _ => new List<SkewedWindow>());
            for (var round = 0; round < (options.Pairs ?? RoundsUsual); round++)
            {
                foreach (var lane in round % 2 == 0 ? lanes : Enumerable.Reverse(lanes))
                    windows[lane].Add(await lane.MeasureAsync(rate, seconds));
                Console.WriteLine($"round {round + 1} of {options.Pairs ?? RoundsUsual}");
            }
            Add(report, [.. lanes.Select(lane => windows[lane])]);
        }
        finally
        {
            foreach (var lane in lanes)
                await lane.DisposeAsync();
        }
    }

    private static void Add(Report report, List<List<SkewedWindow>> windows)
    {
        var even = windows[0];
        var rows = new List<string[]> { Row(Kinds[0].Name, "all", even, even, static one => one.Everybody) };
        foreach (var (kind, own) in Kinds.Zip(windows).Skip(1))
        {
            rows.Add(Row(kind.Name, kind.Hot, own, even, static one => one.Hot!));
            rows.Add(Row("", "the others", own, even, static one => one.Others!));
        }
        report.Table("Delay", DelayHeads, rows);
        report.Table("What the node does", WorkHeads, Kinds.Zip(windows, static (kind, own) => WorkRow(kind.Name, own)));
        report.Keep("skews", new JsonObject(Kinds.Zip(windows, static (kind, own) => KeyValuePair.Create(
            kind.Skew.ToString(), (JsonNode?)new JsonArray([.. own.Select(static one => one.ToJson())])))));
    }

    private static string[] Row(
        string name,
        string group,
        List<SkewedWindow> windows,
        List<SkewedWindow> even,
        Func<SkewedWindow, GroupWindow> of) =>
        [
            name,
            group,
            $"{of(windows[0]).EventsPerSecond:N0}",
            $"{windows.Sum(one => of(one).Deliveries) / windows.Sum(one => of(one).Expected):P2}",
            Cell.Of(Interval.Of(windows.Select(one => of(one).P50Ms))),
            Cell.Of(Interval.Of(windows.Select(one => of(one).P99Ms))),
            Cell.Of(Interval.Of(windows.Select(one => of(one).MaxMs))),
            Cell.Of(Interval.Of(windows.Zip(even, (own, other) => of(own).P99Ms / other.Everybody.P99Ms))),
        ];

    private static string[] WorkRow(string name, List<SkewedWindow> windows) =>
    [
        name,
        Cell.Of(Of(windows, static one => one.Window.Events / Window.Of(one.Window.Server, "requests")).Median),
        Cell.Of(Of(windows, static one => one.EventsPerAppend).Median),
        Cell.Of(Of(windows, static one => one.ScriptsPerEvent).Median),
        Cell.Of(Of(windows, static one => one.AnswerP50Ms)),
        Cell.Of(Of(windows, static one => one.AnswerP99Ms)),
        Cell.Of(Of(windows, static one => one.SecondsPerThousandOf(PushedContender.PushedTo) * 1000)),
        Cell.Of(Of(windows, static one => one.SecondsPerThousandOf(PushedContender.RedisName) * 1000)),
    ];

    private static Interval Of(List<SkewedWindow> windows, Func<LogWindow, double> value) =>
        Interval.Of(windows.Select(one => value(one.All)));

    /// <param name="Skew">How events spread.</param>
    /// <param name="Name">What tables call it.</param>
    /// <param name="Hot">What they call that which has most.</param>
    /// <param name="ReadersOfHotMatch">Readers of each match that is hot, beside the one that every match has.</param>
    private sealed record Kind(Skew Skew, string Name, string Hot, int ReadersOfHotMatch);
}
