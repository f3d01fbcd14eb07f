namespace Fanout.Log;

/// <summary>What a verification read of a partition.</summary>
public sealed record PartitionSummary
{
    public required int Partition { get; init; }

    /// <summary>Up to where it was read: the head when the verification came to the partition.</summary>
    public required LogPosition Head { get; init; }

    /// <summary>Entries read.</summary>
    public required long EntryCount { get; init; }

    /// <summary>Matches with an entry, or in the snapshot at which reading began.</summary>
    public required int MatchCount { get; init; }

    /// <summary>Epochs with an entry.</summary>
    public required int EpochCount { get; init; }

    /// <summary>Snapshots that were compared.</summary>
    public required int SnapshotCount { get; init; }

    /// <summary>
    /// Where reading began: the start, or the oldest snapshot where the entries before it are trimmed. What that one
    /// holds could be compared with nothing.
    /// </summary>
    public required LogPosition Begin { get; init; }

    /// <summary>Stamp of the first entry read, Unix time in milliseconds; <see langword="null"/> without one.</summary>
    public long? FirstMs { get; init; }

    /// <summary>Stamp of the last entry read.</summary>
    public long? LastMs { get; init; }

    /// <summary>What was found to be wrong.</summary>
    public required long FindingCount { get; init; }
}
