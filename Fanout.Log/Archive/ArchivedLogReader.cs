using Microsoft.Extensions.Logging;

namespace Fanout.Log.Archive;

/// <summary>
/// A shared log with its archive behind it: what the log no longer has of a match is answered from the archive. What is
/// live, heads and snapshots, is the log's alone, so that nothing live waits for the archive.
/// </summary>
internal sealed class ArchivedLogReader(ILogReader log, ArchiveReader archive, ILogger logger) : ILogReader, IAsyncDisposable
{
    /// <summary>
    /// Entries that a reader of a whole partition is given from the archive at most: who lacks more begins at a snapshot,
    /// which is sooner done.
    /// </summary>
    private const ulong CatchUpMax = 20_000;

    public int PartitionCount => log.PartitionCount;

    /// <remarks>With the archive away, trimmed is trimmed: there is a snapshot to begin at.</remarks>
    public async ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        LogPage page = await log.ReadAsync(partition, after, countMax, cancellationToken).ConfigureAwait(false);
        bool isLittle = page.Head.TrimmedThrough - after.Sequence <= CatchUpMax;
        if (page.Status != PageStatus.Gone || page.After != after || countMax == 0 || !isLittle)
            return page;
        try
        {
            (ChainHash chain, IReadOnlyList<Entry> entries) = await archive
                .ReadAfterAsync(partition, after, countMax, cancellationToken).ConfigureAwait(false);
            return entries.Count == 0
                ? page
                : page with { Status = PageStatus.Ok, AfterChain = chain, Entries = entries };
        }
        catch (LogStorageException away)
        {
            ArchiveMessages.NotAsked(logger, away.Message);
            return page;
        }
    }

    /// <exception cref="LogStorageException">The log cannot be read; or the archive, where only that could answer.
    /// </exception>
    public async ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        MatchPage page = await log.ReadMatchAsync(matchId, after, countMax, cancellationToken).ConfigureAwait(false);
        if (page.Status is not (MatchPageStatus.Gone or MatchPageStatus.Void or MatchPageStatus.NotFound))
            return page;
        MatchPage archived;
        try
        {
            archived = await archive.ReadMatchAsync(
                Partitioning.Of(matchId, PartitionCount), matchId, after, countMax, cancellationToken).ConfigureAwait(false);
        }
        catch (LogStorageException away) when (page.Status != MatchPageStatus.Gone)
        {
            ArchiveMessages.NotAsked(logger, away.Message);
            return page;
        }
        return Merge(page, archived);
    }

    public ValueTask<KeyPlace?> FindKeyAsync(int partition, string key, CancellationToken cancellationToken = default) =>
        log.FindKeyAsync(partition, key, cancellationToken);

    public ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default) =>
        log.WaitForNewsAsync(partition, after, cancellationToken);

    public ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) =>
        log.ReadSnapshotAsync(partition, limit, cancellationToken);

    public ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) =>
        log.ReadLeaseAsync(partition, cancellationToken);

    public ValueTask DisposeAsync() => archive.DisposeAsync();

    /// <summary>Where the match ends says the log, as long as it knows the match at all.</summary>
    private static MatchPage Merge(MatchPage live, MatchPage archived)
    {
        if (live.Status == MatchPageStatus.NotFound)
            return archived;
        bool isBetter = archived.Status switch
        {
            MatchPageStatus.Ok => true,
            MatchPageStatus.Void => live.Status == MatchPageStatus.Gone || archived.Continues.Sequence > live.Continues.Sequence,
            // The archive's first entry that follows, or the log's, whichever comes first.
            MatchPageStatus.Gone => live.Status == MatchPageStatus.Gone && archived.First.Sequence < live.First.Sequence,
            _ => false,
        };
        // An archive that ends where the asker stands knows no more than the log of what follows.
        bool isSilent = archived is { Status: MatchPageStatus.Ok, Entries.Count: 0 } && archived.Head != live.Head;
        if (!isBetter || isSilent)
            return live;
        return archived with { Head = live.Head, First = archived.Status == MatchPageStatus.Gone ? archived.First : live.First };
    }
}
