namespace Fanout.Log;

/// <summary>
/// Copies a whole log into an empty store, so that clients and nodes go on from the positions that they hold: epochs,
/// sequences, stamps, chain hashes, keys and snapshots are those of the source.
/// </summary>
/// <remarks>
/// A log that was trimmed is refused: the keys of what was trimmed may be remembered still, cannot be read, and would be
/// missing in the copy, which then took a provider's event a second time.
/// </remarks>
public sealed class LogMigration
{
    private const int PageEntriesMax = 500;

    private readonly ILogReader _source;
    private readonly ILogImport _target;
    private readonly Action<int, ulong, ulong> _progressed;

    /// <param name="source">Copied from; nobody may write to it meanwhile.</param>
    /// <param name="target">Copied to; completed at the end.</param>
    /// <param name="progressed">Told now and then: partition, sequence copied, head.</param>
    public LogMigration(ILogReader source, ILogImport target, Action<int, ulong, ulong> progressed)
    {
        _source = source;
        _target = target;
        _progressed = progressed;
    }

    /// <summary>Copies everything.</summary>
    /// <returns>Entries copied.</returns>
    /// <exception cref="LogMigrationException">The source is in use, or not whole.</exception>
    /// <exception cref="LogStorageException">One of the stores failed.</exception>
    public async ValueTask<long> RunAsync(CancellationToken cancellationToken = default)
    {
        if (_source.PartitionCount != _target.PartitionCount)
        {
            throw new LogMigrationException(
                $"the source has {_source.PartitionCount} partitions and the target {_target.PartitionCount}");
        }
        List<PartitionHead> heads = await ReadHeadsAsync(cancellationToken).ConfigureAwait(false);
        long count = 0;
        for (int partition = 0; partition < heads.Count; partition++)
            count += await CopyAsync(partition, heads[partition], cancellationToken).ConfigureAwait(false);
        List<PartitionHead> now = await ReadHeadsAsync(cancellationToken).ConfigureAwait(false);
        if (!now.SequenceEqual(heads))
            throw new LogMigrationException("somebody wrote to the source while it was copied");
        await _target.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return count;
    }

    private async ValueTask<List<PartitionHead>> ReadHeadsAsync(CancellationToken cancellationToken)
    {
        var heads = new List<PartitionHead>();
        for (int partition = 0; partition < _source.PartitionCount; partition++)
        {
            if (await _source.ReadLeaseAsync(partition, cancellationToken).ConfigureAwait(false) is { } lease)
            {
                throw new LogMigrationException(
                    $"partition {partition} of the source is held by {lease.Fence.Holder} at \"{lease.Address}\": "
                    + "stop every server that writes to it");
            }
            LogPage page = await _source
                .ReadAsync(partition, LogPosition.Start, 0, cancellationToken).ConfigureAwait(false);
            if (page.Head.TrimmedThrough > 0)
            {
                throw new LogMigrationException(
                    $"partition {partition} of the source was trimmed through {page.Head.TrimmedThrough}: "
                    + "it is no longer whole");
            }
            heads.Add(page.Head);
        }
        return heads;
    }

    private async ValueTask<long> CopyAsync(int partition, PartitionHead head, CancellationToken cancellationToken)
    {
        IReadOnlyList<LogPosition> snapshots = await StoredSnapshots
            .FindAsync(_source, partition, cancellationToken).ConfigureAwait(false);
        var epochs = new EpochTrail();
        long count = await CopyEntriesAsync(partition, head, snapshots, epochs, cancellationToken).ConfigureAwait(false);
        epochs.Pass(head.Position.Epoch);
        await _target.EndAsync(partition, head, epochs.Epochs, cancellationToken).ConfigureAwait(false);
        PartitionSnapshot? before = null;
        await foreach (PartitionSnapshot snapshot in StoredSnapshots
            .ReadAsync(_source, partition, snapshots, cancellationToken).ConfigureAwait(false))
        {
            await _target.SaveSnapshotAsync(SnapshotDifference.Of(before, snapshot), cancellationToken)
                .ConfigureAwait(false);
            before = snapshot;
        }
        return count;
    }

    private async ValueTask<long> CopyEntriesAsync(
        int partition, PartitionHead head, IReadOnlyList<LogPosition> snapshots, EpochTrail epochs,
        CancellationToken cancellationToken)
    {
        var epochAt = snapshots.ToDictionary(place => place.Sequence, place => place.Epoch);
        long count = 0;
        for (LogPosition after = LogPosition.Start; after.Sequence < head.Position.Sequence;)
        {
            LogPage page = await _source
                .ReadAsync(partition, after, PageEntriesMax, cancellationToken).ConfigureAwait(false);
            if (page.Status != PageStatus.Ok || page.Entries.Count == 0)
                throw new LogMigrationException($"partition {partition} of the source cannot be read after {after}");
            foreach (Entry entry in page.Entries)
            {
                epochs.Pass(entry);
                if (epochAt.TryGetValue(entry.Sequence, out uint epoch))
                    epochs.Pass(epoch);
            }
            await _target.WriteAsync(partition, page.Entries, cancellationToken).ConfigureAwait(false);
            count += page.Entries.Count;
            after = page.End;
            _progressed(partition, after.Sequence, head.Position.Sequence);
        }
        return count;
    }
}
