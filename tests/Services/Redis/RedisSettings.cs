namespace Fanout.Services.Redis;

/// <summary>How a <see cref="RedisServer"/> is started.</summary>
public sealed record RedisSettings
{
    /// <summary>What a client has to say to become the user <c>default</c>; nothing by default.</summary>
    public string? Password { get; init; }

    /// <summary>Further users, as Redis's <c>user</c> directive takes them: <c>alice on &gt;secret ~* &amp;* +@all</c>.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>The port on 127.0.0.1 of the server whose replica it begins as: a primary's, or a door's before it.</summary>
    public int? ReplicaOf { get; init; }

    /// <summary>
    /// How far the server's wall clock is ahead at its start, negative: behind. With a value, zero included, it can be
    /// shifted later too (<see cref="RedisServer.ShiftClockAsync"/>), for which libfaketime is needed.
    /// </summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>More lines of configuration; the last one that sets something wins.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gives the port by which it talks to the others of a cluster, for a server that is in one.</summary>
    internal Func<int>? ClusterPort { get; init; }

    internal IEnumerable<string> Configuration()
    {
        yield return "save \"\"";
        yield return "appendonly yes"; // written before a command is answered, so it outlives kill -9 of the process
        yield return "appendfsync no"; // what only a power cut would lose
        yield return "repl-diskless-sync-delay 0"; // do not wait for more replicas to come
        if (Password is not null)
        {
            yield return $"requirepass {Password}";
            yield return $"masterauth {Password}";
        }
        foreach (var user in Users)
            yield return $"user {user}";
        if (ReplicaOf is { } primary)
            yield return $"replicaof 127.0.0.1 {primary}";
        if (ClusterPort is not null)
        {
            yield return "cluster-enabled yes";
            yield return $"cluster-port {ClusterPort()}";
            yield return "cluster-node-timeout 2000"; // ms
        }
        foreach (var line in Lines)
            yield return line;
    }
}
