namespace Fanout.Log;

/// <summary>Where a follower begins in a partition: the start, or a snapshot's position and chain hash.</summary>
public readonly record struct FollowStart(int Partition, LogPosition Position, ChainHash Chain);

/// <summary>What a follower tells its reader. For each partition in the order of the log.</summary>
public abstract record FollowUpdate(int Partition);

/// <summary>Verified entries, in order, each exactly once.</summary>
/// <param name="Partition">Partition of the entries.</param>
/// <param name="Entries">At least one; within one epoch sequences are dense.</param>
/// <param name="ReachesHead">Whether these were the last ones when they were read.</param>
public sealed record EntriesFollowed(
    int Partition, IReadOnlyList<Entry> Entries, bool ReachesHead) : FollowUpdate(Partition);

/// <summary>
/// The log took another course: what was followed beyond <paramref name="ResumesAfter"/> is void. Matches whose last
/// followed entry has a higher partition sequence must be loaded anew (from a snapshot, or by
/// <see cref="ILogReader.ReadMatchAsync"/>); the entries that come next follow the given position.
/// </summary>
/// <param name="Partition">The partition.</param>
/// <param name="ResumesAfter">The last common position.</param>
/// <param name="Chain">Chain hash of the entry there.</param>
public sealed record HistoryRewound(
    int Partition, LogPosition ResumesAfter, ChainHash Chain) : FollowUpdate(Partition);

/// <summary>
/// The log contradicts what was followed (<paramref name="Fault"/>: a head below ours, another chain hash, a gap).
/// Nothing more of this partition comes until the log is repaired or begins a new epoch; the partition is not level
/// meanwhile.
/// </summary>
public sealed record HistoryDiverged(int Partition, LogPosition Position, string Fault) : FollowUpdate(Partition);

/// <summary>
/// What follows was trimmed away. Nothing more of this partition comes until <see cref="LogFollower.Restart"/>.
/// </summary>
public sealed record HistoryGone(int Partition, ulong TrimmedThrough) : FollowUpdate(Partition);

/// <summary>The partition is, or is no longer, level with the log.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Level">Level: everything up to the head was followed, and the log confirmed that within
/// <see cref="LogFollower.LevelFor"/>.</param>
/// <param name="AsOfMs">Unix time in milliseconds of the last confirmation; 0 if there was none.</param>
public sealed record LevelChanged(int Partition, bool Level, long AsOfMs) : FollowUpdate(Partition);
