using System.Globalization;
using Fanout.Services.Processes;

namespace Fanout.Services.Redis;

/// <summary>Three primaries that share the hash slots of a Redis Cluster evenly, each with a replica or without.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    public const int SlotCount = 16_384;

    private const int PrimaryCount = 3;
    private const int KeysPerMove = 100;

    private readonly List<RedisServer> _servers = [];
    private readonly string? _password;

    private RedisCluster(string? password) => _password = password;

    /// <summary>The primaries as they were at the start, by their slots.</summary>
    public IReadOnlyList<RedisServer> Primaries => _servers[..PrimaryCount];

    /// <summary>The replica of the primary at the same index; none where they were not asked for.</summary>
    public IReadOnlyList<RedisServer> Replicas => _servers[PrimaryCount..];

    /// <summary>Starts one; returns when every server says that all slots are served.</summary>
    public static async Task<RedisCluster> StartAsync(RedisSettings? settings = null, bool withReplicas = false)
    {
        settings ??= new();
        var cluster = new RedisCluster(settings.Password);
        try
        {
            for (var index = 0; index < (withReplicas ? 2 : 1) * PrimaryCount; index++)
                cluster._servers.Add(await RedisServer.StartAsync(settings with { ClusterPort = FreePort.Next }));
            await cluster.FormAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The primary that serves a slot, by what the first running server knows.</summary>
    public async Task<RedisServer> OwnerAsync(int slot) =>
        (await RangesAsync()).First(range => range.First <= slot && slot <= range.Last).Owner;

    /// <summary>The servers that serve slots, by what the first running server knows.</summary>
    public async Task<IReadOnlyList<RedisServer>> OwnersAsync() =>
        [.. (await RangesAsync()).Select(static range => range.Owner).Distinct()];

    /// <summary>The slots that a server serves, by what the first running server knows.</summary>
    public async Task<IReadOnlyList<int>> SlotsOfAsync(RedisServer server) =>
        [.. (await RangesAsync()).Where(range => range.Owner == server)
            .SelectMany(static range => Enumerable.Range((int)range.First, (int)(range.Last - range.First + 1)))];

    /// <summary>The slot of a key, as the servers compute it.</summary>
    public async Task<int> SlotAsync(string key) => (int)(long)(await _servers[0].SendAsync("CLUSTER", "KEYSLOT", key))!;

    /// <summary>
    /// Moves slots with their keys, one after the other, while clients go on: they are redirected by ASK meanwhile and
    /// by MOVED then.
    /// </summary>
    /// <param name="slots">Those of <paramref name="from"/> that go; who loses all becomes a replica.</param>
    public async Task MoveAsync(IEnumerable<int> slots, RedisServer from, RedisServer to)
    {
        var fromId = await IdAsync(from);
        var toId = await IdAsync(to);
        var owners = await OwnersAsync();
        foreach (var slot in slots.Select(static slot => slot.ToString(CultureInfo.InvariantCulture)))
        {
            await to.SendAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
            await from.SendAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
            while (await KeysAsync(from, slot) is { Length: > 0 } keys)
                await from.SendAsync([.. Migration(to), "KEYS", .. keys]);
            foreach (var server in new[] { to, from }.Concat(owners.Where(other => other != from && other != to)))
                await server.SendAsync("CLUSTER", "SETSLOT", slot, "NODE", toId);
        }
    }

    /// <summary>Returns when every server that runs says that all slots are served.</summary>
    public Task UntilServedAsync() =>
        Eventually.TrueAsync("the cluster serves all slots", async () =>
        {
            foreach (var server in _servers.Where(static server => server.IsRunning))
            {
                var info = RedisInfo.Read(await server.SendAsync("CLUSTER", "INFO"));
                if (info["cluster_state"] != "ok" || info["cluster_slots_ok"] != $"{SlotCount}")
                    return false;
            }
            return true;
        });

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private async Task FormAsync()
    {
        for (var index = 0; index < PrimaryCount; index++)
        {
            var first = index * SlotCount / PrimaryCount;
            var last = ((index + 1) * SlotCount / PrimaryCount) - 1;
            await _servers[index].SendAsync("CLUSTER", "ADDSLOTSRANGE", $"{first}", $"{last}");
        }
        for (var index = 0; index < _servers.Count; index++)
        {
            await _servers[index].SendAsync("CLUSTER", "SET-CONFIG-EPOCH", $"{index + 1}");
            var busPort = await BusPortAsync(_servers[index]);
            if (index > 0)
                await _servers[0].SendAsync("CLUSTER", "MEET", "127.0.0.1", $"{_servers[index].Port}", busPort);
        }
        foreach (var (replica, primary) in Replicas.Zip(Primaries))
            await FollowAsync(replica, primary);
        await UntilServedAsync();
        await Eventually.TrueAsync("every server of the cluster knows every other", async () =>
        {
            foreach (var server in _servers)
            {
                if (RedisInfo.Read(await server.SendAsync("CLUSTER", "INFO"))["cluster_known_nodes"] != $"{_servers.Count}")
                    return false;
            }
            return true;
        });
    }

    private async Task<IReadOnlyList<SlotRange>> RangesAsync()
    {
        var ranges = (object?[])(await _servers.First(static server => server.IsRunning).SendAsync("CLUSTER", "SLOTS"))!;
        return [.. ranges.Select(range => (object?[])range!).Select(range =>
        {
            var port = (long)((object?[])range[2]!)[1]!;
            return new SlotRange((long)range[0]!, (long)range[1]!, _servers.Single(server => server.Port == port));
        })];
    }

    private static async Task FollowAsync(RedisServer replica, RedisServer primary)
    {
        var id = await IdAsync(primary);
        await Eventually.TrueAsync($"{replica.EndPoint} knows {primary.EndPoint}", async () =>
            ((string)(await replica.SendAsync("CLUSTER", "NODES"))!).Contains(id, StringComparison.Ordinal));
        await replica.SendAsync("CLUSTER", "REPLICATE", id);
        await replica.UntilReplicaAsync();
    }

    private static async Task<string> IdAsync(RedisServer server) => (string)(await server.SendAsync("CLUSTER", "MYID"))!;

    private static async Task<string> BusPortAsync(RedisServer server) =>
        (string)((object?[])(await server.SendAsync("CONFIG", "GET", "cluster-port"))!)[1]!;

    private static async Task<string[]> KeysAsync(RedisServer server, string slot) =>
        [.. ((object?[])(await server.SendAsync("CLUSTER", "GETKEYSINSLOT", slot, $"{KeysPerMove}"))!).Cast<string>()];

    private string[] Migration(RedisServer to)
    {
        string[] command = ["MIGRATE", "127.0.0.1", $"{to.Port}", "", "0", "5000"]; // ms
        return _password is null ? command : [.. command, "AUTH", _password];
    }

    private readonly record struct SlotRange(long First, long Last, RedisServer Owner);
}
