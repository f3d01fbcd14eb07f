using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>
/// A Redis with a log of many matches that are being played, the process that goes on writing it, and a node that has
/// readers of all matches: they notice what other nodes do to the Redis.
/// </summary>
internal sealed class CatchUpSite : IAsyncDisposable
{
    private const int TopicsPerReader = 50;
    private const double PublishSecondsMax = 60; // of one command: a process is given three minutes to answer
    private const double PublishSecondsMin = 1;
    private static readonly TimeSpan LastOnesTime = TimeSpan.FromMilliseconds(300); // until deliveries are counted
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Child _writer;
    private readonly double _rate;
    private readonly Processors _processors;
    private readonly List<ServerChild> _nodes = [];
    private LoadGenerator? _readers;

    private CatchUpSite(RedisChild redis, Child writer, double rate, Processors processors) =>
        (Redis, _writer, _rate, _processors) = (redis, writer, rate, processors);

    public RedisChild Redis { get; }

    private LoadGenerator Readers => _readers ?? throw new HarnessException("nobody observes");

    /// <summary>Starts Redis and the writer; returns when every match has its past.</summary>
    /// <param name="matches">Matches.</param>
    /// <param name="entriesEach">Entries of each.</param>
    /// <param name="rate">Events a second from then on.</param>
    /// <param name="processors">What is there already runs with the servers, nodes that catch up with the clients.</param>
    public static async Task<CatchUpSite> StartAsync(int matches, int entriesEach, double rate, Processors processors)
    {
        var redis = await RedisChild.StartAsync(processors.Server);
        try
        {
            var frameSize = new Topology(1).FrameSize;
            var writer = await WriterChild.StartAsync(redis, matches, frameSize, processors.Server, entriesEach);
            return new CatchUpSite(redis, writer, rate, processors);
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Events come; returns when they have.</summary>
    public async Task PlayAsync(double seconds)
    {
        for (var left = seconds; left > 0; left -= PublishSecondsMax)
            await PublishAsync(Math.Min(left, PublishSecondsMax));
    }

    /// <summary>
    /// Starts the node that readers of all matches come to, where all else runs. No snapshot is saved any more.
    /// </summary>
    public async Task ObserveAsync(int matches)
    {
        await _writer.AskAsync("begin", "begun");
        var port = LoadGenerator.FreePort();
        _nodes.Add(await ServerChild.StartAsync("observer", port, Redis.EndPoint, "delivery", _processors.Server));
        var topology = new Topology(matches / TopicsPerReader, matches, TopicsPerReader);
        _readers = await LoadGenerator.StartAsync(
            "observer", port, topology, FanoutContender.Protocol(topology, position: null), _processors.Server);
    }

    /// <summary>Begins to start a node that is to catch up.</summary>
    /// <param name="redis">Where it finds Redis.</param>
    public ServerChild Begin(string redis)
    {
        var node = ServerChild.Begin("node", LoadGenerator.FreePort(), redis, "delivery", _processors.Load);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Kills a node.</summary>
    public ValueTask EndAsync(ServerChild node)
    {
        _nodes.Remove(node);
        return node.DisposeAsync();
    }

    /// <summary>Measures nodes until they are ready, while events come.</summary>
    /// <param name="name">What happens to them.</param>
    /// <param name="prepare">What happens before the measurement, while events come; null: nothing.</param>
    /// <param name="catchUp">What is measured.</param>
    public async Task<CatchUp> MeasureAsync(
        string name, Func<Task>? prepare, Func<Task<IReadOnlyList<CaughtUpNode>>> catchUp)
    {
        await Readers.BeginAsync();
        var isOver = false;
        var publishing = PublishUntilAsync(() => Volatile.Read(ref isOver));
        await (prepare?.Invoke() ?? Task.CompletedTask);
        var (counts, used, began) = (
            await Redis.CountAsync(), ProcessorTime.Of([Redis.Id]), TimeProvider.System.GetTimestamp());
        var nodes = await catchUp();
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var (redis, redisUsed) = (await Redis.CountAsync() - counts, ProcessorTime.Of([Redis.Id]) - used);
        await Task.Delay(LastOnesTime, TimeProvider.System, CancellationToken.None);
        var readers = await Readers.CountAsync();
        Volatile.Write(ref isOver, true);
        Console.WriteLine($"{name}: {took:0.00} s");
        return new CatchUp(name, took, redis, redisUsed.All, nodes, readers, await DeliveredAsync(await publishing));
    }

    public async ValueTask DisposeAsync()
    {
        await (_readers?.DisposeAsync() ?? default);
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _writer.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private async Task<double> PublishUntilAsync(Func<bool> isOver)
    {
        var events = 0.0;
        while (!isOver())
            events += await PublishAsync(PublishSecondsMin);
        return events;
    }

    private async Task<double> PublishAsync(double seconds) => Window.Of(
        await _writer.AskAsync(FormattableString.Invariant($"publish {_rate} {seconds}"), "published"), "events");

    /// <summary>Share of the events that readers got, once all of them came or none do any more.</summary>
    private async Task<double> DeliveredAsync(double events)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var share = Window.Of(await Readers.CountAsync(), "deliveries") / events;
            if (share >= 1 || TimeProvider.System.GetElapsedTime(began) > Patience)
                return share;
            await Task.Delay(LookEvery, TimeProvider.System, CancellationToken.None);
        }
    }
}
