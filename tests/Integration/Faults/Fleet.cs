using System.Globalization;
using Fanout.Integration.Tests.Processes;
using Fanout.Log;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Faults;

/// <summary>Server processes over one log, a feed that pushes to them without end, and a crowd that follows what comes of it.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int NodeCount = 3;
    private const int IngestCount = 2;
    private const int MatchCount = 20;

    private static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(500); // of each match
    private static readonly TimeSpan ChangeInterval = TimeSpan.FromSeconds(2.5); // a rebalance moves one each half second or so
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // for what takes seconds where all is well

    private readonly Dictionary<ServerProcess, RedisView> _views = [];

    private Fleet(IReadOnlyList<ServerProcess> nodes, IReadOnlyList<ServerProcess> ingest)
    {
        (Nodes, Ingest) = (nodes, ingest);
        Pusher = new EventPusher(ingest, MatchCount, EventInterval);
    }

    /// <summary>The processes that serve readers.</summary>
    public IReadOnlyList<ServerProcess> Nodes { get; }

    /// <summary>Those that take events; they may be the same.</summary>
    public IReadOnlyList<ServerProcess> Ingest { get; }

    public EventPusher Pusher { get; }

    public Crowd Crowd { get; private set; } = null!;

    /// <summary>One process that does everything, over the embedded log.</summary>
    public static async Task<Fleet> StartEmbeddedAsync(int clientCount)
    {
        var server = await ServerProcess.StartAsync("--dev");
        var fleet = new Fleet([server], [server]);
        await fleet.FillAsync(clientCount);
        return fleet;
    }

    /// <summary>Three delivery nodes and two ingest processes, each with a view of its own of one Redis.</summary>
    public static async Task<Fleet> StartOverRedisAsync(RedisSite site, int clientCount)
    {
        var members = await Task.WhenAll(
            Enumerable.Range(0, NodeCount + IngestCount).Select(index => StartAsync(site, index < NodeCount ? "delivery" : "ingest")));
        var processes = members.Select(static member => member.Process).ToArray();
        var fleet = new Fleet(processes[..NodeCount], processes[NodeCount..]);
        foreach (var (process, view) in members)
            fleet._views.Add(process, view);
        await fleet.FillAsync(clientCount);
        return fleet;
    }

    /// <summary>The network between a process and Redis.</summary>
    public RedisView ViewOf(ServerProcess process) => _views[process];

    /// <summary>Now, as a moment to count from.</summary>
    public Mark Mark() => new(Crowd, Pusher.Sent, Patience);

    /// <summary>
    /// Lets everything that is under way come to rest and holds all that anybody saw against the log
    /// (<see cref="Consistency"/>); then the events go on.
    /// </summary>
    public async Task VerifyAsync()
    {
        using var pause = await Pusher.PauseAsync();
        await new Consistency(Nodes, Crowd, Pusher.Acknowledged, Patience).VerifyAsync();
    }

    /// <summary>
    /// Returns once every partition is held and none changes hands: the shares need not be equal, as nothing is given away
    /// while no replica is level.
    /// </summary>
    public async Task UntilSharedAsync()
    {
        using var http = new HttpClient();
        int[] before = [];
        await Eventually.TrueAsync("no partition changes hands", async () =>
        {
            var shares = await Task.WhenAll(Ingest.Select(async process => await HeldAsync(http, process)));
            var isAtRest = shares.Sum() == Partitioning.CountDefault && shares.SequenceEqual(before);
            before = shares;
            if (!isAtRest)
                await Task.Delay(ChangeInterval, TimeProvider.System, TestContext.Current.CancellationToken);
            return isAtRest;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Pusher.DisposeAsync();
        if (Crowd is not null)
            await Crowd.DisposeAsync();
        foreach (var process in Nodes.Union(Ingest))
            await process.DisposeAsync();
        foreach (var view in _views.Values)
            await view.DisposeAsync();
    }

    private static async Task<int> HeldAsync(HttpClient http, ServerProcess process)
    {
        var page = await http.GetStringAsync(new Uri(process.Address, "metrics"));
        var line = page.Split('\n').FirstOrDefault(static line => line.StartsWith("fanout_ingest_partitions", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<(ServerProcess Process, RedisView View)> StartAsync(RedisSite site, string role)
    {
        var view = new RedisView(site.Servers);
        return (await ServerProcess.StartAsync("--dev", "--roles", role, "--redis", site.ConnectionOf(view)), view);
    }

    /// <summary>Returns once every client has seen an event that was pushed after it came.</summary>
    private async Task FillAsync(int clientCount)
    {
        try
        {
            await Pusher.StartAsync();
            await Consistency.UntilKnownAsync(Nodes, MatchCount);
            Crowd = new Crowd(Nodes, clientCount, MatchCount);
            await Mark().ReachedAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}
