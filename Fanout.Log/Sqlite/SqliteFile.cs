using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>The database file: connections to it, and what is written when it is created or opened.</summary>
internal static class SqliteFile
{
    private const int RunIdBytes = 8;

    /// <summary>A connection of our own; the provider's pool would keep the file open behind our back.</summary>
    public static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Creates the log's tables or checks them, and says under which run the log answers.</summary>
    /// <param name="connection">The writer's connection.</param>
    /// <param name="path">Names the file in errors.</param>
    /// <param name="options">Partition count, and whether a new run begins.</param>
    /// <exception cref="LogStorageException">The file does not fit the options or this program.</exception>
    public static string Prepare(SqliteConnection connection, string path, EventLogOptions options)
    {
        SqliteSchema.Prepare(connection, path);
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        string runId = ReadLog(connection) is { } stored
            ? CheckStored(stored, path, options)
            : Create(connection, options.PartitionCount);
        if (options.Restored)
            runId = BeginRun(connection);
        transaction.Commit();
        return runId;
    }

    /// <summary>From now on the log answers under another run, and every partition is unsealed.</summary>
    public static string BeginRun(SqliteConnection connection)
    {
        string runId = DrawRunId();
        Execute(connection, "UPDATE log SET run_id = $0", runId);
        return runId;
    }

    /// <summary>Partition count and run of the log; <see langword="null"/> in a file that has none yet.</summary>
    public static (long PartitionCount, string RunId)? ReadLog(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT partition_count, run_id FROM log";
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetString(1)) : null;
    }

    private static string CheckStored((long PartitionCount, string RunId) stored, string path, EventLogOptions options)
    {
        if (stored.PartitionCount != options.PartitionCount)
        {
            throw new LogStorageException(
                $"{path} was created with {stored.PartitionCount} partitions and the setting says "
                + $"{options.PartitionCount}; the count of a log is fixed when it is created");
        }
        return stored.RunId;
    }

    private static string Create(SqliteConnection connection, int partitionCount)
    {
        string runId = DrawRunId();
        Execute(connection, "INSERT INTO log (partition_count, run_id) VALUES ($0, $1)", partitionCount, runId);
        for (int partition = 0; partition < partitionCount; partition++)
        {
            Execute(
                connection,
                "INSERT INTO partitions (partition, epoch, sequence, chain, published_ms, sealed_run_id) "
                + "VALUES ($0, 0, 0, $1, 0, $2)",
                partition, EntryRow.ToBytes(ChainHash.None.Value), runId);
        }
        return runId;
    }

    private static string DrawRunId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RunIdBytes));

    private static void Execute(SqliteConnection connection, string sql, params object[] values)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text given here is a constant of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int index = 0; index < values.Length; index++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${index}"), values[index]);
        command.ExecuteNonQuery();
    }
}
