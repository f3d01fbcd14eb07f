namespace Fanout.Ingest.Adapters.OpenLigaDb;

/// <summary>A side as a document has it; 0 and empty: not stated.</summary>
internal sealed record LigaTeam(long Id, string Name, string ShortName, string IconUrl);

/// <summary>A result, typed in by hand: that of a half, of the match, after extra time, after penalties.</summary>
internal sealed record LigaResult(LigaResultKind Kind, string Name, long Order, long? Home, long? Away);

internal enum LigaResultKind
{
    Unknown,
    Half,
    Regulation,
    Extra,
    Penalties,
}

/// <summary>A row of the goals, typed in by hand and in any order.</summary>
/// <param name="Id">The provider's number of the row; 0: not stated.</param>
/// <param name="Home">The running score that the row states, this goal included.</param>
/// <param name="Away">Likewise.</param>
/// <param name="Minute">As stated; may be missing.</param>
internal sealed record LigaGoal(
    long Id, long? Home, long? Away, long? Minute, string Scorer, bool IsPenalty, bool IsOwnGoal, string Comment)
{
    /// <summary>A kick of the shoot-out, which is listed like a goal.</summary>
    public bool IsKick => Comment.Contains("elfmeterschie", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A match as a document has it.</summary>
/// <param name="Start"><see langword="null"/>: not stated.</param>
/// <param name="TimeZone">IANA name; empty: not stated, or not known here.</param>
/// <param name="ChangedAt"><see langword="null"/>: not stated.</param>
internal sealed record LigaMatch(
    long Id,
    DateTimeOffset? Start,
    string TimeZone,
    DateTimeOffset? ChangedAt,
    bool IsFinished,
    LigaTeam Home,
    LigaTeam Away,
    IReadOnlyList<LigaResult> Results,
    IReadOnlyList<LigaGoal> Goals)
{
    public string LeagueId { get; init; } = "";

    public string LeagueName { get; init; } = "";

    public string Season { get; init; } = "";

    public string Round { get; init; } = "";

    public string Venue { get; init; } = "";
}
