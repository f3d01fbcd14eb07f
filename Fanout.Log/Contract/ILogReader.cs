namespace Fanout.Log;

/// <summary>
/// What delivery nodes need of the log. Safe for any number of concurrent callers; sees durable entries only.
/// </summary>
/// <remarks>Reading may touch files or the network: never call it from a delivery loop.</remarks>
public interface ILogReader
{
    /// <summary>
    /// Partitions of this log, fixed when it was created.
    /// <see cref="Partitioning.CountMin"/>–<see cref="Partitioning.CountMax"/>.
    /// </summary>
    int PartitionCount { get; }

    /// <summary>
    /// What is stored beside the partitions and cannot be, as it was when this was opened, for who verifies the log; none
    /// where a store would not have come up.
    /// </summary>
    IReadOnlyList<Finding> StoredFaults => [];

    /// <summary>Entries after a position, and the head, in one atomic step.</summary>
    /// <param name="partition">0 to <see cref="PartitionCount"/> − 1.</param>
    /// <param name="after">Where the reader stands; <see cref="LogPosition.Start"/> for the beginning.</param>
    /// <param name="countMax">Entries at most, 0–10,000. 0 reads the head alone.</param>
    /// <param name="cancellationToken">Gives up waiting; reading changes nothing.</param>
    /// <exception cref="LogStorageException">The store cannot be read.</exception>
    ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default);

    /// <summary>
    /// Public entries of one match after a position. A position with sequence 0 reads from the start, whatever its
    /// epoch.
    /// </summary>
    /// <param name="matchId">Our id of the match.</param>
    /// <param name="after">Where the reader stands.</param>
    /// <param name="countMax">Entries at most, 0–10,000.</param>
    /// <param name="cancellationToken">Gives up waiting; reading changes nothing.</param>
    /// <exception cref="LogStorageException">The store cannot be read.</exception>
    ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default);

    /// <summary>
    /// Where an idempotency key stands, or <see langword="null"/>. For answering a repeated request before normalising
    /// it again.
    /// </summary>
    ValueTask<KeyPlace?> FindKeyAsync(int partition, string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns when there may be entries above <paramref name="after"/>, and after the poll interval (500 ms) in any
    /// case: a hint only makes it earlier. It proves nothing; read to know.
    /// </summary>
    ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default);

    /// <summary>The newest snapshot that is at or below the limit, or <see langword="null"/>.</summary>
    ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Who holds a partition now, or <see langword="null"/>: where to forward what only the holder can answer.
    /// </summary>
    ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default);
}

/// <summary>What an idempotency key stands for, and where.</summary>
public readonly record struct KeyPlace(ContentDigest ContentDigest, EntryPlace Place);
