using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>Whether the servers may keep a log at all.</summary>
internal static class ServerCheck
{
    /// <summary>Scripts that say what they do, sharded channels: Redis 7.0, and Valkey, which counts on from 7.2.</summary>
    private static readonly Version VersionMin = new(7, 0);

    private const string PolicyNeeded = "noeviction";

    /// <exception cref="LogStorageException">A primary is too old, or would throw entries away when memory runs
    /// out.</exception>
    public static async Task RunAsync(IConnectionMultiplexer connection, string servers)
    {
        List<IServer> primaries = [.. connection.GetServers().Where(static server => server is
        {
            IsConnected: true,
            IsReplica: false,
            ServerType: ServerType.Standalone or ServerType.Cluster,
        })];
        if (primaries.Count == 0)
            throw new LogStorageException($"{servers}: none of them is a primary now");
        foreach (IServer server in primaries)
            await CheckAsync(server).ConfigureAwait(false);
    }

    private static async Task CheckAsync(IServer server)
    {
        if (server.Version < VersionMin)
            throw Refused($"Redis {server.EndPoint} is version {server.Version}, {VersionMin} is needed at least");
        string? policy = (await server.InfoAsync("memory").ConfigureAwait(false))
            .SelectMany(static group => group)
            .FirstOrDefault(static pair => pair.Key == "maxmemory_policy").Value;
        if (policy != PolicyNeeded)
        {
            throw Refused(
                $"Redis {server.EndPoint} has maxmemory-policy {policy}, {PolicyNeeded} is needed: "
                + "any other throws entries of the log away when memory runs out");
        }
    }

    private static LogStorageException Refused(string message) => new(message) { IsDamage = true };
}
