namespace Fanout.Log;

/// <summary>
/// State of a partition after the entry at <see cref="Position"/>: with the entries after it, all that a writer or a
/// node needs to begin.
/// </summary>
public sealed record PartitionSnapshot
{
    public required int Partition { get; init; }

    public required LogPosition Position { get; init; }

    /// <summary>Chain hash of the entry at <see cref="Position"/>.</summary>
    public required ChainHash Chain { get; init; }

    /// <summary>Stamp of the entry at <see cref="Position"/>; Unix milliseconds.</summary>
    public required long PublishedMs { get; init; }

    /// <summary>
    /// Saving: at least the matches that changed since the newest stored snapshot, those that retired among them; the
    /// rest is taken over from it. Reading: all matches, in the order of their ids (ordinal).
    /// </summary>
    public required IReadOnlyList<MatchSnapshot> Matches { get; init; }
}

/// <summary>One match in a <see cref="PartitionSnapshot"/>. Both parts are opaque to the log.</summary>
/// <param name="MatchId">Our id of the match.</param>
/// <param name="Position">The match's last public position; the start if it has none (only decisions so far).</param>
/// <param name="Public">The public state.</param>
/// <param name="Writer">The writer's state: locks, dedupe, arbitration.</param>
public sealed record MatchSnapshot(
    string MatchId, MatchPosition Position, ReadOnlyMemory<byte> Public, ReadOnlyMemory<byte> Writer)
{
    /// <summary>
    /// The match left its writer's memory (<see cref="MatchLife.Retires"/>), and this is how it stood then: readers
    /// still show it, writers pass it over. It is taken over like any other and trimmed never; but one that has no
    /// public position is left out of what is read, for it has nothing to show.
    /// </summary>
    public bool IsRetired { get; init; }
}

/// <summary>Which snapshot to read, the newest one within both bounds, and what of it.</summary>
/// <param name="SequenceMax">Position at or below this sequence; <see langword="null"/>: any.</param>
/// <param name="PublishedMsMax">Stamp at or below this Unix time in milliseconds; <see langword="null"/>: any.</param>
/// <param name="MatchId">
/// This match alone is read, if the snapshot has it: a partition may have thousands; <see langword="null"/>: all.
/// </param>
public readonly record struct SnapshotLimit(
    ulong? SequenceMax = null, long? PublishedMsMax = null, string? MatchId = null);

/// <summary>Answer to saving a snapshot.</summary>
public enum SnapshotOutcome
{
    Saved = 1,

    /// <summary>A snapshot at or above this position is stored already, or the position is the start.</summary>
    Stale = 2,

    /// <summary>The log has another entry, or none, at this position: the saver's history is not the log's.</summary>
    Diverged = 3,
}
