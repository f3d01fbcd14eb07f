using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>Snapshots beside the stream.</summary>
/// <remarks>
/// Each snapshot holds the matches that differ from the one before; a reader takes each match from the newest that has
/// it. The alternative, whole snapshots, would write every match of a partition each time. While a match is played all of
/// them have it: read whole, one over the other, they are the same states a dozen times.
/// </remarks>
internal sealed class RedisSnapshots(RedisLink link)
{
    /// <summary>Bytes sent with one command: a long one keeps the server from everybody else.</summary>
    private const int ChunkBytesMax = 1024 * 1024;

    /// <summary>Matches read with one command, for the same reason: a state and its writer's part are 5 to 20 KB.</summary>
    private const int ChunkMatchesMax = 64;

    /// <summary>Life of what a writer staged and never finished.</summary>
    private static readonly TimeSpan StagedFor = TimeSpan.FromMinutes(10);

    public async ValueTask<SnapshotOutcome> SaveAsync(
        RedisKeys keys, PartitionSnapshot snapshot, CancellationToken cancellationToken)
    {
        RedisKey staged = keys.Staged();
        await StageAsync(staged, snapshot.Matches, cancellationToken).ConfigureAwait(false);
        RedisResult outcome = await link.RunAsync(
            "save a snapshot",
            RedisScript.SaveSnapshot,
            [keys.Record, keys.Entries, keys.Snapshots, staged, keys.SnapshotAt(snapshot.Position.Sequence)],
            [
                snapshot.Position.Epoch,
                snapshot.Position.Sequence,
                EntryForm.HashOf(snapshot.Chain.Value),
                snapshot.PublishedMs,
                snapshot.Matches.Count,
            ],
            cancellationToken).ConfigureAwait(false);
        return (SnapshotOutcome)(int)outcome;
    }

    public async ValueTask<PartitionSnapshot?> ReadAsync(
        RedisKeys keys, int partition, SnapshotLimit limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            List<PartitionSnapshot> rows = await ReadRowsAsync(keys, partition, cancellationToken).ConfigureAwait(false);
            int newest = rows.FindLastIndex(row =>
                row.Position.Sequence <= (limit.SequenceMax ?? ulong.MaxValue)
                && row.PublishedMs <= (limit.PublishedMsMax ?? long.MaxValue));
            if (newest < 0)
                return null;
            var matches = new SortedDictionary<string, MatchSnapshot>(StringComparer.Ordinal);
            for (int index = newest; index >= 0; index--)
            {
                RedisKey key = keys.SnapshotAt(rows[index].Position.Sequence);
                IEnumerable<RedisValue> ids = limit.MatchId is { } matchId
                    ? [matchId]
                    : await ReadIdsAsync(key, cancellationToken).ConfigureAwait(false);
                await ReadMissingAsync(key, ids, matches, cancellationToken).ConfigureAwait(false);
            }

            // A trim in between merged the oldest into its next, which may have been read before.
            List<PartitionSnapshot> now = await ReadRowsAsync(keys, partition, cancellationToken).ConfigureAwait(false);
            if (now.Count > 0 && now[0].Position == rows[0].Position)
                return rows[newest] with { Matches = [.. matches.Values.Where(IsThere)] };
        }
    }

    /// <summary>Merges what is older than a snapshot into the next one, until it is the oldest.</summary>
    public async ValueTask MergeAsync(
        RedisKeys keys, int partition, ulong kept, CancellationToken cancellationToken)
    {
        List<PartitionSnapshot> rows = await ReadRowsAsync(keys, partition, cancellationToken).ConfigureAwait(false);
        for (int index = 0; index < rows.Count - 1 && rows[index].Position.Sequence < kept; index++)
        {
            ulong oldest = rows[index].Position.Sequence;
            await link.RunAsync(
                "merge a snapshot",
                RedisScript.MergeSnapshot,
                [keys.Snapshots, keys.SnapshotAt(oldest), keys.SnapshotAt(rows[index + 1].Position.Sequence)],
                [oldest],
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsThere(MatchSnapshot match) => !match.IsRetired || match.Position.Sequence > 0;

    private async ValueTask StageAsync(
        RedisKey staged, IReadOnlyList<MatchSnapshot> matches, CancellationToken cancellationToken)
    {
        var chunk = new List<HashEntry>();
        int bytes = 0;
        for (int index = 0; index < matches.Count; index++)
        {
            chunk.Add(SnapshotForm.Write(matches[index]));
            bytes += SnapshotForm.SizeOf(matches[index]);
            if (bytes < ChunkBytesMax && index < matches.Count - 1)
                continue;
            HashEntry[] sent = [.. chunk];
            await link.DoAsync(
                "stage a snapshot",
                async database =>
                {
                    await database.HashSetAsync(staged, sent, CommandFlags.DemandMaster).ConfigureAwait(false);
                    return await database
                        .KeyExpireAsync(staged, StagedFor, flags: CommandFlags.DemandMaster).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            chunk.Clear();
            bytes = 0;
        }
    }

    /// <summary>Snapshots without their matches, oldest first.</summary>
    private async ValueTask<List<PartitionSnapshot>> ReadRowsAsync(
        RedisKeys keys, int partition, CancellationToken cancellationToken)
    {
        HashEntry[] rows = await link.DoAsync(
            "list snapshots",
            database => database.HashGetAllAsync(keys.Snapshots, CommandFlags.DemandMaster),
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => SnapshotForm.ReadRow(partition, row)).OrderBy(row => row.Position.Sequence)];
    }

    private ValueTask<RedisValue[]> ReadIdsAsync(RedisKey snapshot, CancellationToken cancellationToken) => link.DoAsync(
        "list a snapshot's matches",
        database => database.HashKeysAsync(snapshot, CommandFlags.DemandMaster),
        cancellationToken);

    /// <summary>Reads those matches of a snapshot that no newer one had.</summary>
    private async ValueTask ReadMissingAsync(
        RedisKey snapshot,
        IEnumerable<RedisValue> ids,
        SortedDictionary<string, MatchSnapshot> matches,
        CancellationToken cancellationToken)
    {
        foreach (RedisValue[] some in ids.Where(id => !matches.ContainsKey(id.ToString())).Chunk(ChunkMatchesMax))
        {
            RedisValue[] stored = await link.DoAsync(
                "read a snapshot",
                database => database.HashGetAsync(snapshot, some, CommandFlags.DemandMaster),
                cancellationToken).ConfigureAwait(false);
            foreach ((RedisValue id, RedisValue value) in some.Zip(stored).Where(static one => !one.Second.IsNull))
                matches.Add(id.ToString(), SnapshotForm.Read(new HashEntry(id, value)));
        }
    }
}
