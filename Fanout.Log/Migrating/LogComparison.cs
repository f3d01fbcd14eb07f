namespace Fanout.Log;

/// <summary>Whether two logs hold the same: heads, every entry with every byte, and every snapshot.</summary>
public static class LogComparison
{
    private const int PageEntriesMax = 500;

    /// <returns>The first difference, for people; <see langword="null"/>: there is none.</returns>
    /// <exception cref="LogStorageException">One of the stores failed.</exception>
    public static async ValueTask<string?> FindDifferenceAsync(
        ILogReader one, ILogReader other, CancellationToken cancellationToken = default)
    {
        if (one.PartitionCount != other.PartitionCount)
            return $"{one.PartitionCount} partitions and {other.PartitionCount}";
        for (int partition = 0; partition < one.PartitionCount; partition++)
        {
            string? difference = await CompareEntriesAsync(one, other, partition, cancellationToken)
                .ConfigureAwait(false)
                ?? await CompareSnapshotsAsync(one, other, partition, cancellationToken).ConfigureAwait(false);
            if (difference is not null)
                return $"partition {partition}: {difference}";
        }
        return null;
    }

    private static async ValueTask<string?> CompareEntriesAsync(
        ILogReader one, ILogReader other, int partition, CancellationToken cancellationToken)
    {
        LogPosition after = LogPosition.Start;
        while (true)
        {
            LogPage ours = await one.ReadAsync(partition, after, PageEntriesMax, cancellationToken).ConfigureAwait(false);
            LogPage theirs = await other
                .ReadAsync(partition, after, PageEntriesMax, cancellationToken).ConfigureAwait(false);
            if (CompareHeads(ours, theirs) is { } difference)
                return difference;
            foreach ((Entry mine, Entry their) in ours.Entries.Zip(theirs.Entries))
            {
                if (!IsSame(mine, their))
                    return $"entry {mine.Position} is not entry {their.Position}";
            }
            // Pages are bounded in bytes too, and each store counts its own.
            int count = Math.Min(ours.Entries.Count, theirs.Entries.Count);
            if (count == 0)
            {
                return ours.Entries.Count == theirs.Entries.Count
                    ? null
                    : $"{ours.Entries.Count} entries after {after} and {theirs.Entries.Count}";
            }
            after = ours.Entries[count - 1].Position;
        }
    }

    private static string? CompareHeads(LogPage ours, LogPage theirs)
    {
        if (ours.Status != theirs.Status || ours.AfterChain != theirs.AfterChain)
            return $"after {ours.After} {ours.Status}, {ours.AfterChain} and {theirs.Status}, {theirs.AfterChain}";
        // Each store has a run of its own.
        PartitionHead head = theirs.Head with { RunId = ours.Head.RunId, Sealed = ours.Head.Sealed };
        return ours.Head == head ? null : $"head {ours.Head} and {head}";
    }

    private static bool IsSame(Entry one, Entry other) =>
        one.Public.Span.SequenceEqual(other.Public.Span)
        && one.Writer.Span.SequenceEqual(other.Writer.Span)
        && one with { Public = default, Writer = default } == other with { Public = default, Writer = default };

    private static async ValueTask<string?> CompareSnapshotsAsync(
        ILogReader one, ILogReader other, int partition, CancellationToken cancellationToken)
    {
        SnapshotLimit limit = default;
        while (true)
        {
            PartitionSnapshot? ours = await one
                .ReadSnapshotAsync(partition, limit, cancellationToken).ConfigureAwait(false);
            PartitionSnapshot? theirs = await other
                .ReadSnapshotAsync(partition, limit, cancellationToken).ConfigureAwait(false);
            if (ours?.Position != theirs?.Position || ours?.Chain != theirs?.Chain
                || ours?.PublishedMs != theirs?.PublishedMs)
            {
                return $"a snapshot at {ours?.Position} and one at {theirs?.Position}";
            }
            if (ours is null || theirs is null)
                return null;
            if (ours.Matches.Count != theirs.Matches.Count
                || !ours.Matches.Zip(theirs.Matches).All(pair => SnapshotDifference.IsSame(pair.First, pair.Second)))
            {
                return $"the snapshot at {ours.Position} has other matches";
            }
            limit = new SnapshotLimit(SequenceMax: ours.Position.Sequence - 1);
        }
    }
}
