using Npgsql;

namespace Fanout.Log.Archive;

/// <summary>
/// The tables of the archive and their versions, in the schema <c>fanout</c> of a database. A database of a newer version
/// is refused, an older one brought up to date by whoever comes first.
/// </summary>
internal static class ArchiveSchema
{
    /// <summary>First key of every advisory lock of the archive: "FANA", and what it is for.</summary>
    public const int MigrationLock = 0x46_41_4E_00;

    /// <summary>The second key is a partition: whoever holds it archives that.</summary>
    public const int PartitionLock = 0x46_41_4E_01;

    /// <summary>The second key is random: each process that archives holds one, so that they can be counted.</summary>
    public const int PresenceLock = 0x46_41_4E_02;

    private const string Versions = """
        CREATE TABLE IF NOT EXISTS fanout.log (
            version         integer NOT NULL,
            partition_count integer NOT NULL
        );
        """;

    /// <summary>The steps from each version to the next; the number of steps is the current version.</summary>
    /// <remarks>
    /// Keys are bytes: a provider's id may have characters that a text of PostgreSQL cannot hold. A life is what the
    /// store of the log went on with; it ends where the store came back with nothing that the archive knows. An entry
    /// above its epoch's <c>void_after</c> is void: the log went on without it.
    /// </remarks>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE fanout.partitions (
            partition    integer PRIMARY KEY,
            life         integer NOT NULL,
            epoch        bigint  NOT NULL,
            sequence     bigint  NOT NULL,
            chain        bytea   NOT NULL,
            published_ms bigint  NOT NULL
        );
        CREATE TABLE fanout.epochs (
            partition          integer NOT NULL,
            epoch              bigint  NOT NULL,
            number             integer NOT NULL,
            life               integer NOT NULL,
            continues_sequence bigint  NOT NULL,
            continues_chain    bytea   NOT NULL,
            void_after         bigint,
            PRIMARY KEY (partition, epoch),
            UNIQUE (partition, number)
        );
        CREATE TABLE fanout.gaps (
            partition        integer NOT NULL,
            life             integer NOT NULL,
            after_epoch      bigint  NOT NULL,
            after_sequence   bigint  NOT NULL,
            through_sequence bigint  NOT NULL,
            noticed_ms       bigint  NOT NULL,
            PRIMARY KEY (partition, life, after_sequence)
        );
        CREATE TABLE fanout.entries (
            sequence           bigint   NOT NULL,
            epoch              bigint   NOT NULL,
            match_sequence     bigint   NOT NULL,
            continues_epoch    bigint   NOT NULL,
            continues_sequence bigint   NOT NULL,
            published_ms       bigint   NOT NULL,
            partition          integer  NOT NULL,
            kind               smallint NOT NULL,
            retention          smallint NOT NULL,
            life               smallint NOT NULL,
            match_id           text COLLATE "C" NOT NULL,
            chain              bytea    NOT NULL,
            content_digest     bytea    NOT NULL,
            key                bytea    NOT NULL,
            public             bytea    NOT NULL,
            writer             bytea    NOT NULL,
            PRIMARY KEY (partition, sequence, epoch)
        );
        CREATE INDEX entries_by_match ON fanout.entries (match_id, match_sequence);
        CREATE VIEW fanout.history AS
            SELECT entries.*, epochs.life AS store_life, epochs.number AS epoch_number,
                   coalesce(entries.sequence > epochs.void_after, false) AS void
            FROM fanout.entries JOIN fanout.epochs USING (partition, epoch);
        """,
    ];

    /// <summary>Creates what is missing, one process after another.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="partitionCount">Partitions of the log whose archive it is to be.</param>
    /// <exception cref="LogStorageException">It is the archive of a log with another number of partitions, or of a newer
    /// version of this program.</exception>
    public static async Task PrepareAsync(
        NpgsqlConnection connection, int partitionCount, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection
            .BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await RunAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock}, 0)", cancellationToken)
                .ConfigureAwait(false);
            // IF NOT EXISTS would need the right to create a schema even where there is one.
            if (!await IsThereAsync(connection, "to_regnamespace('fanout')", cancellationToken).ConfigureAwait(false))
                await RunAsync(connection, "CREATE SCHEMA fanout", cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, Versions, cancellationToken).ConfigureAwait(false);
            (int version, int? partitions) = await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            Check(version, partitions, partitionCount);
            for (int step = version; step < Steps.Length; step++)
                await RunAsync(connection, Steps[step], cancellationToken).ConfigureAwait(false);
            string note = partitions is null
                ? $"INSERT INTO fanout.log VALUES ({Steps.Length}, {partitionCount})"
                : $"UPDATE fanout.log SET version = {Steps.Length} WHERE version < {Steps.Length}";
            await RunAsync(connection, note, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Partitions of the log whose archive this is, for who only reads.</summary>
    /// <exception cref="FileNotFoundException">There is no archive.</exception>
    /// <exception cref="LogStorageException">It is of another version.</exception>
    public static async Task<int> ReadPartitionCountAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await IsThereAsync(connection, "to_regclass('fanout.log')", cancellationToken).ConfigureAwait(false))
            throw new FileNotFoundException("there is no archive in this database");
        (int version, int? partitions) = await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        if (partitions is not { } count)
            throw new FileNotFoundException("there is no archive in this database");
        Check(version, count, count);
        return version == Steps.Length
            ? count
            : throw new LogStorageException(
                $"the archive has schema version {version}, this program reads {Steps.Length}: start a server with it once");
    }

    private static void Check(int version, int? partitions, int partitionCount)
    {
        if (version > Steps.Length)
        {
            throw new LogStorageException(
                $"the archive has schema version {version}, this program knows up to {Steps.Length}: a newer one wrote it")
            {
                IsDamage = true,
            };
        }
        if (partitions is { } count && count != partitionCount)
        {
            throw new LogStorageException(
                $"the archive is that of a log with {count} partitions, the log has {partitionCount}")
            {
                IsDamage = true,
            };
        }
    }

    private static async Task<(int Version, int? PartitionCount)> ReadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT version, partition_count FROM fanout.log", connection);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                return await row.ReadAsync(cancellationToken).ConfigureAwait(false)
                    ? (row.GetInt32(0), row.GetInt32(1))
                    : (0, null);
            }
        }
    }

    private static async Task<bool> IsThereAsync(
        NpgsqlConnection connection, string lookup, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Every text given here is a constant of this file.
        var command = new NpgsqlCommand($"SELECT {lookup} IS NOT NULL", connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
            return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Every text given here is made of constants and numbers.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
