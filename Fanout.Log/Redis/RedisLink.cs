using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>
/// The way to the servers: runs scripts on the primary that has a partition, and says what a failure means. Safe for
/// concurrent use; requests are pipelined on one connection to each server.
/// </summary>
/// <remarks>Never a replica: every command demands the primary, and each script refuses to answer on a replica, because
/// the client learns of a failover later than the server does.</remarks>
internal sealed class RedisLink(TimeProvider time) : IAsyncDisposable
{
    /// <summary>A client that looks at the topology more often only disturbs the servers that are changing it.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private volatile IConnectionMultiplexer? _connection;
    private volatile IConnectionMultiplexer? _writing;
    private long _lookedAt;

    /// <summary>The connection for reading and, without <c>WAIT</c>, for everything.</summary>
    /// <exception cref="LogStorageException">There was none yet.</exception>
    public IConnectionMultiplexer Connection => _connection
        ?? throw new LogStorageException("there was no connection to Redis yet");

    /// <summary>
    /// From now on requests are sent, or sent here: those that wait for an answer of the connections before get none.
    /// </summary>
    /// <param name="connection">Reads, and writes unless there is another connection for that.</param>
    /// <param name="writing">The one that <c>WAIT</c> blocks; <see langword="null"/> without <c>WAIT</c>.</param>
    public async ValueTask UseAsync(IConnectionMultiplexer connection, IConnectionMultiplexer? writing)
    {
        IConnectionMultiplexer?[] before = [_connection, _writing];
        _writing = writing;
        _connection = connection;
        foreach (IConnectionMultiplexer? old in before)
        {
            if (old is not null)
                await old.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a script and answers.</summary>
    /// <param name="what">Completes “Redis could not …”.</param>
    /// <param name="script">What to run.</param>
    /// <param name="keys">All keys it touches.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="LogStorageException">No answer, or the server refused.</exception>
    public async ValueTask<RedisResult> RunAsync(
        string what, RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(Connection, script, keys, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or RedisTimeoutException or ObjectDisposedException)
        {
            Look(failure);
            throw RedisErrors.Explain(what, failure);
        }
    }

    /// <summary>The same for what changes the log, where a lost answer is an answer.</summary>
    /// <returns><see langword="null"/>: it may have happened or not; ask again.</returns>
    /// <exception cref="LogStorageException">The server refused, and nothing happened.</exception>
    public async ValueTask<RedisResult?> TryRunAsync(
        string what, RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        if ((_writing ?? _connection) is not { } connection)
            return null;
        try
        {
            return await SendAsync(connection, script, keys, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (RedisErrors.IsPassing(failure))
        {
            Look(failure);
            return null;
        }
        catch (RedisException failure)
        {
            throw RedisErrors.Explain(what, failure);
        }
    }

    /// <summary>Runs plain commands on the primary.</summary>
    /// <param name="what">Completes “Redis could not …”.</param>
    /// <param name="command">The commands; each demands the primary.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="LogStorageException">No answer, or the server refused.</exception>
    public async ValueTask<T> DoAsync<T>(
        string what, Func<IDatabase, Task<T>> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command(Connection.GetDatabase()).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or RedisTimeoutException or ObjectDisposedException)
        {
            Look(failure);
            throw RedisErrors.Explain(what, failure);
        }
    }

    /// <summary>As <see cref="TryRunAsync"/>, and answered only once that many replicas have what was written.</summary>
    public async ValueTask<RedisResult?> TryRunReplicatedAsync(
        string what,
        RedisScript script,
        RedisKey[] keys,
        RedisValue[] arguments,
        RedisReplication replication,
        CancellationToken cancellationToken)
    {
        if (_writing is not { } connection)
            return null;
        try
        {
            IServer server = connection.GetServer(keys[0], flags: CommandFlags.DemandMaster);
            var run = new ReplicatedRun(server, keys, arguments, replication);
            return await run.RunAsync(script, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (RedisErrors.IsPassing(failure))
        {
            Look(failure);
            return null;
        }
        catch (RedisException failure)
        {
            throw RedisErrors.Explain(what, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync().ConfigureAwait(false);
        if (_writing is { } writing)
            await writing.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<RedisResult> SendAsync(
        IConnectionMultiplexer connection,
        RedisScript script,
        RedisKey[] keys,
        RedisValue[] arguments,
        CancellationToken cancellationToken)
    {
        IDatabase database = connection.GetDatabase();
        try
        {
            return await database.ScriptEvaluateAsync(script.Hash, keys, arguments, CommandFlags.DemandMaster)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException failure) when (RedisErrors.IsScriptMissing(failure))
        {
            // A server that just started or was promoted: the text teaches it the script.
            return await database.ScriptEvaluateAsync(script.Text, keys, arguments, CommandFlags.DemandMaster)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at the topology where the server was not what it was taken for; does not wait for it.</summary>
    private void Look(Exception failure)
    {
        if (!RedisErrors.IsDemoted(failure))
            return;
        long lookedAt = Interlocked.Read(ref _lookedAt);
        if (lookedAt != 0 && time.GetElapsedTime(lookedAt) < LookEvery)
            return;
        if (Interlocked.CompareExchange(ref _lookedAt, time.GetTimestamp(), lookedAt) != lookedAt)
            return;
        _ = _connection?.ConfigureAsync();
        _ = _writing?.ConfigureAsync();
    }
}
