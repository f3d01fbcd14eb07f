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

    /// <summary>More lines of configuration; the last one that sets something wins.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    internal IEnumerable<string> Configuration(int port)
    {
        yield return $"port {port}";
        yield return "bind 127.0.0.1";
        yield return "protected-mode no";
        yield return "daemonize no";
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
        foreach (var line in Lines)
            yield return line;
    }
}
