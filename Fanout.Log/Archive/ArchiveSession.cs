using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Fanout.Log.Archive;

/// <summary>
/// One process's turn at archiving: a connection that holds the locks of its partitions and writes what they get. Whoever
/// loses the connection loses the locks with it. Safe for concurrent use; requests go one after another.
/// </summary>
/// <remarks>
/// Locks keep processes out of each other's way; that nothing is written twice or over something else is the work of
/// <see cref="WriteAsync"/>, whichever process calls it. A connection for each partition lost: a server of PostgreSQL has
/// a hundred by default, and a log up to 1,024 partitions.
/// </remarks>
internal sealed class ArchiveSession : IAsyncDisposable
{
    // A process or a network that is gone is noticed by the server within these, and its partitions are free.
    private const string Setup = """
        SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3;
        SET tcp_user_timeout = 5000; SET idle_in_transaction_session_timeout = 5000; SET lock_timeout = 5000;
        SET synchronous_commit = on;
        """;

    private readonly NpgsqlConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private ArchiveSession(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Connects, creates the tables where they are missing, and counts among those who archive from now on.</summary>
    /// <exception cref="LogStorageException">The server cannot be reached, or the archive is another log's.</exception>
    public static Task<ArchiveSession> OpenAsync(
        NpgsqlConnectionStringBuilder settings, int partitionCount, CancellationToken cancellationToken) =>
        ArchiveErrors.GuardAsync($"be reached as {ArchiveConnection.NameOf(settings)}", async () =>
        {
            // Not from a pool, which would keep the connection, and with it the locks.
            var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false };
            var connection = new NpgsqlConnection(own.ConnectionString);
            try
            {
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                await connection.RunAsync(Setup, cancellationToken).ConfigureAwait(false);
                await ArchiveSchema.PrepareAsync(connection, partitionCount, cancellationToken).ConfigureAwait(false);
                int self = RandomNumberGenerator.GetInt32(int.MaxValue);
                await connection.RunAsync(
                    "SELECT pg_advisory_lock($1, $2)", cancellationToken, ArchiveSchema.PresenceLock, self)
                    .ConfigureAwait(false);
                return new ArchiveSession(connection);
            }
            catch
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        });

    /// <summary>How many processes archive now, this one among them, and which partitions are held by any.</summary>
    public Task<(int ProcessCount, HashSet<int> Held)> LookAroundAsync(CancellationToken cancellationToken) =>
        RunAsync("look at its locks", async connection =>
        {
            // Two integers as the key of a lock are its classid and objid, with objsubid 2 (pg_locks).
            List<(int Class, int Key)> locks = await connection.ReadAllAsync(
                """
                SELECT classid::bigint, objid::bigint FROM pg_locks
                WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid::bigint IN ($1, $2)
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """,
                static row => ((int)row.GetInt64(0), (int)row.GetInt64(1)),
                cancellationToken,
                (long)ArchiveSchema.PresenceLock, (long)ArchiveSchema.PartitionLock).ConfigureAwait(false);
            return (
                locks.Count(static one => one.Class == ArchiveSchema.PresenceLock),
                locks.Where(static one => one.Class == ArchiveSchema.PartitionLock).Select(static one => one.Key).ToHashSet());
        }, cancellationToken);

    /// <summary>Takes a partition, unless another process has it.</summary>
    public Task<bool> TryTakeAsync(int partition, CancellationToken cancellationToken) =>
        RunAsync("take a partition", async connection => (await connection.ReadOneAsync(
            "SELECT pg_try_advisory_lock($1, $2)",
            static row => row.GetBoolean(0),
            cancellationToken,
            ArchiveSchema.PartitionLock, partition).ConfigureAwait(false))!.Value, cancellationToken);

    /// <summary>Leaves a partition to others.</summary>
    public Task ReleaseAsync(int partition, CancellationToken cancellationToken) =>
        RunAsync("give a partition up", connection => connection.RunAsync(
            "SELECT pg_advisory_unlock($1, $2)", cancellationToken, ArchiveSchema.PartitionLock, partition), cancellationToken);

    /// <summary>Runs a look-up.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync("be read", read, cancellationToken);

    /// <summary>Takes a step, all of it or nothing; it is durable then.</summary>
    /// <exception cref="ArchiveMovedException">The archive stands elsewhere: another process goes on with it.</exception>
    /// <exception cref="ArchiveConflictException">It has other content under the number of one of the entries.</exception>
    public Task WriteAsync(ArchiveStep step, long nowMs, CancellationToken cancellationToken) =>
        RunAsync("take entries", async connection =>
        {
            NpgsqlTransaction transaction = await connection
                .BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await MoveAsync(connection, step, cancellationToken).ConfigureAwait(false);
                foreach (ArchivedEpoch epoch in step.Begun)
                    await BeginAsync(connection, step.Partition, epoch, cancellationToken).ConfigureAwait(false);
                if (step.Gap is { } gap)
                    await NoteAsync(connection, step.Partition, gap, nowMs, cancellationToken).ConfigureAwait(false);
                await InsertAsync(connection, step, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
            return true;
        }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    /// <summary>Locks the partition's row, too: who comes at the same time waits, and then finds it moved.</summary>
    private static async Task MoveAsync(
        NpgsqlConnection connection, ArchiveStep step, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            "INSERT INTO fanout.partitions VALUES ($1, $2, 0, 0, $3, 0) ON CONFLICT (partition) DO NOTHING",
            cancellationToken,
            step.Partition, ArchivePlace.Start.Life, EntryColumns.ToBytes(ChainHash.None.Value)).ConfigureAwait(false);
        int moved = await connection.RunAsync(
            """
            UPDATE fanout.partitions SET life = $5, epoch = $6, sequence = $7, chain = $8, published_ms = $9
            WHERE partition = $1 AND life = $2 AND epoch = $3 AND sequence = $4
            """,
            cancellationToken,
            step.Partition,
            step.Before.Life, (long)step.Before.Position.Epoch, (long)step.Before.Position.Sequence,
            step.After.Life, (long)step.After.Position.Epoch, (long)step.After.Position.Sequence,
            EntryColumns.ToBytes(step.After.Chain.Value), step.After.PublishedMs).ConfigureAwait(false);
        if (moved == 0)
            throw new ArchiveMovedException($"the archive of partition {step.Partition} is no longer at {step.Before.Position}");
    }

    private static async Task BeginAsync(
        NpgsqlConnection connection, int partition, ArchivedEpoch epoch, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            """
            UPDATE fanout.epochs SET void_after = least(void_after, $3)
            WHERE partition = $1 AND life = $2
            """,
            cancellationToken,
            partition, epoch.Life, (long)epoch.VoidAfter!.Value).ConfigureAwait(false);
        await connection.RunAsync(
            """
            INSERT INTO fanout.epochs (partition, epoch, number, life, continues_sequence, continues_chain)
            SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 FROM fanout.epochs WHERE partition = $1
            """,
            cancellationToken,
            partition, (long)epoch.Epoch, epoch.Life, (long)epoch.ContinuesSequence,
            EntryColumns.ToBytes(epoch.ContinuesChain.Value)).ConfigureAwait(false);
    }

    private static Task<int> NoteAsync(
        NpgsqlConnection connection, int partition, ArchiveGap gap, long nowMs, CancellationToken cancellationToken) =>
        connection.RunAsync(
            "INSERT INTO fanout.gaps VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            cancellationToken,
            partition, gap.Life, (long)gap.After.Epoch, (long)gap.After.Sequence, (long)gap.Through, nowMs);

    private static async Task InsertAsync(
        NpgsqlConnection connection, ArchiveStep step, CancellationToken cancellationToken)
    {
        NpgsqlCommand insert = connection.Command(EntryColumns.Insert);
        await using (insert.ConfigureAwait(false))
        {
            EntryColumns.Bind(insert.Parameters, step.Partition, step.Entries);
            int inserted = await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            if (inserted == step.Entries.Count)
                return;
        }
        foreach (Entry entry in step.Entries)
        {
            ChainHash? there = await connection
                .FindChainAsync(step.Partition, entry.Position, cancellationToken).ConfigureAwait(false);
            if (there != entry.Chain)
            {
                throw new ArchiveConflictException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"entry {entry.Position} of partition {step.Partition} has chain hash {entry.Chain} in the log and {there} in the archive"));
            }
        }
    }

    private async Task<T> RunAsync<T>(
        string what, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection.State != System.Data.ConnectionState.Open)
                throw new LogStorageException($"PostgreSQL could not {what}: the connection is gone");
            return await ArchiveErrors.GuardAsync(what, () => work(_connection)).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
