using System.Globalization;
using System.Net.Sockets;
using Fanout.Services.Doors;
using Fanout.Services.Processes;

namespace Fanout.Services.Redis;

/// <summary>
/// A primary, its replica, and three Sentinels, two of which have to agree that the primary is gone. They make the replica the
/// primary then, about three seconds after a kill, and not again for the next 20 s.
/// </summary>
public sealed class RedisSentinels : IAsyncDisposable
{
    /// <summary>What the primary is called, whichever server that is.</summary>
    public const string Name = "fanout";

    private const int SentinelCount = 3;
    private const int Quorum = 2;

    private readonly List<RedisServer> _sentinels = [];
    private readonly string? _password;

    private RedisSentinels(RedisServer first, RedisServer second, string? password) =>
        (First, Second, _password) = (first, second, password);

    /// <summary>The primary until a failover.</summary>
    public RedisServer First { get; }

    /// <summary>The replica until a failover.</summary>
    public RedisServer Second { get; }

    public IReadOnlyList<RedisServer> Sentinels => _sentinels;

    /// <summary>Starts them all; returns when each Sentinel knows the others and the replica, which has caught up.</summary>
    /// <param name="settings">Those of the two servers.</param>
    public static async Task<RedisSentinels> StartAsync(RedisSettings? settings = null)
    {
        settings ??= new();
        var first = await RedisServer.StartAsync(settings);
        RedisServer second;
        try
        {
            second = await RedisServer.StartAsync(settings with { ReplicaOf = first.Port });
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
        var all = new RedisSentinels(first, second, settings.Password);
        try
        {
            await all.StartSentinelsAsync();
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>The server that the Sentinels name as the primary.</summary>
    public async Task<RedisServer> PrimaryAsync()
    {
        var ports = new HashSet<string?>();
        foreach (var sentinel in _sentinels.Where(static sentinel => sentinel.IsRunning))
            ports.Add(await PrimaryPortAsync(sentinel));
        Assert.True(ports.Count == 1, $"the Sentinels name {ports.Count} primaries: {string.Join(", ", ports)}");
        return ports.Single() == First.Port.ToString(CultureInfo.InvariantCulture) ? First : Second;
    }

    /// <summary>
    /// Lets the replica fall behind from now on, without it or anybody else knowing. The door that is returned is its link:
    /// dispose it once the primary is killed, and what it holds is lost; let it through, and the replica catches up.
    /// </summary>
    /// <remarks>
    /// Sentinels would set a replica right that does not follow the address which they watch, but only after their
    /// <c>failover-timeout</c>: a test that lags for longer than 10 s is no longer about this link.
    /// </remarks>
    public async Task<Door> HoldReplicaBackAsync()
    {
        var primary = await PrimaryAsync();
        var replica = primary == First ? Second : First;
        await replica.UntilReplicaAsync();
        var link = Door.Open(primary.Port);
        await replica.SendAsync("REPLICAOF", "127.0.0.1", link.Port.ToString(CultureInfo.InvariantCulture));
        await Eventually.TrueAsync("the replica follows through the door", () => Task.FromResult(link.ConnectionCount == 1));
        await replica.UntilReplicaAsync();
        link.Stall();
        return link;
    }

    /// <summary>Has the replica made the primary though nothing failed; returns when it is, and the other its replica.</summary>
    public async Task FailOverAsync(RedisServer to)
    {
        await Eventually.TrueAsync("a Sentinel begins the failover", async () =>
        {
            try
            {
                return await _sentinels[0].SendAsync("SENTINEL", "FAILOVER", Name) is "OK";
            }
            catch (RedisErrorException)
            {
                return false; // the one before is not over, or the replica not known to be well
            }
        });
        await UntilPrimaryAsync(to);
        await (to == First ? Second : First).UntilReplicaAsync();
    }

    /// <summary>Returns when every Sentinel names this server and it takes writes.</summary>
    public Task UntilPrimaryAsync(RedisServer server) =>
        Eventually.TrueAsync($"{server.EndPoint} is the primary", async () =>
        {
            foreach (var sentinel in _sentinels.Where(static sentinel => sentinel.IsRunning))
            {
                if (await PrimaryPortAsync(sentinel) != server.Port.ToString(CultureInfo.InvariantCulture))
                    return false;
            }
            return await RoleAsync(server) == "master";
        });

    public async ValueTask DisposeAsync()
    {
        foreach (var sentinel in _sentinels)
            await sentinel.DisposeAsync();
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }

    private async Task StartSentinelsAsync()
    {
        await Second.UntilReplicaAsync(); // a Sentinel that finds none would look again only after 10 s
        for (var index = 0; index < SentinelCount; index++)
            _sentinels.Add(await RedisServer.StartSentinelAsync(Configuration));
        await Eventually.TrueAsync("the Sentinels know each other and the replica", async () =>
        {
            foreach (var sentinel in _sentinels)
            {
                var primary = Pairs(await sentinel.SendAsync("SENTINEL", "MASTER", Name));
                if (primary["num-slaves"] != "1" || primary["num-other-sentinels"] != "2" || primary["flags"] != "master")
                    return false;
            }
            return true;
        });
    }

    private IEnumerable<string> Configuration()
    {
        yield return $"sentinel monitor {Name} 127.0.0.1 {First.Port} {Quorum}";
        // A Sentinel pings once a second, a server that was just promoted for the first time after one: with a second or less
        // it takes that one for dead again, and fails over back to the old primary with its old data.
        yield return $"sentinel down-after-milliseconds {Name} 1500";
        yield return $"sentinel failover-timeout {Name} 10000"; // so that a test can have several
        if (_password is not null)
            yield return $"sentinel auth-pass {Name} {_password}";
    }

    private static async Task<string?> PrimaryPortAsync(RedisServer sentinel) =>
        (string?)((object?[])(await sentinel.SendAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Name))!)[1];

    private static async Task<string?> RoleAsync(RedisServer server)
    {
        try
        {
            return (string?)((object?[])(await server.SendAsync("ROLE"))!)[0];
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null; // it is down
        }
    }

    private static Dictionary<string, string> Pairs(object? answer) =>
        ((object?[])answer!).Cast<string>().Chunk(2).ToDictionary(static pair => pair[0], static pair => pair[1]);
}
