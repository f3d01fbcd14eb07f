namespace Fanout.Log;

/// <summary>What a verification found to be wrong.</summary>
public enum FindingKind
{
    None = 0,

    /// <summary>The store cannot give it out, or its bytes are not what they should be.</summary>
    Unreadable = 1,

    /// <summary>An entry does not follow the one before it in the partition, or the head is not the last entry.</summary>
    Sequence = 2,

    /// <summary>An entry does not follow the one before it in its match.</summary>
    MatchSequence = 3,

    /// <summary>A run of the log does not begin as it must.</summary>
    Epoch = 4,

    /// <summary>The content of an entry is not what its chain hash was made of.</summary>
    Chain = 5,

    /// <summary>Time fell.</summary>
    Time = 6,

    /// <summary>An entry has no place where it stands: another partition's match, a kind that there is not.</summary>
    Place = 7,

    /// <summary>A delta leads to another state than its entry says.</summary>
    State = 8,

    /// <summary>A snapshot differs from what the entries lead to.</summary>
    Snapshot = 9,

    /// <summary>The writer's part of an entry or a snapshot is not what the entries lead to.</summary>
    Writer = 10,

    /// <summary>An idempotency key does not stand for its entry.</summary>
    Key = 11,

    /// <summary>The stream of a match, read on its own, is not that of the partition.</summary>
    MatchStream = 12,

    /// <summary>The log says another number of partitions than it has.</summary>
    Partitions = 13,
}

/// <summary>One thing that is wrong in a log.</summary>
/// <param name="Kind">What.</param>
/// <param name="Partition">Where.</param>
/// <param name="Position">Place in the partition: of the entry or the snapshot, or where one should be.</param>
/// <param name="MatchId">The match that it concerns; <see langword="null"/>: the partition.</param>
/// <param name="Expected">What should be there, for people.</param>
/// <param name="Found">What is there, for people.</param>
public sealed record Finding(
    FindingKind Kind, int Partition, LogPosition Position, string? MatchId, string Expected, string Found);
