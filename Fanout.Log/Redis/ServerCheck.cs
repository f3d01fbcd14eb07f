using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>Whether the servers may keep a log at all, before anything is asked of them.</summary>
internal static class ServerCheck
{
    /// <exception cref="LogStorageException">A primary is too old, or would throw entries away when memory runs
    /// out.</exception>
    public static async Task RunAsync(IConnectionMultiplexer connection, string servers)
    {
        IReadOnlyList<PrimaryState> primaries = await FindPrimariesAsync(connection, servers).ConfigureAwait(false);
        if (primaries.Select(static primary => primary.Problem).FirstOrDefault(static one => one is not null) is { } problem)
            throw new LogStorageException(problem) { IsDamage = true };
    }

    /// <exception cref="LogStorageException">There is none now.</exception>
    public static async Task<IReadOnlyList<PrimaryState>> FindPrimariesAsync(
        IConnectionMultiplexer connection, string servers)
    {
        IReadOnlyList<PrimaryState> primaries = await PrimaryState.ReadAllAsync(connection).ConfigureAwait(false);
        return primaries.Count > 0
            ? primaries
            : throw new LogStorageException($"{servers}: none of them is a primary now");
    }
}
