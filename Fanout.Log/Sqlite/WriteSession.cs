using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>
/// The writer's connection. What a transaction changes about the partitions is staged here: it is written when the
/// transaction commits and forgotten when it does not. Used by the writer's thread alone.
/// </summary>
internal sealed class WriteSession : SqliteSession
{
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _writeRecord;
    private readonly SqliteCommand _writeEpoch;
    private readonly SqliteCommand _newestSnapshot;
    private readonly SqliteCommand _insertSnapshot;
    private readonly SqliteCommand _insertSnapshotMatch;
    private readonly SqliteCommand _trimSnapshotMatches;
    private readonly SqliteCommand _trimAbsent;
    private readonly SqliteCommand _trimSnapshots;
    private readonly PartitionRecord[] _committed;
    private readonly Dictionary<int, PartitionRecord> _staged = [];

    public WriteSession(SqliteConnection connection, int partitionCount) : base(connection)
    {
        _begin = Prepare("BEGIN IMMEDIATE", 0);
        _commit = Prepare("COMMIT", 0);
        _rollback = Prepare("ROLLBACK", 0);
        _insert = Prepare($"INSERT INTO entries ({EntryRow.Columns}) VALUES ({EntryRow.Values})", EntryRow.ColumnCount);
        _writeRecord = Prepare(
            "UPDATE partitions SET epoch = $1, sequence = $2, chain = $3, published_ms = $4, sealed_run_id = $5 "
            + "WHERE partition = $0", 6);
        _writeEpoch = Prepare(
            "INSERT INTO epochs (partition, ordinal, epoch, continues_epoch, continues_sequence) "
            + "VALUES ($0, $1, $2, $3, $4)", 5);
        _newestSnapshot = Prepare("SELECT max(sequence) FROM snapshots WHERE partition = $0 AND sequence <= $1", 2);
        _insertSnapshot = Prepare(
            "INSERT INTO snapshots (partition, sequence, epoch, chain, published_ms) VALUES ($0, $1, $2, $3, $4)", 5);
        _insertSnapshotMatch = Prepare(
            "INSERT INTO snapshot_matches "
            + "(partition, match_id, sequence, match_epoch, match_sequence, public, writer, retired) "
            + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7)", 8);
        _trimSnapshotMatches = Prepare(
            "DELETE FROM snapshot_matches AS old WHERE partition = $0 AND sequence < $1 AND EXISTS ("
            + "SELECT 1 FROM snapshot_matches AS newer WHERE newer.partition = old.partition "
            + "AND newer.match_id = old.match_id AND newer.sequence > old.sequence AND newer.sequence <= $1)", 2);
        _trimAbsent = Prepare(
            "DELETE FROM snapshot_matches WHERE partition = $0 AND sequence <= $1 AND retired = 1 "
            + "AND match_sequence = 0", 2);
        _trimSnapshots = Prepare("DELETE FROM snapshots WHERE partition = $0 AND sequence < $1", 2);
        _committed = [.. Enumerable.Range(0, partitionCount).Select(ReadRecord)];
    }

    /// <summary>Partitions that the open transaction changed.</summary>
    public IReadOnlyDictionary<int, PartitionRecord> Staged => _staged;

    public PartitionRecord RecordOf(int partition) => _staged.GetValueOrDefault(partition, _committed[partition]);

    public void Stage(int partition, PartitionRecord record) => _staged[partition] = record;

    public void Begin() => _begin.ExecuteNonQuery();

    /// <summary>
    /// Writes the staged records and commits: when this returns, everything of the transaction is on the disk.
    /// </summary>
    public void Commit()
    {
        foreach ((int partition, PartitionRecord record) in _staged)
            Write(partition, record);
        _commit.ExecuteNonQuery();
    }

    /// <summary>
    /// From now on the staged records are the committed ones. Separate from <see cref="Commit"/> so that readers can be
    /// told what changed.
    /// </summary>
    public void Adopt()
    {
        foreach ((int partition, PartitionRecord record) in _staged)
            _committed[partition] = record;
        _staged.Clear();
    }

    /// <summary>
    /// Forgets the transaction. SQLite may have rolled back by itself already, after which its own answer is an error.
    /// </summary>
    public void Rollback()
    {
        _staged.Clear();
        try
        {
            _rollback.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
        }
    }

    public void Insert(Entry entry)
    {
        EntryRow.Bind(_insert.Parameters, entry);
        _insert.ExecuteNonQuery();
    }

    public SnapshotOutcome SaveSnapshot(PartitionSnapshot snapshot)
    {
        SnapshotOutcome outcome = SnapshotRules.Judge(
            snapshot,
            RecordOf(snapshot.Partition).Head.Epoch,
            NewestSnapshot(snapshot.Partition, ulong.MaxValue) ?? 0,
            ChainAt(snapshot.Partition, snapshot.Position.Sequence));
        if (outcome == SnapshotOutcome.Saved)
            InsertSnapshot(snapshot);
        return outcome;
    }

    /// <summary>Writes a snapshot above all others without judging it.</summary>
    public void InsertSnapshot(PartitionSnapshot snapshot)
    {
        Run(_insertSnapshot, snapshot.Partition, (long)snapshot.Position.Sequence, (long)snapshot.Position.Epoch,
            EntryRow.ToBytes(snapshot.Chain.Value), snapshot.PublishedMs);
        foreach (MatchSnapshot match in snapshot.Matches)
        {
            Run(_insertSnapshotMatch, snapshot.Partition, match.MatchId, (long)snapshot.Position.Sequence,
                (long)match.Position.Epoch, (long)match.Position.Sequence,
                EntryRow.ToBlob(match.Public), EntryRow.ToBlob(match.Writer), match.IsRetired ? 1L : 0L);
        }
    }

    /// <summary>
    /// Drops the snapshots below the newest one at or below a sequence. Entries stay: this log is its own archive.
    /// </summary>
    public void TrimSnapshots(int partition, ulong through)
    {
        if (NewestSnapshot(partition, through) is not { } newest)
            return;
        Run(_trimSnapshotMatches, partition, (long)newest);
        Run(_trimAbsent, partition, (long)newest); // nothing before them is left
        Run(_trimSnapshots, partition, (long)newest);
    }

    private ulong? NewestSnapshot(int partition, ulong sequenceMax)
    {
        _newestSnapshot.Parameters[0].Value = partition;
        _newestSnapshot.Parameters[1].Value = (long)Math.Min(sequenceMax, long.MaxValue);
        return _newestSnapshot.ExecuteScalar() is long sequence ? (ulong)sequence : null;
    }

    private void Write(int partition, PartitionRecord record)
    {
        Run(_writeRecord, partition, (long)record.Head.Epoch, (long)record.Head.Sequence,
            EntryRow.ToBytes(record.Chain.Value), record.PublishedMs, record.SealedRunId);
        for (int ordinal = _committed[partition].Epochs.Count; ordinal < record.Epochs.Count; ordinal++)
        {
            EpochStart start = record.Epochs[ordinal];
            Run(_writeEpoch, partition, ordinal, (long)start.Epoch,
                (long)start.Continues.Epoch, (long)start.Continues.Sequence);
        }
    }

    private static void Run(SqliteCommand command, params object[] values)
    {
        for (int index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index];
        command.ExecuteNonQuery();
    }
}
