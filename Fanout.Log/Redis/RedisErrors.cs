using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>What a failure of the server or of the way to it means.</summary>
internal static class RedisErrors
{
    /// <summary>
    /// Beginnings of errors with which a server says that it cannot answer <em>now</em>: it starts, is a replica, is
    /// busy with a script, has too few replicas, cannot write to its disk, was demoted while it made us wait, or Cluster
    /// is moving slots.
    /// </summary>
    private static readonly string[] Passing =
    [
        "LOADING", "READONLY", "DEMOTED", "MASTERDOWN", "NOREPLICAS", "BUSY", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK",
        "MISCONF", "UNBLOCKED",
        "Key has MOVED", // the client's words where it was told not to redirect; it remembers the new place
    ];

    /// <summary>
    /// Whether to ask again will help, once the server or the way to it is well. Only a server can say that it will not:
    /// of whatever else a client throws while connections come and go, nobody knows whether the request was carried out.
    /// </summary>
    public static bool IsPassing(Exception failure) =>
        failure is not RedisServerException server || StartsWithAny(server.Message, Passing);

    /// <summary>Whether the server that answered is no primary: the topology changed and must be looked at.</summary>
    public static bool IsDemoted(Exception failure) =>
        failure is RedisServerException server && StartsWithAny(server.Message, ["READONLY", "DEMOTED"]);

    /// <summary>Whether the server knows us by no password that it takes; also where the client only says that it has no connection.</summary>
    public static bool IsUnauthenticated(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
                || (cause is RedisException && StartsWithAny(cause.Message, ["NOAUTH", "WRONGPASS"])))
            {
                return true;
            }
        }
        return false;
    }

    public static bool IsScriptMissing(RedisServerException failure) =>
        failure.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    /// <summary>What the log's callers are told.</summary>
    public static LogStorageException Explain(string what, Exception failure)
    {
        if (failure is RedisServerException && failure.Message.StartsWith("PARTITIONS -", StringComparison.Ordinal))
            return Unfinished();
        if (failure is RedisServerException && failure.Message.StartsWith("PARTITIONS ", StringComparison.Ordinal))
        {
            return new LogStorageException(
                $"the log in Redis has {failure.Message["PARTITIONS ".Length..]} partitions, another number is set", failure)
            {
                IsDamage = true,
            };
        }
        return failure.Message.StartsWith("OOM", StringComparison.Ordinal)
            ? new LogStorageException($"Redis is out of memory and took nothing: {what} was denied", failure) { IsNoRoom = true }
            : new LogStorageException($"Redis could not {what}: {failure.Message}", failure);
    }

    /// <summary>Somebody copies a log into this Redis, or did and was stopped.</summary>
    public static LogStorageException Unfinished() =>
        new("a log is being copied into this Redis (fanout log migrate), or such a copy was broken off: until one is whole there is none")
        {
            IsDamage = true,
        };

    private static bool StartsWithAny(string message, string[] beginnings) =>
        Array.Exists(beginnings, beginning => message.StartsWith(beginning, StringComparison.Ordinal));
}
