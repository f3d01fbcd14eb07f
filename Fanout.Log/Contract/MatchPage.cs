namespace Fanout.Log;

/// <summary>How a match page relates to the position that was asked for.</summary>
public enum MatchPageStatus
{
    /// <summary>Entries follow the position.</summary>
    Ok = 0,

    /// <summary>The log has no entry with a public change for this match.</summary>
    NotFound = 1,

    /// <summary>
    /// The position is not of this history: an epoch ended before it. No entries; <see cref="MatchPage.Continues"/> is
    /// the last common one.
    /// </summary>
    Void = 2,

    /// <summary>The position is of the match's current epoch and above its last entry. No entries.</summary>
    Ahead = 3,

    /// <summary>
    /// What follows the position was trimmed. No entries; <see cref="MatchPage.First"/> is the first position that is
    /// there.
    /// </summary>
    Gone = 4,
}

/// <summary>Public entries of one match in order (changes and openings; decisions are not among them).</summary>
public sealed record MatchPage
{
    /// <summary>The log has nothing public of the match.</summary>
    public static MatchPage NotFound { get; } =
        new() { Status = MatchPageStatus.NotFound, Head = default, First = default, Entries = [] };

    public required MatchPageStatus Status { get; init; }

    /// <summary>The match's last position.</summary>
    public required MatchPosition Head { get; init; }

    /// <summary>
    /// The first position that is there: the first entry that the log still has, and where all of them are trimmed the
    /// head, whose state the snapshots have. Never the start, from which nobody could go on.
    /// </summary>
    public required MatchPosition First { get; init; }

    /// <summary>
    /// For <see cref="MatchPageStatus.Void"/>: the last position that the asker's history has in common with the log.
    /// </summary>
    public MatchPosition Continues { get; init; }

    public required IReadOnlyList<Entry> Entries { get; init; }
}
