namespace Fanout.Log;

/// <summary>
/// Brings a partition's owner to the head of the log: the newest snapshot of the log's own history, then every entry
/// after it, each verified.
/// </summary>
internal sealed class Restoring(ILogReader log, IssueBook book, IPartitionOwner owner)
{
    private const int PageEntriesMax = 1000;

    /// <exception cref="LogStorageException">The log contradicts itself.</exception>
    public async ValueTask<PartitionHead> RunAsync(int partition, CancellationToken cancellationToken)
    {
        PartitionSnapshot? snapshot = await FindSnapshotAsync(partition, cancellationToken).ConfigureAwait(false);
        await owner.RestoreAsync(snapshot, cancellationToken).ConfigureAwait(false);
        foreach (MatchSnapshot match in snapshot?.Matches ?? [])
        {
            if (!match.IsRetired)
                book.Learn(match.MatchId, match.Position);
        }

        LogPosition after = snapshot?.Position ?? LogPosition.Start;
        var chain = new ChainCheck(after, snapshot?.Chain ?? ChainHash.None);
        while (true)
        {
            LogPage page = await log
                .ReadAsync(partition, after, PageEntriesMax, cancellationToken).ConfigureAwait(false);
            if (page.Status != PageStatus.Ok)
            {
                throw new LogStorageException(
                    $"partition {partition} cannot be read after {after}: {page.Status}, head {page.Head.Position}");
            }
            foreach (Entry entry in page.Entries)
            {
                if (chain.Follow(entry) is { } fault)
                    throw new LogStorageException($"partition {partition} is damaged: {fault}");
                book.Follow(entry);
            }
            if (page.Entries.Count > 0)
                await owner.ApplyAsync(page.Entries, cancellationToken).ConfigureAwait(false);
            after = page.End;
            if (page.ReachesHead)
            {
                book.BeginAt(page.Head);
                return page.Head;
            }
        }
    }

    /// <summary>A store that lost its end may have kept a snapshot of what it lost: that one is passed over.</summary>
    private async ValueTask<PartitionSnapshot?> FindSnapshotAsync(int partition, CancellationToken cancellationToken)
    {
        SnapshotLimit limit = default;
        while (true)
        {
            PartitionSnapshot? snapshot = await log
                .ReadSnapshotAsync(partition, limit, cancellationToken).ConfigureAwait(false);
            if (snapshot is null)
                return null;
            LogPage page = await log
                .ReadAsync(partition, snapshot.Position, 0, cancellationToken).ConfigureAwait(false);
            if (page.Status == PageStatus.Ok && page.AfterChain == snapshot.Chain)
                return snapshot;
            limit = new SnapshotLimit(SequenceMax: snapshot.Position.Sequence - 1);
        }
    }
}
