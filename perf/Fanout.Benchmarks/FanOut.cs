using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Perf.Driving;
using Fanout.Perf.Nodes;
using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Benchmarks;

/// <summary>
/// One entry to everybody who reads one topic, from the publisher to a sink that discards. What more readers cost, in
/// time and bytes, is what a delivery costs; what one reader costs is the price of publishing.
/// </summary>
[MemoryDiagnoser]
public class FanOut : IDisposable
{
    private const int EventCount = 64; // in an invocation, so that timers are fine enough
    private const int FrameSize = 98;

    private readonly MadeUpMatch _match = new(MadeUpMatchDay.IdOf(0), 0, FrameSize);
    private readonly LogEntry[] _entries = new LogEntry[EventCount];
    private readonly LogEntry[] _one = new LogEntry[1];
    private ServiceProvider? _services;
    private Publisher? _publisher;
    private Shard? _shard;
    private ulong _logSequence = 1;

    [Params(1, 10_000)]
    public int Connections { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { ["Fanout:Delivery:Shards"] = "1" })
                .Build())
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ILogReader>(new InMemoryEventLog(1, TimeProvider.System))
            .AddLogging()
            .AddMetrics()
            .AddTopics()
            .AddBoards()
            .AddSessions(new AnonymousAccess())
            .AddDelivery()
            .AddFollowing()
            .BuildServiceProvider();
        var status = _services.GetRequiredService<NodeStatus>();
        _publisher = _services.GetRequiredService<Publisher>();
        status.Begin(1);
        _publisher.SetLevel(0, level: true, UnixClock.NowUs / 1000);
        status.MarkLoaded();
        _publisher.Apply([_match.First(UnixClock.NowUs / 1000)]);

        var shards = _services.GetRequiredService<Shards>();
        _shard = shards.All[0];
        var topic = new TopicRequest { Topic = $"score/{MadeUpMatchDay.IdOf(0)}" };
        var subscribe = new FrameReceived(
            new ClientFrame { Subscribe = new Subscribe { Ref = 1, Topics = { topic } } });
        for (var index = 0; index < Connections; index++)
            shards.Open(new DiscardingSink(), new ConnectionSetup { Wire = WebSocketWire.Proto }).Post(subscribe);
        while (_shard.HasWork)
            _shard.Turn();
    }

    [IterationSetup]
    public void MakeEntriesUp()
    {
        for (var index = 0; index < EventCount; index++)
            _entries[index] = _match.Next(UnixClock.NowUs, ++_logSequence);
    }

    [Benchmark(OperationsPerInvoke = EventCount)]
    public long Publish()
    {
        foreach (var entry in _entries)
        {
            _one[0] = entry;
            _publisher!.Apply(_one);
            _shard!.Turn();
        }
        return _shard!.Counts.Frames;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _services?.Dispose();
        GC.SuppressFinalize(this);
    }
}
