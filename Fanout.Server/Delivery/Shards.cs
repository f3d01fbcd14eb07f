using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>All shards of the node: where connections begin, and where publications go to.</summary>
internal sealed class Shards
{
    private readonly SessionServices _services;
    private long _lastNumber;

    public Shards(
        DeliveryOptions options, SessionServices services, PublishIndex published, TimeProvider time, ILogger<Shard> log)
    {
        _services = services;
        All = [.. Enumerable.Range(0, options.Shards).Select(index => new Shard(index, options, published, time, log))];
    }

    public IReadOnlyList<Shard> All { get; }

    /// <summary>Connections on all shards.</summary>
    public int ConnectionCount => All.Sum(static shard => shard.Counts.Connections);

    /// <summary>Takes a connection over, from any thread; its welcome goes out in the shard's next turn.</summary>
    /// <param name="sink">Its way out. Not touched before the shard's next turn.</param>
    /// <param name="setup">What is known of it.</param>
    /// <param name="shard">The shard it must belong to; null: the next one in turn.</param>
    public Connection Open(ISink sink, ConnectionSetup setup, Shard? shard = null)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        shard ??= All[(int)(number % All.Count)];
        var connection = new Connection(shard, number, sink, setup, _services);
        shard.Post(new ShardItem(ShardItemKind.Open, connection, setup));
        return connection;
    }

    /// <summary>
    /// Posts a publication to the shards that have undelayed subscribers of its topic; that it ends, to all.
    /// </summary>
    public void Post(Publication publication)
    {
        for (var index = 0; index < All.Count; index++)
        {
            var shard = All[index];
            if (publication.Topic.On(shard.Index) is { Count: > 0 } || publication.Kind == PublicationKind.End)
                shard.Post(new ShardItem(ShardItemKind.Publish, publication));
        }
    }

    /// <summary>
    /// Tells every connection that it concerns that a part of the node is, or is no longer, level with the log.
    /// </summary>
    public void Post(LevelChange change)
    {
        foreach (var shard in All)
            shard.Post(new ShardItem(ShardItemKind.Level, change));
    }

    /// <summary>Has every connection looked at: what its reader may do may have changed.</summary>
    public void LookAtAll()
    {
        foreach (var shard in All)
            shard.Post(new ShardItem(ShardItemKind.Look, this));
    }

    /// <summary>Says goodbye to every connection; each is told its own moment to come back, so that they do not return as one.</summary>
    public void Drain()
    {
        var farewell = new Farewell(ConnectionCount, _services.Options.HandshakesPerSecond);
        foreach (var shard in All)
            shard.Post(new ShardItem(ShardItemKind.Drain, farewell));
    }

    /// <summary>Ends one connection with a goodbye; for draining, whose pace is the caller's.</summary>
    public static void Close(Connection connection, CloseCode code, string reason, uint reconnectAfterMs) =>
        connection.Shard.Post(new ShardItem(ShardItemKind.Close, connection, new Goodbye
        {
            Code = (uint)code,
            Reason = reason,
            ReconnectAfterMs = reconnectAfterMs,
        }));
}
