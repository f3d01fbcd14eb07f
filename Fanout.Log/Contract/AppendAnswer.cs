namespace Fanout.Log;

/// <summary>
/// What the log says to an append. Checks run in this order: run id, key, fence, epoch, expected sequence; all are one
/// atomic step with the write.
/// </summary>
public enum AppendOutcome
{
    /// <summary>
    /// Timeout or lost reply: the entry may be in the log or not. Retry with the same key; append nothing else to the
    /// partition until answered.
    /// </summary>
    Unknown = 0,

    /// <summary>Durable, and visible to readers.</summary>
    Appended = 1,

    /// <summary>
    /// The key is in the log already, with the same content: <see cref="EntryAnswer.Place"/> tells where. Nothing was
    /// written.
    /// </summary>
    Duplicate = 2,

    /// <summary>Nothing was written: see <see cref="EntryAnswer.Conflict"/>.</summary>
    Conflict = 3,

    /// <summary>The fence is not the one of the partition's lease: another holder took over.</summary>
    Fenced = 4,

    /// <summary>
    /// The store runs anew (failover, restart, restored copy) and the partition was not reopened since.
    /// </summary>
    Unsealed = 5,
}

/// <summary>Why an append was answered <see cref="AppendOutcome.Conflict"/>.</summary>
public enum ConflictReason
{
    None = 0,

    /// <summary>The key stands for other content.</summary>
    KeyReused = 1,

    /// <summary>The entry's epoch is neither the current one nor one that may begin here.</summary>
    Epoch = 2,

    /// <summary>Partition sequence or chain hash does not follow the head.</summary>
    Sequence = 3,

    /// <summary>
    /// The match sequence does not follow the match's last one, or a match enters a new epoch without an opening.
    /// </summary>
    MatchSequence = 4,
}

/// <summary>Where an entry stands and when it was published.</summary>
/// <param name="Position">Place in the partition.</param>
/// <param name="MatchPosition">Place in the match's stream; sequence 0 for a decision.</param>
/// <param name="PublishedMs">Unix time in milliseconds, stamped by the log.</param>
public readonly record struct EntryPlace(LogPosition Position, MatchPosition MatchPosition, long PublishedMs);

/// <summary>Answer for one entry of an <see cref="AppendRequest"/>.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Place">Where the entry stands: this one if appended, the first one of the key if duplicate.</param>
/// <param name="Conflict">Set for <see cref="AppendOutcome.Conflict"/> only.</param>
public readonly record struct EntryAnswer(
    AppendOutcome Outcome, EntryPlace Place = default, ConflictReason Conflict = ConflictReason.None);

/// <summary>
/// Answers for the entries of a request, in their order. Shorter than the request when an entry was not taken: that
/// answer is the last one, and what follows was not tried. (A duplicate counts as taken only if it stands exactly where
/// this request would have put it: a retry.)
/// </summary>
/// <param name="Answers">One per tried entry; empty means <see cref="AppendOutcome.Unknown"/> for all of them.</param>
public sealed record AppendAnswer(IReadOnlyList<EntryAnswer> Answers)
{
    /// <summary>Nothing is known about any entry of the request.</summary>
    public static AppendAnswer Unknown { get; } = new([]);

    /// <summary>
    /// The store is short of room, and drops what is behind the newest snapshot: the sooner the writer saves the next
    /// one, the more room there is.
    /// </summary>
    public bool SnapshotWanted { get; init; }
}
