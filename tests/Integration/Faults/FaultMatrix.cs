using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Faults;

/// <summary>
/// What may go wrong between server processes and their Redis, one fault after the other while events flow. After each, every
/// client has what the log has, no sequence ever had two contents under one epoch, and no acknowledged event is missing.
/// </summary>
public abstract class FaultMatrix(FleetFixture fixture)
{
    /// <summary>Long enough for a node to say that it is not level (2 s) and for a lease to end (3 s).</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(2.5); // DESIGN: after 2 s without confirmation

    /// <summary>Ends by being killed: a script has no clock to look at.</summary>
    private const string BusyScript = "while true do end";

    private protected FleetFixture Fixture { get; } = fixture;

    private protected Fleet Fleet => Fixture.Fleet;

    private protected RedisSite Site => Fixture.Site;

    /// <summary>How often a holder put entries back, or began a new epoch because it could not.</summary>
    private protected int Repairs => Fleet.Ingest.Sum(static process =>
        process.Output.Split("; putting back ").Length + process.Output.Split(" begins epoch ").Length - 2);

    [Fact]
    public async Task Delivery_nodes_are_killed_and_started_again()
    {
        foreach (var node in Fleet.Nodes)
            await MeasureAsync("kill -9 of a delivery node", node.KillAsync, () => node.StartAgainAsync());
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task Ingest_processes_are_killed_and_the_other_one_takes_over()
    {
        foreach (var process in Fleet.Ingest)
        {
            await MeasureAsync("kill -9 of an ingest process", process.KillAsync);
            await process.StartAgainAsync();
            await Fleet.VerifyAsync();
        }
    }

    [Fact]
    public async Task An_ingest_process_that_was_frozen_comes_back_and_finds_itself_replaced()
    {
        var process = Fleet.Ingest[0];
        await MeasureAsync("freeze of an ingest process", () => Now(process.Pause), () => AfterOutage(process.Resume));
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task Servers_of_Redis_are_killed_and_started_again_with_their_data()
    {
        foreach (var server in Site.Servers)
            await MeasureAsync("kill -9 of a server of Redis", server.KillAsync, () => server.StartAgainAsync());
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task A_node_is_cut_off_from_Redis_and_says_so()
    {
        var node = Fleet.Nodes[0];
        var clients = Fleet.Crowd.FollowersOf(node).DistinctBy(static follower => follower.Name);
        var cut = Fleet.Mark();
        await MeasureAsync(
            "network cut between a node and Redis",
            () => Now(() => StallAll(Fleet.ViewOf(node))),
            async () =>
            {
                var told = await cut.ToldAsync(clients);
                Fixture.Report("clients of the node that was cut off", Told(told));
                await AfterOutage(() => PassAll(Fleet.ViewOf(node)));
            });
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task An_ingest_process_is_cut_off_from_Redis()
    {
        var view = Fleet.ViewOf(Fleet.Ingest[0]);
        await MeasureAsync(
            "network cut between an ingest process and Redis", () => Now(() => StallAll(view)), () => AfterOutage(() => PassAll(view)));
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task Links_are_up_and_deliver_nothing_that_is_published()
    {
        await MeasureAsync("publications lost on links that are up", () => Now(() =>
        {
            foreach (var node in Fleet.Nodes)
                MuteAll(Fleet.ViewOf(node));
        }));
        foreach (var node in Fleet.Nodes)
            PassAll(Fleet.ViewOf(node));
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task Redis_is_out_of_memory_for_a_while()
    {
        var primaries = await Site.PrimariesAsync();
        await MeasureAsync(
            "Redis out of memory",
            () => SendAsync(primaries, "CONFIG", "SET", "maxmemory", "1"),
            async () =>
            {
                await AfterOutage(static () => { });
                await SendAsync(primaries, "CONFIG", "SET", "maxmemory", "0");
            });
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task Everything_is_flushed()
    {
        await Fleet.UntilSharedAsync(); // a partition that changes hands has no holder whose memory could restore it
        var primaries = await Site.PrimariesAsync();
        await MeasureAsync("FLUSHALL", () => SendAsync(primaries, "FLUSHALL"));
        await Fleet.VerifyAsync();
    }

    /// <summary>As when a server dies and an empty one takes its place: every holder comes back to a log that has lost it.</summary>
    [Fact]
    public async Task Everything_is_flushed_while_nobody_reaches_Redis()
    {
        await Fleet.UntilSharedAsync();
        var views = Fleet.Nodes.Concat(Fleet.Ingest).Select(Fleet.ViewOf).ToList();
        await MeasureAsync("FLUSHALL while nobody reached Redis", () => Now(() => views.ForEach(StallAll)), async () =>
        {
            await AfterOutage(static () => { });
            await SendAsync(await Site.PrimariesAsync(), "FLUSHALL");
            views.ForEach(PassAll);
        });
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task A_script_keeps_Redis_busy()
    {
        var primary = (await Site.PrimariesAsync())[0];
        var script = primary.SendAsync("EVAL", BusyScript, "0");
        await MeasureAsync(
            "a script that keeps Redis busy",
            () => AfterOutage(static () => { }),
            () => primary.SendAsync("SCRIPT", "KILL"));
        await Assert.ThrowsAsync<RedisErrorException>(() => script);
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task The_clock_of_Redis_is_set()
    {
        foreach (var primary in await Site.PrimariesAsync())
        {
            await MeasureClockAsync("Redis", primary.ShiftClockAsync);
            if (Site.Cluster is not null)
                await primary.RestartAsync(); // until then it may not see another server die: docs/operations/redis.md
        }
        await Fleet.VerifyAsync();
    }

    [Fact]
    public async Task The_clock_of_our_processes_is_set()
    {
        foreach (var (process, name) in new[] { (Fleet.Nodes[0], "a delivery node"), (Fleet.Ingest[0], "an ingest process") })
        {
            await using var clock = await ProcessClock.GiveAsync(process);
            await MeasureClockAsync(name, clock.SetAsync);
        }
        await Fleet.VerifyAsync();
    }

    private async Task MeasureClockAsync(string whose, Func<TimeSpan, Task> set)
    {
        foreach (var hours in new[] { 1, -1 })
        {
            await MeasureAsync(
                $"clock of {whose} set by {hours} h", () => set(TimeSpan.FromHours(hours)), () => set(TimeSpan.Zero));
        }
    }

    /// <summary>Strikes, mends, and reports how long it takes until every client has what was sent after each of the two.</summary>
    private protected async Task MeasureAsync(string fault, Func<Task> strike, Func<Task>? mend = null)
    {
        var struck = Fleet.Mark().ReachedAsync();
        await strike();
        if (mend is null)
        {
            Fixture.Report(fault, $"consistent {(await struck).TotalSeconds:0.00} s after it");
            return;
        }
        await mend();
        var mended = await Fleet.Mark().ReachedAsync();
        Fixture.Report(
            fault, $"consistent {(await struck).TotalSeconds:0.00} s after it, {mended.TotalSeconds:0.00} s after it was over");
    }

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task AfterOutage(Action action)
    {
        await Task.Delay(Outage, TimeProvider.System, TestContext.Current.CancellationToken);
        action();
    }

    private static async Task SendAsync(IEnumerable<RedisServer> servers, params string[] command)
    {
        foreach (var server in servers)
            await server.SendAsync(command);
    }

    /// <summary>A failover that lost nothing would show nothing.</summary>
    private protected void AssertRepairs(int before) =>
        Assert.True(Repairs > before, "the server that took over had everything: nothing was lost, and nothing is shown");

    private static void StallAll(RedisView view)
    {
        foreach (var door in view.Doors)
            door.Stall();
    }

    private static void MuteAll(RedisView view)
    {
        foreach (var door in view.Doors)
            door.Mute();
    }

    private static void PassAll(RedisView view)
    {
        foreach (var door in view.Doors)
            door.Pass();
    }

    private static string Told(IReadOnlyList<TimeSpan> times) =>
        $"{times.Count(static time => time <= ToldWithin)} of {times.Count} told within {ToldWithin.TotalSeconds} s, the last after {times[^1].TotalSeconds:0.00} s";
}
