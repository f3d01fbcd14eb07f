using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Logs;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>How many events a second one Redis takes: written directly, and pushed over HTTP.</summary>
internal sealed class LogWriting : IScenario
{
    private const int Matches = 500;
    private const int PushedMatches = 100;
    private const int RoundsUsual = 3;
    private const double SecondsUsual = 3;
    private const double WarmSecondsMax = 4;
    private const double StartSeconds = 5;

    // More than is ever taken: the writer then waits for answers all the time.
    private const double TooMuchPerSecond = 200_000;
    private const double TooMuchSeconds = 0.3;
    private const double TooMuchTakesSeconds = 4;

    private static readonly double[] Shares = [0.1, 0.5, 0.7, 0.9];
    private static readonly (int Lines, double Rate, double Seconds)[] Pushes = [(1, 5000, 2), (500, 20_000, 1)];

    private static readonly string[] WritingHeads =
    [
        "events/s", "answered/s", "answer p50 ms", "p99 ms", "Redis: % of a processor", "writer: %",
        "Redis: CPU µs per event", "writer: µs", "events per append", "memory B per event",
    ];

    private static readonly string[] PushingHeads =
    [
        "events of a request at most", "events of a request", "answered/s", "Redis: CPU µs per event", "server: µs",
        "events per append", "memory B per event",
    ];

    public string Name => "log-writing";

    public string Title => "How many events one Redis takes";

    public double Seconds(RunOptions options)
    {
        var rounds = options.Pairs ?? RoundsUsual;
        return StartSeconds
            + (rounds + 1) * TooMuchTakesSeconds
            + Effort.Windows(Shares.Length * rounds, options.Seconds ?? SecondsUsual)
            + Pushes.Length * (StartSeconds + Math.Min(options.WarmSeconds, WarmSecondsMax) + rounds * TooMuchTakesSeconds);
    }

    public async Task RunAsync(RunOptions options, Report report)
    {
        if (RedisChild.Missing is { } missing)
            throw new HarnessException(missing);
        report.Say($"One redis-server (`appendfsync everysec`), 16 partitions, {options.Pairs ?? RoundsUsual} rounds; "
            + "median (interval). An answer's time counts from when the event was due. Memory is `used_memory` after less "
            + "before, with what it keeps of its own buffers.");
        await WriteAsync(options, report);
        await PushAsync(options, report);
    }

    private static async Task WriteAsync(RunOptions options, Report report)
    {
        var (rounds, seconds) = (options.Pairs ?? RoundsUsual, options.Seconds ?? SecondsUsual);
        await using var lane = await WritingLane.StartAsync(Matches, options.Processors);
        await lane.MeasureAsync(TooMuchPerSecond, TooMuchSeconds); // a runtime that compiles while it runs
        var most = new List<LogWindow>();
        for (var round = 0; round < rounds; round++)
            most.Add(await lane.MeasureAsync(TooMuchPerSecond, TooMuchSeconds));
        var capacity = Interval.Of(most.Select(static one => one.AnsweredPerSecond)).Median;
        var rates = Shares.Select(share => Math.Round(capacity * share / 100) * 100).ToList();
        var windows = rates.ToDictionary(static rate => rate, static _ => new List<LogWindow>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var rate in rates)
                windows[rate].Add(await lane.MeasureAsync(rate, seconds));
            Console.WriteLine($"round {round + 1} of {rounds}");
        }
        report.Say($"**Written directly**: a process with the writers of all partitions appends entries of {Matches} "
            + "matches as a process with the role `ingest` does after normalising (delta of a score, clock and feed; no "
            + "writer's part), up to 8,192 of them unanswered. The last row is as fast as answers come.");
        report.Table(
            "Written directly",
            WritingHeads,
            [.. rates.Select(rate => WritingRow($"{rate:N0}", windows[rate])), WritingRow("all it takes", most)]);
        report.Keep("written", new JsonArray(
            [.. windows.Values.SelectMany(static all => all).Concat(most).Select(static one => one.ToJson())]));
    }

    private static async Task PushAsync(RunOptions options, Report report)
    {
        var rows = new List<string[]>();
        var all = new List<JsonNode?>();
        foreach (var (lines, rate, seconds) in Pushes)
        {
            var contender = new PushedContender(LogSetup.Redis, new FeedTraffic(Skew.Even, PushedMatches), lines);
            await using var lane = await (options with { WarmSeconds = Math.Min(options.WarmSeconds, WarmSecondsMax) })
                .StartAsync(contender, new Topology(Connections: 1, PushedMatches));
            var windows = new List<LogWindow>();
            for (var round = 0; round < (options.Pairs ?? RoundsUsual); round++)
                windows.Add(await LogWindow.MeasureAsync(lane, rate, seconds));
            rows.Add(PushingRow(lines, windows));
            all.AddRange(windows.Select(static one => one.ToJson()));
        }
        report.Say("**Pushed over HTTP** by 16 connections to one process with both roles and one reader, faster than it "
            + "answers: what the process takes, which is the limit here and not Redis.");
        report.Table("Pushed over HTTP", PushingHeads, rows);
        report.Keep("pushed", new JsonArray([.. all]));
    }

    private static string[] WritingRow(string name, List<LogWindow> windows) =>
    [
        name,
        Cell.Of(Of(windows, static one => one.AnsweredPerSecond)),
        Cell.Of(Of(windows, static one => one.AnswerP50Ms)),
        Cell.Of(Of(windows, static one => one.AnswerP99Ms)),
        Cell.Of(Of(windows, static one => one.PercentOf(PushedContender.RedisName)).Median),
        Cell.Of(Of(windows, static one => one.PercentOf(FollowedContender.Writer)).Median),
        Cell.Of(Of(windows, static one => one.SecondsPerThousandOf(PushedContender.RedisName) * 1000)),
        Cell.Of(Of(windows, static one => one.SecondsPerThousandOf(FollowedContender.Writer) * 1000)),
        Cell.Of(Of(windows, static one => one.EventsPerAppend).Median),
        Cell.Of(Of(windows, static one => one.MemoryPerEvent).Median),
    ];

    private static string[] PushingRow(int lines, List<LogWindow> windows) =>
    [
        $"{lines}",
        Cell.Of(Of(windows, static one => one.Window.Events / Window.Of(one.Window.Server, "requests")).Median),
        Cell.Of(Of(windows, static one => one.AnsweredPerSecond)),
        Cell.Of(Of(windows, static one => one.SecondsPerThousandOf(PushedContender.RedisName) * 1000)),
        Cell.Of(Of(windows, static one => one.SecondsPerThousandOf(PushedContender.PushedTo) * 1000)),
        Cell.Of(Of(windows, static one => one.EventsPerAppend).Median),
        Cell.Of(Of(windows, static one => one.MemoryPerEvent).Median),
    ];

    private static Interval Of(List<LogWindow> windows, Func<LogWindow, double> value) =>
        Interval.Of(windows.Select(value));
}
