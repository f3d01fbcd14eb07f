using Npgsql;

namespace Fanout.Log.Archive;

/// <summary>Reads what the archive has. Safe for concurrent use; connections come from a pool of its own.</summary>
internal sealed class ArchiveReader : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    /// <summary>Connects with the first read.</summary>
    public ArchiveReader(NpgsqlConnectionStringBuilder settings) =>
        _source = NpgsqlDataSource.Create(settings.ConnectionString);

    /// <summary>Public entries of a match after a position, as far as the archive has them without a gap.</summary>
    /// <exception cref="LogStorageException">The archive is away.</exception>
    public Task<MatchPage> ReadMatchAsync(
        int partition, string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken) =>
        RunAsync("read a match", async connection =>
        {
            List<TimelinePlace> places = await connection.ReadAllAsync(
                """
                SELECT p.life, e.epoch, e.match_sequence, e.sequence, e.kind
                FROM fanout.entries e JOIN fanout.epochs p ON p.partition = e.partition AND p.epoch = e.epoch
                WHERE e.match_id = $1 AND e.partition = $2 AND e.match_sequence > 0
                  AND (p.void_after IS NULL OR e.sequence <= p.void_after)
                """,
                static row => new TimelinePlace(
                    row.GetInt32(0),
                    new MatchPosition((uint)row.GetInt64(1), (uint)row.GetInt64(2)),
                    (ulong)row.GetInt64(3),
                    row.GetInt16(4) == (short)EntryKind.Opening),
                cancellationToken,
                matchId, partition).ConfigureAwait(false);
            var timeline = new MatchTimeline(places);
            TimelineAnswer answer = timeline.Locate(after, countMax);
            return new MatchPage
            {
                Status = answer.Status,
                Head = timeline.Head,
                First = answer.First,
                Continues = answer.Continues,
                Entries = await ReadAsync(connection, partition, answer.Places, cancellationToken).ConfigureAwait(false),
            };
        }, cancellationToken);

    /// <summary>
    /// Entries of a partition after one that the archive has, in the same life of the log's store, without a gap.
    /// </summary>
    /// <returns>The chain hash at the position, and the entries; none where the position is void or not there.</returns>
    /// <exception cref="LogStorageException">The archive is away.</exception>
    public Task<(ChainHash Chain, IReadOnlyList<Entry> Entries)> ReadAfterAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken) =>
        RunAsync("read a partition", async connection =>
        {
            List<ArchivedEpoch> epochs = await connection.ReadEpochsAsync(partition, cancellationToken).ConfigureAwait(false);
            int? life = after.Sequence == 0
                ? epochs.LastOrDefault()?.Life
                : epochs.Find(epoch => epoch.Epoch == after.Epoch && !epoch.IsVoid(after.Sequence))?.Life;
            ChainHash? chain = after.Sequence == 0 ? ChainHash.None : await connection
                .FindChainAsync(partition, after, cancellationToken).ConfigureAwait(false);
            if (life is null || chain is null)
                return (ChainHash.None, (IReadOnlyList<Entry>)[]);
            List<Entry> entries = await connection.ReadAllAsync(
                $"""
                SELECT {EntryColumns.Names}
                FROM fanout.entries e JOIN fanout.epochs p ON p.partition = e.partition AND p.epoch = e.epoch
                WHERE e.partition = $1 AND e.sequence > $2 AND p.life = $3
                  AND (p.void_after IS NULL OR e.sequence <= p.void_after)
                ORDER BY e.sequence LIMIT $4
                """,
                EntryColumns.Read,
                cancellationToken,
                partition, (long)after.Sequence, life.Value, countMax).ConfigureAwait(false);
            return (chain.Value, Unbroken(after, chain.Value, entries));
        }, cancellationToken);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Runs a read on a connection of the pool.</summary>
    /// <exception cref="LogStorageException">The archive is away.</exception>
    public Task<T> RunAsync<T>(
        string what, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) =>
        ArchiveErrors.GuardAsync(what, async () =>
        {
            NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
                return await read(connection).ConfigureAwait(false);
        });

    private static async Task<IReadOnlyList<Entry>> ReadAsync(
        NpgsqlConnection connection,
        int partition,
        IReadOnlyList<TimelinePlace> places,
        CancellationToken cancellationToken)
    {
        if (places.Count == 0)
            return [];
        List<Entry> entries = await connection.ReadAllAsync(
            $"""
            SELECT {EntryColumns.Names} FROM unnest($2::bigint[], $3::bigint[]) AS place (sequence, epoch)
            JOIN fanout.entries e ON e.partition = $1 AND e.sequence = place.sequence AND e.epoch = place.epoch
            ORDER BY e.match_sequence
            """,
            EntryColumns.Read,
            cancellationToken,
            partition,
            places.Select(static place => (long)place.Sequence).ToArray(),
            places.Select(static place => (long)place.Position.Epoch).ToArray()).ConfigureAwait(false);
        return UpTo(LogPage.BytesMax, entries);
    }

    private static List<Entry> UpTo(int bytesMax, List<Entry> entries)
    {
        int bytes = 0;
        int count = 0;
        while (count < entries.Count && bytes < bytesMax)
        {
            bytes += entries[count].Public.Length + entries[count].Writer.Length;
            count++;
        }
        return entries[..count];
    }

    /// <summary>The entries that follow one another, by number and chain.</summary>
    private static List<Entry> Unbroken(LogPosition after, ChainHash chain, List<Entry> entries)
    {
        var check = new ChainCheck(after, chain);
        int count = 0;
        while (count < entries.Count && check.Follow(entries[count]) is null)
            count++;
        return UpTo(LogPage.BytesMax, entries[..count]);
    }
}
