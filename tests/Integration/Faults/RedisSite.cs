using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Faults;

/// <summary>The Redis that holds a fleet's log, in one of the forms that operators run.</summary>
internal sealed class RedisSite : IAsyncDisposable
{
    private readonly IAsyncDisposable _owner;
    private readonly Func<RedisView, string> _connectionOf;
    private readonly Func<Task<IReadOnlyList<RedisServer>>> _primaries;

    private RedisSite(
        IAsyncDisposable owner,
        IReadOnlyList<RedisServer> servers,
        Func<RedisView, string> connectionOf,
        Func<Task<IReadOnlyList<RedisServer>>> primaries)
    {
        (_owner, Servers, _connectionOf, _primaries) = (owner, servers, connectionOf, primaries);
    }

    /// <summary>Every server, Sentinels among them.</summary>
    public IReadOnlyList<RedisServer> Servers { get; }

    /// <summary>The site's Sentinels with what they watch; null where there are none.</summary>
    public RedisSentinels? Sentinels { get; private init; }

    /// <summary>The site's Cluster; null where there is none.</summary>
    public RedisCluster? Cluster { get; private init; }

    /// <summary>A primary and a replica under three Sentinels.</summary>
    public static async Task<RedisSite> StartSentinelsAsync(RedisSettings settings)
    {
        var sentinels = await RedisSentinels.StartAsync(settings);
        return new RedisSite(
            sentinels,
            [sentinels.First, sentinels.Second, .. sentinels.Sentinels],
            view => $"{string.Join(',', sentinels.Sentinels.Select(server => view.DoorTo(server).EndPoint))},serviceName={RedisSentinels.Name}",
            async () => [await sentinels.PrimaryAsync()])
        {
            Sentinels = sentinels,
        };
    }

    /// <summary>Three primaries, each with a replica.</summary>
    public static async Task<RedisSite> StartClusterAsync(RedisSettings settings)
    {
        var cluster = await RedisCluster.StartAsync(settings, withReplicas: true);
        return new RedisSite(
            cluster,
            [.. cluster.Primaries, .. cluster.Replicas],
            view => string.Join(',', cluster.Primaries.Select(server => view.DoorTo(server).EndPoint)),
            cluster.OwnersAsync)
        {
            Cluster = cluster,
        };
    }

    /// <summary>What <c>--redis</c> says to a process that has this view.</summary>
    public string ConnectionOf(RedisView view) => _connectionOf(view);

    /// <summary>The servers that take writes now.</summary>
    public Task<IReadOnlyList<RedisServer>> PrimariesAsync() => _primaries();

    public ValueTask DisposeAsync() => _owner.DisposeAsync();
}
