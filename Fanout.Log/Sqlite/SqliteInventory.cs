using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>What the tables of an embedded log are about, and where they contradict one another: nobody who reads one partition sees that.</summary>
/// <param name="PartitionCount">Partitions that there is anything of, 1 to <see cref="Partitioning.CountMax"/>, whatever the log says.</param>
/// <param name="RunId">Run of the log.</param>
/// <param name="Faults">The contradictions.</param>
internal sealed record SqliteInventory(int PartitionCount, string RunId, IReadOnlyList<Finding> Faults)
{
    /// <summary>
    /// The number of partitions as their own tables have it; 1023 is <see cref="Partitioning.CountMax"/> − 1, and an entry's
    /// id is as <see cref="SqliteSchema.Steps"/> says.
    /// </summary>
    private const string CountSql =
        """
        SELECT 1 + max(
            (SELECT coalesce(max(partition), 0) FROM partitions WHERE partition BETWEEN 0 AND 1023),
            (SELECT coalesce(max(id), 0) FROM entries) >> 53,
            (SELECT coalesce(max(partition), 0) FROM snapshots WHERE partition BETWEEN 0 AND 1023))
        """;

    private const string UnknownEpochsSql =
        "SELECT partition, epoch, sequence FROM partitions WHERE epoch <> 0 "
        + "AND NOT EXISTS (SELECT 1 FROM epochs WHERE epochs.partition = partitions.partition AND epochs.epoch = partitions.epoch)";

    /// <summary>Looks at one state of the file.</summary>
    /// <param name="connection">A connection of its own.</param>
    /// <param name="path">Names the file in errors.</param>
    /// <exception cref="LogStorageException">There is no log in the tables.</exception>
    public static SqliteInventory Read(SqliteConnection connection, string path)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        (long said, string runId) = SqliteFile.ReadLog(connection)
            ?? throw new LogStorageException($"{path} has the tables of a log and no log in them") { IsDamage = true };
        try
        {
            return Compare(connection, said, runId);
        }
        catch (SqliteException failure) when (SqliteErrors.IsDamage(failure))
        {
            // Who reads the partitions finds out where: as many as the log says, as far as there can be so many.
            return new SqliteInventory((int)Math.Clamp(said, Partitioning.CountMin, Partitioning.CountMax), runId, []);
        }
    }

    private static SqliteInventory Compare(SqliteConnection connection, long said, string runId)
    {
        using SqliteCommand count = connection.CreateCommand();
        count.CommandText = CountSql;
        int there = (int)Math.Clamp((long)count.ExecuteScalar()!, Partitioning.CountMin, Partitioning.CountMax);
        var faults = new List<Finding>();
        if (said != there)
        {
            faults.Add(new Finding(
                FindingKind.Partitions, 0, LogPosition.Start, null,
                string.Create(CultureInfo.InvariantCulture, $"a partition_count of {there}, as many as the tables have"),
                said.ToString(CultureInfo.InvariantCulture)));
        }
        AddUnknownEpochs(connection, there, faults);
        return new SqliteInventory(there, runId, faults);
    }

    /// <summary>Where positions of the current epoch would be answered as those of one that nobody knows, once another begins.</summary>
    private static void AddUnknownEpochs(SqliteConnection connection, int partitionCount, List<Finding> faults)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = UnknownEpochsSql;
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            if (row.GetInt64(0) is var partition && (partition < 0 || partition >= partitionCount))
                continue;
            var head = new LogPosition((uint)row.GetInt64(1), (ulong)row.GetInt64(2));
            faults.Add(new Finding(
                FindingKind.Epoch, (int)partition, head, null,
                $"epoch {head.Epoch} of the head among the epochs of the partition", "no such epoch"));
        }
    }
}
