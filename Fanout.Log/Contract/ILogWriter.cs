namespace Fanout.Log;

/// <summary>
/// What the writer of a partition needs of the log. Use <see cref="PartitionWriter"/>, which keeps the rules; this is
/// what it stands on.
/// </summary>
public interface ILogWriter
{
    /// <summary>
    /// Appends a group. Every check and write of an entry is one atomic step; nothing is answered as taken before it is
    /// durable.
    /// </summary>
    /// <exception cref="LogStorageException">The store failed and took nothing of the group.</exception>
    ValueTask<AppendAnswer> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default);

    /// <summary>Ends a reopening: from now on the partition takes ordinary appends in this run of the store.</summary>
    /// <exception cref="LogStorageException">The store failed; the partition is as it was.</exception>
    ValueTask<SealOutcome> SealAsync(SealRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes the lease of a partition if nobody else holds it. The holder of a live lease gets the same lease again,
    /// extended.
    /// </summary>
    /// <param name="partition">0 to the partition count − 1.</param>
    /// <param name="holder">Random identity of the asking instance; a new one for each life of a process.</param>
    /// <param name="address">Internal address at which the holder takes forwarded requests; may be empty.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<LeaseAnswer> AcquireLeaseAsync(
        int partition, HolderId holder, string address, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a lease back under the fence that it was taken with, also where the store lost it: what a holder does before
    /// it puts anything back.
    /// </summary>
    /// <returns>
    /// <see langword="false"/>: somebody else has held it since, though it may be free by now. What he appended may be
    /// acknowledged, and lost to whoever restates an older memory over it.
    /// </returns>
    ValueTask<bool> ReclaimLeaseAsync(
        int partition, Fence fence, string address, CancellationToken cancellationToken = default);

    /// <summary>Extends a lease; <see langword="false"/> if it is no longer this fence's.</summary>
    ValueTask<bool> RenewLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives a lease up so that another need not wait for its end; nothing happens if it is no longer this fence's.
    /// </summary>
    ValueTask ReleaseLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether the partition is sealed and a second server has all of it, its lease included; of a store that is one
    /// server always true. A holder that gives a partition up forgets what it issued, and must ask before: until then a
    /// failover takes nothing that the holder cannot put back.
    /// </summary>
    /// <param name="partition">0 to the partition count − 1.</param>
    /// <param name="atMost">How long a second server that is behind is waited for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="LogStorageException">The store does not say.</exception>
    ValueTask<bool> IsCopiedAsync(
        int partition, TimeSpan atMost, CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

    /// <summary>
    /// Stores a snapshot beside the log, if its position and chain hash are of the log's own history.
    /// </summary>
    ValueTask<SnapshotOutcome> SaveSnapshotAsync(
        PartitionSnapshot snapshot, CancellationToken cancellationToken = default);

    /// <summary>
    /// Tells how far the archive has the partition. From the first call on, trimming does not pass it, unless the store
    /// is short of room. A log that is its own archive ignores it.
    /// </summary>
    ValueTask MarkArchivedAsync(int partition, ulong through, CancellationToken cancellationToken = default);

    /// <summary>
    /// Drops entries up to <paramref name="through"/>, but never past the newest snapshot at or below it nor past the
    /// archive (a store that is short of room: everything behind its newest snapshot, and it notes what the archive
    /// misses); the snapshots below that one; and idempotency keys whose time is over
    /// (<see cref="KeyRetentionTimes"/>). A log that is its own archive drops snapshots only: its entries are for good,
    /// and their keys with them. The writer calls it with each snapshot that it saves.
    /// </summary>
    /// <returns>Sequence up to which entries are gone now.</returns>
    ValueTask<ulong> TrimAsync(int partition, ulong through, CancellationToken cancellationToken = default);
}

/// <summary>
/// The event log: the only truth. Split into partitions; one writer per partition, any number of readers.
/// </summary>
public interface IEventLog : ILogReader, ILogWriter, IAsyncDisposable;
