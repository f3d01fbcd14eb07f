using System.Text.Json.Nodes;
using Fanout.Perf.Harness;
using Fanout.Perf.Logs;
using Fanout.Perf.Results;
using Fanout.Services.Doors;

namespace Fanout.Perf.Scenarios;

/// <summary>
/// Delivery nodes that start, come back and reconnect while thousands of matches are played: how soon they are ready,
/// what that takes, and what the readers of another node notice.
/// </summary>
internal sealed class LogCatchingUp : IScenario
{
    private const int MatchesUsual = 5000;
    private const int EntriesEach = 100;
    private const double RateUsual = 500;
    private const double EntriesPerSecond = 10_000; // that the past is written with, as seen

    /// <summary>A node begins behind the last two minutes (MatchLoader), and they are to be usual ones.</summary>
    private const double AgeSeconds = 125;

    private const double WarmSecondsMax = 5;
    private const double BaseSeconds = 5;
    private const double CatchUpSeconds = 10; // about
    private const int NodesAtOnce = 3;
    private const double MibBytes = 1 << 20;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);

    private static readonly string[] Heads =
    [
        "", "ready after s", "scripts/s", "commands/s", "MiB sent for it", "Redis: % of a processor", "node: CPU s", "peak MiB",
        "others' p50 ms", "p99 ms", "max ms", "delivered",
    ];

    public string Name => "log-catching-up";

    public string Title => "Delivery nodes that catch up with a log on Redis";

    public double Seconds(RunOptions options) =>
        (options.Connections ?? MatchesUsual) * EntriesEach / EntriesPerSecond
        + AgeSeconds + WarmSecondsMax + 2 * BaseSeconds + 5 * CatchUpSeconds + 2 * Outage.TotalSeconds;

    public async Task RunAsync(RunOptions options, Report report)
    {
        if (RedisChild.Missing is { } missing)
            throw new HarnessException(missing);
        var (matches, rate) = (options.Connections ?? MatchesUsual, options.Rate ?? RateUsual);
        await using var site = await CatchUpSite.StartAsync(matches, EntriesEach, rate, options.Processors);
        Console.WriteLine($"{matches:N0} matches have {EntriesEach} entries each");
        await site.PlayAsync(AgeSeconds);
        var memory = (await site.Redis.CountAsync()).MemoryBytes;
        await site.ObserveAsync(matches);
        await site.PlayAsync(Math.Min(options.WarmSeconds, WarmSecondsMax));
        var rows = await MeasureAsync(site);

        report.Say($"{matches:N0} matches, all live, over 16 partitions of one redis-server, written directly (no push, no "
            + $"normalising): {EntriesEach} entries each as fast as they are taken, every one with an incident, and snapshots as "
            + $"the product saves them; then {AgeSeconds:0} s of {rate:N0} events/s, which go on from then on. What a node reads "
            + "at its start is a snapshot of each partition that is two minutes old, and what came since. Redis has "
            + $"{memory / MibBytes:N0} MiB of data then. Redis, the writer and a node with readers of all matches share a "
            + "processor; nodes that catch up have the other one.");
        report.Say("A time counts from the start of the process, or from when its link is back, until `/readyz` says so, "
            + "of the last node where there are several; CPU and memory are the most that one of them took in that time. Redis' "
            + "figures are of that time, for everybody; of what it sent, what it sends in as much time when nobody catches up is "
            + "left out. The delays are those that the readers of the other node saw in that time; what was delivered is of all "
            + "events, those that came later among them. No snapshot is saved meanwhile.");
        report.Table("Catching up", Heads, rows.Select((row, index) => Row(row, rows.Take(index + 1).Last(IsBase))));
        report.Keep("redisBytes", memory);
        report.Keep("rows", new JsonArray([.. rows.Select(static row => row.ToJson())]));
    }

    private static async Task<List<CatchUp>> MeasureAsync(CatchUpSite site)
    {
        var rows = new List<CatchUp> { await BaseAsync(site, "nobody, beside one node") };
        await using var door = Door.Open(site.Redis.Port);
        var direct = site.Redis.EndPoint;

        var nodes = new List<ServerChild>();
        rows.Add(await StartAsync(site, "one node starts", nodes, [direct]));
        await site.EndAsync(nodes[0]);
        nodes.Clear();
        rows.Add(await StartAsync(
            site, $"{NodesAtOnce} nodes start at once", nodes, [door.EndPoint, .. Enumerable.Repeat(direct, NodesAtOnce - 1)]));
        rows.Add(await BaseAsync(site, $"nobody, beside {NodesAtOnce + 1} nodes"));

        await site.EndAsync(nodes[^1]);
        rows.Add(await StartAsync(site, "one was killed, and starts again", nodes, [direct]));
        rows.Add(await ReturnAsync(site, "a link was cut for 10 s", nodes[0], door, static door => door.Refuse()));
        rows.Add(await ReturnAsync(site, "a link said nothing for 10 s", nodes[0], door, static door => door.Stall()));
        return rows;
    }

    private static Task<CatchUp> BaseAsync(CatchUpSite site, string name) => site.MeasureAsync(
        name,
        prepare: null,
        static async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(BaseSeconds), TimeProvider.System, CancellationToken.None);
            return [];
        });

    /// <param name="site">Where.</param>
    /// <param name="name">What happens.</param>
    /// <param name="nodes">Gets the new ones.</param>
    /// <param name="redis">Where each of them finds Redis.</param>
    private static Task<CatchUp> StartAsync(
        CatchUpSite site, string name, List<ServerChild> nodes, IReadOnlyList<string> redis) => site.MeasureAsync(
        name,
        prepare: null,
        async () =>
        {
            var began = TimeProvider.System.GetTimestamp();
            var started = redis.Select(site.Begin).ToList();
            nodes.AddRange(started);
            return await Task.WhenAll(started.Select(node => CaughtUpNode.WhenReadyAsync(node, began, default)));
        });

    /// <summary>A node's link fails for a while; measured is from when it is back.</summary>
    private static Task<CatchUp> ReturnAsync(
        CatchUpSite site, string name, ServerChild node, Door door, Action<Door> fail) => site.MeasureAsync(
        name,
        async () =>
        {
            fail(door);
            await Task.Delay(Outage, TimeProvider.System, CancellationToken.None);
        },
        async () =>
        {
            ProcessMemory.ForgetPeak(node.Id);
            var (began, before) = (TimeProvider.System.GetTimestamp(), ProcessorTime.Of([node.Id]));
            door.Pass();
            return [await CaughtUpNode.WhenReadyAsync(node, began, before)];
        });

    private static bool IsBase(CatchUp row) => row.Nodes.Count == 0;

    private static string[] Row(CatchUp row, CatchUp usual)
    {
        return
        [
            row.Name,
            IsBase(row) ? "–" : Cell.Of(row.Seconds),
            Cell.Of(row.PerSecond(static one => one.Redis.Scripts)),
            Cell.Of(row.PerSecond(static one => one.Redis.Commands)),
            Cell.Of(More(static one => one.Redis.OutputBytes / MibBytes)),
            Cell.Of(row.PerSecond(static one => one.RedisSeconds) * 100),
            IsBase(row) ? "–" : Cell.Of(row.Nodes.Max(static node => node.ProcessorSeconds)),
            IsBase(row) ? "–" : Cell.Of(row.Nodes.Max(static node => node.PeakMib)),
            Cell.Of(Window.Of(row.Readers, "p50Ms")),
            Cell.Of(Window.Of(row.Readers, "p99Ms")),
            Cell.Of(Window.Of(row.Readers, "maxMs")),
            $"{row.Delivered:P2}",
        ];

        double More(Func<CatchUp, double> value) => IsBase(row)
            ? value(row)
            : value(row) - usual.PerSecond(value) * row.Seconds;
    }
}
