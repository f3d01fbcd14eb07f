using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>
/// One connection and the questions that the writer and the readers both ask. Used by one thread at a time; statements
/// stay prepared.
/// </summary>
internal class SqliteSession : IDisposable
{
    private readonly SqliteCommand _readRecord;
    private readonly SqliteCommand _readEpochs;
    private readonly SqliteCommand _findKey;
    private readonly SqliteCommand _matchHead;
    private readonly SqliteCommand _chainAt;
    private readonly List<SqliteCommand> _commands = [];

    public SqliteSession(SqliteConnection connection)
    {
        Connection = connection;
        _readRecord = Prepare(
            "SELECT epoch, sequence, chain, published_ms, sealed_run_id FROM partitions WHERE partition = $0", 1);
        _readEpochs = Prepare(
            "SELECT epoch, continues_epoch, continues_sequence FROM epochs WHERE partition = $0 ORDER BY ordinal", 1);
        _findKey = Prepare(
            "SELECT content_digest, epoch, id, match_sequence, published_ms FROM entries "
            + "WHERE key = $0 AND id BETWEEN $1 AND $2", 3);
        _matchHead = Prepare(
            "SELECT epoch, match_sequence FROM entries WHERE match_id = $0 AND match_sequence > 0 "
            + "ORDER BY match_sequence DESC LIMIT 1", 1);
        _chainAt = Prepare("SELECT chain, epoch FROM entries WHERE id = $0", 1);
    }

    /// <summary>The statements that stay prepared, as text.</summary>
    public IEnumerable<string> Statements => _commands.Select(static command => command.CommandText);

    protected SqliteConnection Connection { get; }

    public PartitionRecord ReadRecord(int partition)
    {
        List<EpochStart> epochs = [];
        _readEpochs.Parameters[0].Value = partition;
        using (SqliteDataReader row = _readEpochs.ExecuteReader())
        {
            while (row.Read())
            {
                epochs.Add(new EpochStart(
                    (uint)row.GetInt64(0), new LogPosition((uint)row.GetInt64(1), (ulong)row.GetInt64(2))));
            }
        }
        _readRecord.Parameters[0].Value = partition;
        using SqliteDataReader record = _readRecord.ExecuteReader();
        if (!record.Read())
        {
            throw new LogStorageException($"{Connection.DataSource} has no record of partition {partition}")
            {
                IsDamage = true,
            };
        }
        return new PartitionRecord
        {
            Head = new LogPosition((uint)record.GetInt64(0), (ulong)record.GetInt64(1)),
            Chain = EntryRow.ReadChain(record, 2),
            PublishedMs = record.GetInt64(3),
            SealedRunId = record.GetString(4),
            Epochs = epochs,
        };
    }

    public KeyPlace? FindKey(int partition, string key)
    {
        _findKey.Parameters[0].Value = key;
        _findKey.Parameters[1].Value = EntryRow.IdOf(partition, 0);
        _findKey.Parameters[2].Value = EntryRow.LastIdOf(partition);
        using SqliteDataReader row = _findKey.ExecuteReader();
        if (!row.Read())
            return null;
        uint epoch = (uint)row.GetInt64(1);
        return new KeyPlace(
            EntryRow.ReadDigest(row, 0),
            new EntryPlace(
                new LogPosition(epoch, EntryRow.SequenceOf(row.GetInt64(2))),
                new MatchPosition(epoch, (uint)row.GetInt64(3)),
                row.GetInt64(4)));
    }

    public MatchPosition? MatchHead(string matchId)
    {
        _matchHead.Parameters[0].Value = matchId;
        using SqliteDataReader row = _matchHead.ExecuteReader();
        return row.Read() ? new MatchPosition((uint)row.GetInt64(0), (uint)row.GetInt64(1)) : null;
    }

    /// <summary>Epoch and chain hash of an entry; <see langword="null"/> if there is none at that sequence.</summary>
    public (uint Epoch, ChainHash Chain)? ChainAt(int partition, ulong sequence)
    {
        _chainAt.Parameters[0].Value = EntryRow.IdOf(partition, sequence);
        using SqliteDataReader row = _chainAt.ExecuteReader();
        return row.Read() ? ((uint)row.GetInt64(1), EntryRow.ReadChain(row, 0)) : null;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (SqliteCommand command in _commands)
            command.Dispose();
        Connection.Dispose();
    }

    /// <summary>A statement that lives as long as the session, with parameters <c>$0</c> to <c>$n−1</c>.</summary>
    protected SqliteCommand Prepare(string sql, int parameterCount)
    {
        SqliteCommand command = Connection.CreateCommand();
#pragma warning disable CA2100 // Every text given here is a constant of the program.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int index = 0; index < parameterCount; index++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${index}" });
        _commands.Add(command);
        return command;
    }
}
