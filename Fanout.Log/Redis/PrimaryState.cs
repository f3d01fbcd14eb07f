using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>What a primary says of itself: how full it is, and whether it may keep a log at all.</summary>
/// <param name="EndPoint">Its address.</param>
/// <param name="Version">Its version.</param>
/// <param name="Policy">Its <c>maxmemory-policy</c>.</param>
/// <param name="MemoryShare">What it holds against <c>maxmemory</c>, as it judges when it denies a write: 1 is full; 0
/// where it has no limit.</param>
internal sealed record PrimaryState(EndPoint EndPoint, Version Version, string Policy, double MemoryShare)
{
    /// <summary>Scripts that say what they do, sharded channels: Redis 7.0, and Valkey, which counts on from 7.2.</summary>
    private static readonly Version VersionMin = new(7, 0);

    private const string PolicyNeeded = "noeviction";

    /// <summary>Why it must not keep a log; <see langword="null"/>: it may.</summary>
    public string? Problem
    {
        get
        {
            if (Version < VersionMin)
                return $"Redis {EndPoint} is version {Version}, {VersionMin} is needed at least";
            return Policy == PolicyNeeded
                ? null
                : $"Redis {EndPoint} has maxmemory-policy {Policy}, {PolicyNeeded} is needed: "
                    + "any other throws entries of the log away when memory runs out";
        }
    }

    /// <summary>The primaries that can be reached now, as they are.</summary>
    /// <exception cref="RedisException">One did not answer.</exception>
    public static async Task<IReadOnlyList<PrimaryState>> ReadAllAsync(IConnectionMultiplexer connection) =>
        await Task.WhenAll(connection.GetServers().Where(static server => server is
        {
            IsConnected: true,
            IsReplica: false,
            ServerType: ServerType.Standalone or ServerType.Cluster,
        }).Select(ReadAsync)).ConfigureAwait(false);

    private static async Task<PrimaryState> ReadAsync(IServer server)
    {
        Dictionary<string, string> memory = (await server.InfoAsync("memory").ConfigureAwait(false))
            .SelectMany(static group => group)
            .ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
        long max = Bytes("maxmemory");
        double share = max == 0 ? 0 : (double)(Bytes("used_memory") - Bytes("mem_not_counted_for_evict")) / max;
        return new PrimaryState(server.EndPoint, server.Version, memory.GetValueOrDefault("maxmemory_policy", ""), share);

        long Bytes(string name) => long.Parse(memory.GetValueOrDefault(name, "0"), CultureInfo.InvariantCulture);
    }
}
