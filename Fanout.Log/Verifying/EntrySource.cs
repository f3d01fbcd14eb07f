namespace Fanout.Log;

/// <summary>What was read of a partition.</summary>
/// <param name="Entries">In order.</param>
/// <param name="Skipped">How many before them could not be read.</param>
/// <param name="Trimmed">The log was trimmed while it was read, so that they are gone; its head then.</param>
internal readonly record struct EntryBatch(
    IReadOnlyList<Entry> Entries, ulong Skipped = 0, PartitionHead? Trimmed = null);

/// <summary>
/// Reads a partition on and on, past what the store cannot give out, and tells of what a page contradicts.
/// </summary>
internal sealed class EntrySource(ILogReader log, int partition, PartitionFindings findings)
{
    private const int PageEntriesMax = 500;

    /// <summary>The next entries, none above <paramref name="head"/>.</summary>
    /// <param name="after">The entry that was read last.</param>
    /// <param name="chain">Chain hash of it.</param>
    /// <param name="head">Where reading ends.</param>
    /// <returns>Nothing at all where no entry follows.</returns>
    public async ValueTask<EntryBatch> ReadAfterAsync(
        LogPosition after, ChainHash chain, PartitionHead head, CancellationToken cancellationToken)
    {
        for (int countMax = PageEntriesMax; ; countMax /= 2)
        {
            try
            {
                LogPage page = await log
                    .ReadAsync(partition, after, countMax, cancellationToken).ConfigureAwait(false);
                if (page.Status == PageStatus.Ok)
                {
                    if (page.AfterChain != chain)
                        findings.Add(FindingKind.Chain, after, null, $"chain hash {chain} as before", $"{page.AfterChain}");
                    return new EntryBatch(Below(page, head));
                }
                if (page.Status == PageStatus.Gone)
                    return new EntryBatch([], Trimmed: page.Head);
                return await ReadAnywayAsync(after, page, head, cancellationToken).ConfigureAwait(false);
            }
            catch (LogStorageException failure) when (failure.IsDamage)
            {
                if (countMax == 1)
                    return await SkipAsync(after, head, failure, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// The log does not know the entry that it gave out before. By the epoch of the head it gives out what follows: in
    /// that one every sequence up to the head is known.
    /// </summary>
    private async ValueTask<EntryBatch> ReadAnywayAsync(
        LogPosition after, LogPage refused, PartitionHead head, CancellationToken cancellationToken)
    {
        findings.Add(FindingKind.Epoch, after, null, "entries that follow it", $"{refused.Status}, {refused.After}");
        LogPage page = await log.ReadAsync(
            partition, after with { Epoch = head.Position.Epoch }, PageEntriesMax, cancellationToken).ConfigureAwait(false);
        return new EntryBatch(page.Status == PageStatus.Ok ? Below(page, head) : []);
    }

    /// <summary>Passes over what cannot be read, in growing steps: a damaged page of a file holds many entries.</summary>
    private async ValueTask<EntryBatch> SkipAsync(
        LogPosition after, PartitionHead head, LogStorageException damage, CancellationToken cancellationToken)
    {
        ulong left = head.Position.Sequence - after.Sequence;
        for (ulong skipped = 1; skipped < left; skipped *= 2)
        {
            try
            {
                var next = new LogPosition(head.Position.Epoch, after.Sequence + skipped);
                LogPage page = await log.ReadAsync(partition, next, 1, cancellationToken).ConfigureAwait(false);
                if (page.Entries.Count == 0)
                    break;
                Tell(after, skipped, damage);
                return new EntryBatch(Below(page, head), skipped);
            }
            catch (LogStorageException failure) when (failure.IsDamage)
            {
            }
        }
        Tell(after, left, damage);
        return new EntryBatch([], left);
    }

    private void Tell(LogPosition after, ulong count, LogStorageException damage) => findings.Add(
        FindingKind.Unreadable, after with { Sequence = after.Sequence + 1 }, null,
        count == 1 ? "an entry" : $"{count} entries", damage.Message);

    private List<Entry> Below(LogPage page, PartitionHead head)
    {
        foreach (Entry entry in page.Entries.Where(entry => entry.Sequence > page.Head.Position.Sequence))
            findings.Add(FindingKind.Sequence, entry, $"the end at {page.Head.Position}", "an entry above the head");
        return [.. page.Entries.Where(entry => entry.Sequence <= head.Position.Sequence)];
    }
}
