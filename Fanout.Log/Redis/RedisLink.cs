using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>
/// The way to the servers: runs scripts on the primary that has a partition, and says what a failure means. Safe for
/// concurrent use; requests are pipelined on one connection to each server.
/// </summary>
/// <remarks>Never a replica: every command demands the primary, and each script refuses to answer on a replica, because
/// the client learns of a failover later than the server does.</remarks>
/// <param name="time">Counts what follows.</param>
/// <param name="answerWithin">
/// After that a request counts as lost: the client's own patience ends with the connection that it is counted on.
/// </param>
internal sealed class RedisLink(TimeProvider time, TimeSpan answerWithin) : IAsyncDisposable
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
        await CloseAsync(before).ConfigureAwait(false);
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
        catch (Exception failure) when (IsFromClient(failure, cancellationToken))
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
        catch (Exception failure) when (IsFromClient(failure, cancellationToken))
        {
            Look(failure);
            return RedisErrors.IsPassing(failure) ? null : throw RedisErrors.Explain(what, failure);
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
            return await HearAsync(command(Connection.GetDatabase()), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsFromClient(failure, cancellationToken))
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
        if ((_writing ?? _connection) is not { } connection)
            return null;
        try
        {
            IServer server = connection.GetServer(keys[0], flags: CommandFlags.DemandMaster);
            var run = new ReplicatedRun(server, keys, arguments, replication);
            return await HearAsync(run.RunAsync(script, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsFromClient(failure, cancellationToken))
        {
            Look(failure);
            return RedisErrors.IsPassing(failure) ? null : throw RedisErrors.Explain(what, failure);
        }
    }

    public ValueTask DisposeAsync() => CloseAsync([_connection, _writing]);

    /// <summary>Does not wait for what is still under way: it may never be answered.</summary>
    private static async ValueTask CloseAsync(IConnectionMultiplexer?[] connections)
    {
        foreach (IConnectionMultiplexer? connection in connections)
        {
            if (connection is null)
                continue;
            await connection.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<RedisResult> SendAsync(
        IConnectionMultiplexer connection,
        RedisScript script,
        RedisKey[] keys,
        RedisValue[] arguments,
        CancellationToken cancellationToken)
    {
        IDatabase database = connection.GetDatabase();
        try
        {
            return await HearAsync(
                database.ScriptEvaluateAsync(script.Hash, keys, arguments, CommandFlags.DemandMaster),
                cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException failure) when (RedisErrors.IsScriptMissing(failure))
        {
            // A server that just started or was promoted: the text teaches it the script.
            return await HearAsync(
                database.ScriptEvaluateAsync(script.Text, keys, arguments, CommandFlags.DemandMaster),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<T> HearAsync<T>(Task<T> answer, CancellationToken cancellationToken) =>
        answer.WaitAsync(answerWithin, time, cancellationToken);

    /// <summary>
    /// Whether a request failed at the client or the server, not because who asked gave it up. Of any type: requests on a
    /// connection that is closed under them end with whatever its parts throw.
    /// </summary>
    private static bool IsFromClient(Exception failure, CancellationToken cancellationToken) =>
        failure is not LogStorageException
        && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested);

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
