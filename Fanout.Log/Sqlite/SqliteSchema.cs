using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>
/// The tables of the embedded log and their versions. A file of a newer version is refused, an older one brought up to
/// date at open.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>Marks the file as ours (PRAGMA application_id): "FANL".</summary>
    public const int ApplicationId = 0x46_41_4E_4C;

    /// <summary>The steps from each version to the next; the number of steps is the current version.</summary>
    /// <remarks>
    /// <c>entries.id</c> is partition · 2⁵³ + sequence, so that one B-tree holds the partitions' entries side by side
    /// in their order, without a second index to write: 10 bits for 1,024 partitions and 53 for the sequence fill the
    /// 63 of a row id.
    /// </remarks>
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE log (
            partition_count INTEGER NOT NULL,
            run_id          TEXT    NOT NULL
        ) STRICT;
        CREATE TABLE partitions (
            partition      INTEGER PRIMARY KEY,
            epoch          INTEGER NOT NULL,
            sequence       INTEGER NOT NULL,
            chain          BLOB    NOT NULL,
            published_ms   INTEGER NOT NULL,
            sealed_run_id  TEXT    NOT NULL
        ) STRICT;
        CREATE TABLE epochs (
            partition          INTEGER NOT NULL,
            ordinal            INTEGER NOT NULL,
            epoch              INTEGER NOT NULL,
            continues_epoch    INTEGER NOT NULL,
            continues_sequence INTEGER NOT NULL,
            PRIMARY KEY (partition, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE entries (
            id                 INTEGER PRIMARY KEY,
            epoch              INTEGER NOT NULL,
            match_id           TEXT    NOT NULL,
            match_sequence     INTEGER NOT NULL,
            kind               INTEGER NOT NULL,
            key                TEXT    NOT NULL,
            content_digest     BLOB    NOT NULL,
            retention          INTEGER NOT NULL,
            life               INTEGER NOT NULL,
            continues_epoch    INTEGER NOT NULL,
            continues_sequence INTEGER NOT NULL,
            public             BLOB    NOT NULL,
            writer             BLOB    NOT NULL,
            published_ms       INTEGER NOT NULL,
            chain              BLOB    NOT NULL
        ) STRICT;
        CREATE INDEX entries_by_key ON entries (key);
        CREATE INDEX entries_by_match ON entries (match_id, match_sequence) WHERE match_sequence > 0;
        CREATE TABLE snapshots (
            partition    INTEGER NOT NULL,
            sequence     INTEGER NOT NULL,
            epoch        INTEGER NOT NULL,
            chain        BLOB    NOT NULL,
            published_ms INTEGER NOT NULL,
            PRIMARY KEY (partition, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE snapshot_matches (
            partition      INTEGER NOT NULL,
            match_id       TEXT    NOT NULL,
            sequence       INTEGER NOT NULL,
            match_epoch    INTEGER NOT NULL,
            match_sequence INTEGER NOT NULL,
            public         BLOB    NOT NULL,
            writer         BLOB    NOT NULL,
            PRIMARY KEY (partition, match_id, sequence)
        ) STRICT;
        """,
        // How a match stood when it retired; one without a public position stands for its absence from then on.
        "ALTER TABLE snapshot_matches ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;",
    ];

    /// <summary>
    /// Creates the tables in a new file, or checks and updates those of an old one. A file that is refused is left as
    /// it was.
    /// </summary>
    /// <exception cref="LogStorageException">The file is of another program or of a newer version.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        long version = CheckOwn(connection, path);

        // WAL: readers never wait for the writer. FULL: a commit is on the disk before it is answered. fullfsync: what
        // FULL means on macOS.
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1;");
        // 64 MiB: what a long read makes the write-ahead log grow beyond is given back.
        Execute(connection, "PRAGMA journal_size_limit = 67108864");
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        for (int step = (int)version; step < Steps.Count; step++)
            Execute(connection, Steps[step]);
        Execute(connection, string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Steps.Count};"));
        transaction.Commit();
    }

    /// <summary>Checks the tables of a file that is only read, and so cannot be brought up to date.</summary>
    /// <exception cref="LogStorageException">The file is of another program or of another version.</exception>
    public static void CheckCurrent(SqliteConnection connection, string path)
    {
        long version = CheckOwn(connection, path);
        if (version < Steps.Count)
        {
            throw new LogStorageException(
                $"{path} has schema version {version}, this program reads {Steps.Count}: start the server with it once");
        }
    }

    /// <returns>The version of the file; 0 for one without tables.</returns>
    private static long CheckOwn(SqliteConnection connection, string path)
    {
        long application = ReadPragma(connection, "application_id");
        long version = ReadPragma(connection, "user_version");
        bool isEmpty = ReadNumber(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (application != ApplicationId && !isEmpty)
        {
            throw new LogStorageException(
                $"{path} is a database of another program (application id {application}, ours is {ApplicationId})");
        }

        if (version > Steps.Count)
        {
            throw new LogStorageException(
                $"{path} has schema version {version}, this program knows up to {Steps.Count}: a newer one wrote it");
        }
        return version;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text given here is a constant of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static long ReadPragma(SqliteConnection connection, string name) =>
        ReadNumber(connection, "PRAGMA " + name);

    private static long ReadNumber(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text given here is a constant of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}
