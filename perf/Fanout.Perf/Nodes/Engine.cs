using System.Globalization;
using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Perf.Driving;
using Fanout.Protocol.Messages;
using Fanout.Server.Access;
using Fanout.Server.Boards;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Perf.Nodes;

/// <summary>
/// Delivery as a node composes it, from the publisher to the way out of each connection, which discards: connections
/// without sockets. One shard, which takes its turns when it is told to.
/// </summary>
internal sealed class Engine : IDisposable
{
    private const int FrameSize = 98;

    private readonly ServiceProvider _services;
    private readonly Publisher _publisher;
    private readonly Shards _shards;
    private readonly MadeUpMatch[] _matches;
    private readonly LogEntry[] _one = new LogEntry[1];
    private ulong _logSequence = 1;

    public Engine(int matchCount)
    {
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["Fanout:Delivery:Shards"] = "1",
                    // Nobody is there to answer a ping.
                    ["Fanout:Delivery:PingInterval"] = "00:05:00",
                    ["Fanout:Delivery:PingTimeout"] = "00:20:00",
                })
                .Build())
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ILogReader>(new InMemoryEventLog(1, TimeProvider.System))
            .AddLogging()
            .AddMetrics()
            .AddTopics()
            .AddBoards()
            .AddOpenAccess()
            .AddSessions()
            .AddDelivery()
            .AddFollowing()
            .BuildServiceProvider();
        _publisher = _services.GetRequiredService<Publisher>();
        _shards = _services.GetRequiredService<Shards>();
        _matches =
        [
            .. Enumerable.Range(0, matchCount)
                .Select(static match => new MadeUpMatch(MadeUpEvents.IdOf(match), partition: 0, FrameSize)),
        ];
        var status = _services.GetRequiredService<NodeStatus>();
        status.Begin(1);
        _publisher.SetLevel(0, level: true, UnixClock.NowUs / 1000);
        status.MarkLoaded();
        _publisher.Apply([.. _matches.Select(static match => match.First(UnixClock.NowUs / 1000))]);
    }

    /// <summary>Data frames delivered so far.</summary>
    public long Frames => Shard.Counts.Frames;

    private Shard Shard => _shards.All[0];

    /// <summary>A request for the `score/` topics of these matches.</summary>
    public static ClientMessage Subscribe(IEnumerable<int> matches)
    {
        var subscribe = new Subscribe { Ref = 1 };
        foreach (var match in matches)
        {
            subscribe.Topics.Add(new TopicRequest
            {
                Topic = string.Create(CultureInfo.InvariantCulture, $"score/{MadeUpEvents.IdOf(match)}"),
            });
        }
        return new FrameReceived(new ClientFrame { Subscribe = subscribe });
    }

    /// <summary>A connection; it is there after the next turns.</summary>
    public Connection Open() =>
        _shards.Open(new DiscardingSink(), new ConnectionSetup { Wire = WebSocketWire.Proto });

    /// <summary>The next entry of a match, not yet published.</summary>
    public LogEntry Next(int match) => _matches[match].Next(UnixClock.NowUs, ++_logSequence);

    /// <summary>Publishes an entry; it is delivered in the next turns.</summary>
    public void Publish(in LogEntry entry)
    {
        _one[0] = entry;
        _publisher.Apply(_one);
    }

    /// <summary>Takes turns until there is nothing left to do.</summary>
    public void Work()
    {
        do
            Shard.Turn();
        while (Shard.HasWork);
    }

    public void Dispose() => _services.Dispose();
}
