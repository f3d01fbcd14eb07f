namespace Fanout.Log;

/// <summary>How a page relates to the position that was asked for.</summary>
public enum PageStatus
{
    /// <summary>Entries follow the position.</summary>
    Ok = 0,

    /// <summary>
    /// The position was beyond the end of its epoch, or its epoch is unknown: entries follow
    /// <see cref="LogPage.After"/>, what the reader has beyond it is void.
    /// </summary>
    Rewound = 1,

    /// <summary>
    /// The position is of the current epoch and above the head, or nobody opened the partition since its store lost
    /// everything. No entries: the reader waits for a repair or a new epoch.
    /// </summary>
    Ahead = 2,

    /// <summary>
    /// What follows the position was trimmed. No entries: begin at a snapshot at or above
    /// <see cref="PartitionHead.TrimmedThrough"/>.
    /// </summary>
    Gone = 3,
}

/// <summary>Entries of a partition in order, with the head as it was in the same atomic step.</summary>
public sealed record LogPage
{
    /// <summary>A page ends after the entry with which its payloads reach this size.</summary>
    public const int BytesMax = 8 * 1024 * 1024;

    public required PageStatus Status { get; init; }

    public required PartitionHead Head { get; init; }

    /// <summary>Where the entries really begin after; as asked for when <see cref="PageStatus.Ok"/>.</summary>
    public required LogPosition After { get; init; }

    /// <summary>
    /// Chain hash of the entry at <see cref="After"/>: must be the reader's own, or the histories differ.
    /// </summary>
    public required ChainHash AfterChain { get; init; }

    /// <summary>At most as many as asked for; may be fewer than there are (a page is bounded in bytes too).</summary>
    public required IReadOnlyList<Entry> Entries { get; init; }

    /// <summary>Position after the last entry of this page.</summary>
    public LogPosition End => Entries.Count == 0 ? After : Entries[^1].Position;

    /// <summary>Whether nothing follows this page for now.</summary>
    public bool ReachesHead =>
        Status is (PageStatus.Ok or PageStatus.Rewound) && End.Sequence == Head.Position.Sequence;
}
