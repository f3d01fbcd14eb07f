using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>A reader's connection: sees what is committed, as of one moment for each call.</summary>
internal sealed class ReadSession : SqliteSession
{
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _page;
    private readonly SqliteCommand _matchPage;
    private readonly SqliteCommand _matchFirst;
    private readonly SqliteCommand _matchEpochAt;
    private readonly SqliteCommand _matchLastOfEpoch;
    private readonly SqliteCommand _snapshot;
    private readonly SqliteCommand _snapshotMatches;
    private readonly string _runId;

    public ReadSession(SqliteConnection connection, string runId) : base(connection)
    {
        _runId = runId;
        _begin = Prepare("BEGIN", 0);
        _commit = Prepare("COMMIT", 0);
        _page = Prepare($"SELECT {EntryRow.Columns} FROM entries WHERE id > $0 AND id <= $1 ORDER BY id LIMIT $2", 3);
        // What a partial index holds (sqlite.org/partialindex.html) must stand in the query as it stands in the schema:
        // without "match_sequence > 0" the whole log is looked through.
        _matchPage = Prepare(
            $"SELECT {EntryRow.Columns} FROM entries WHERE match_id = $0 AND match_sequence > $1 "
            + "AND match_sequence > 0 ORDER BY match_sequence LIMIT $2", 3);
        _matchFirst = Prepare(
            "SELECT epoch, match_sequence FROM entries WHERE match_id = $0 AND match_sequence > 0 "
            + "ORDER BY match_sequence LIMIT 1", 1);
        _matchEpochAt = Prepare(
            "SELECT epoch FROM entries WHERE match_id = $0 AND match_sequence = $1 AND match_sequence > 0", 2);
        _matchLastOfEpoch = Prepare(
            "SELECT epoch, match_sequence FROM entries WHERE match_id = $0 AND match_sequence <= $1 "
            + "AND match_sequence > 0 AND epoch = $2 ORDER BY match_sequence DESC LIMIT 1", 3);
        _snapshot = Prepare(
            "SELECT sequence, epoch, chain, published_ms FROM snapshots WHERE partition = $0 AND sequence <= $1 "
            + "AND published_ms <= $2 ORDER BY sequence DESC LIMIT 1", 3);
        // SQLite takes the other columns from the row that has the maximum (sqlite.org/lang_select.html#bareagg).
        _snapshotMatches = Prepare(
            "SELECT match_id, max(sequence), match_epoch, match_sequence, public, writer, retired "
            + "FROM snapshot_matches WHERE partition = $0 AND sequence <= $1 AND ($2 = '' OR match_id = $2) "
            + "GROUP BY match_id ORDER BY match_id", 3);
    }

    /// <summary>Runs a read of several statements on one state of the file.</summary>
    public T AtOnce<T>(Func<ReadSession, T> read)
    {
        _begin.ExecuteNonQuery();
        try
        {
            return read(this);
        }
        finally
        {
            _commit.ExecuteNonQuery();
        }
    }

    public LogPage ReadPage(int partition, LogPosition asked, int countMax)
    {
        PartitionRecord record = ReadRecord(partition);
        (PageStatus status, LogPosition after) = PageRules.Locate(asked, record);
        bool readable = status is PageStatus.Ok or PageStatus.Rewound;
        return new LogPage
        {
            Status = status,
            Head = record.ToHead(_runId),
            After = after,
            AfterChain = readable ? ChainAt(partition, after.Sequence)?.Chain ?? ChainHash.None : ChainHash.None,
            Entries = readable && countMax > 0 ? ReadEntries(partition, after.Sequence, countMax) : [],
        };
    }

    public MatchPage ReadMatchPage(string matchId, MatchPosition after, int countMax)
    {
        if (MatchHead(matchId) is not { } head)
            return MatchPage.NotFound;
        MatchPosition? first = FindPosition(_matchFirst, matchId);
        MatchPageStatus status = PageRules.LocateInMatch(after, head, first, EpochAt(matchId, after.Sequence));
        return new MatchPage
        {
            Status = status,
            Head = head,
            First = first ?? head,
            Continues = status == MatchPageStatus.Void
                ? FindPosition(_matchLastOfEpoch, matchId, (long)after.Sequence, (long)after.Epoch) ?? default
                : default,
            Entries = status == MatchPageStatus.Ok ? ReadAll(
                _matchPage, matchId, (long)after.Sequence, (long)countMax) : [],
        };
    }

    public PartitionSnapshot? FindSnapshot(int partition, SnapshotLimit limit)
    {
        long sequenceMax = (long)Math.Min(limit.SequenceMax ?? long.MaxValue, long.MaxValue);
        Bind(_snapshot, partition, sequenceMax, limit.PublishedMsMax ?? long.MaxValue);
        using SqliteDataReader row = _snapshot.ExecuteReader();
        if (!row.Read())
            return null;
        long sequence = row.GetInt64(0);
        return new PartitionSnapshot
        {
            Partition = partition,
            Position = new LogPosition((uint)row.GetInt64(1), (ulong)sequence),
            Chain = EntryRow.ReadChain(row, 2),
            PublishedMs = row.GetInt64(3),
            Matches = ReadSnapshotMatches(partition, sequence, limit.MatchId ?? ""),
        };
    }

    /// <param name="partition">The partition.</param>
    /// <param name="sequence">Of the snapshot.</param>
    /// <param name="matchId">The one match to read; empty: all.</param>
    private List<MatchSnapshot> ReadSnapshotMatches(int partition, long sequence, string matchId)
    {
        var matches = new List<MatchSnapshot>();
        Bind(_snapshotMatches, partition, sequence, matchId);
        using SqliteDataReader row = _snapshotMatches.ExecuteReader();
        while (row.Read())
        {
            var position = new MatchPosition((uint)row.GetInt64(2), (uint)row.GetInt64(3));
            bool isRetired = row.GetInt64(6) != 0;
            if (isRetired && position.Sequence == 0)
                continue; // the row says that there is nothing any more
            matches.Add(new MatchSnapshot(
                row.GetString(0), position, row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5))
            {
                IsRetired = isRetired,
            });
        }
        return matches;
    }

    private List<Entry> ReadEntries(int partition, ulong after, int countMax) =>
        ReadAll(_page, EntryRow.IdOf(partition, after), EntryRow.LastIdOf(partition), (long)countMax);

    private uint? EpochAt(string matchId, uint sequence)
    {
        Bind(_matchEpochAt, matchId, (long)sequence);
        return _matchEpochAt.ExecuteScalar() is long epoch ? (uint)epoch : null;
    }

    private static MatchPosition? FindPosition(SqliteCommand command, params object[] values)
    {
        Bind(command, values);
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? new MatchPosition((uint)row.GetInt64(0), (uint)row.GetInt64(1)) : null;
    }

    private static List<Entry> ReadAll(SqliteCommand command, params object[] values)
    {
        Bind(command, values);
        var entries = new List<Entry>();
        int bytes = 0;
        using SqliteDataReader row = command.ExecuteReader();
        while (bytes < LogPage.BytesMax && row.Read())
        {
            Entry entry = EntryRow.Read(row);
            entries.Add(entry);
            bytes += entry.Public.Length + entry.Writer.Length;
        }
        return entries;
    }

    private static void Bind(SqliteCommand command, params object[] values)
    {
        for (int index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index];
    }
}
