namespace Fanout.Log;

/// <summary>
/// An empty store that becomes a log with the content of another: entries with the numbers, stamps and chain hashes
/// that they have, which no writer can give. Used by one caller at a time.
/// </summary>
/// <remarks>
/// Beside the contract of a log and not part of it, because it goes round every rule of an append. What is written
/// becomes a log all at once, with <see cref="CompleteAsync"/>: nobody can open half of one. Disposed before that, it
/// leaves nothing that a server would take for a log.
/// </remarks>
public interface ILogImport : IAsyncDisposable
{
    /// <summary>Partitions of the log to be.</summary>
    int PartitionCount { get; }

    /// <summary>The next entries of a partition, as they are.</summary>
    /// <exception cref="LogStorageException">The store failed.</exception>
    ValueTask WriteAsync(
        int partition, IReadOnlyList<Entry> entries, CancellationToken cancellationToken = default);

    /// <summary>Where the partition ends, after all its entries. It is open for a writer that goes on in its epoch.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="head">Its head in the other log; run and seal are this store's own.</param>
    /// <param name="epochs">All epochs in their order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LogStorageException">The store failed.</exception>
    ValueTask EndAsync(
        int partition, PartitionHead head, IReadOnlyList<EpochStart> epochs,
        CancellationToken cancellationToken = default);

    /// <summary>The next snapshot of a partition, oldest first, after its end.</summary>
    /// <param name="snapshot">Its matches are those that differ from the snapshot before; what is retired at no position
    /// is no longer there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LogStorageException">The store failed.</exception>
    ValueTask SaveSnapshotAsync(PartitionSnapshot snapshot, CancellationToken cancellationToken = default);

    /// <summary>From now on it is a log.</summary>
    /// <exception cref="LogStorageException">The store failed, and it is none.</exception>
    ValueTask CompleteAsync(CancellationToken cancellationToken = default);
}
