namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>What an event was, as far as a score depends on it.</summary>
internal enum DflKind
{
    Other,
    KickOff,
    FinalWhistle,
    ShootoutStart,
    Goal,
    OwnGoal,
    PenaltyMissed,
    Corner,
    Card,
    StaffCard,
    Substitution,
    VideoReview,
    GoalDisallowed,
    AddedTime,

    /// <summary>A tombstone: what the id stood for is void.</summary>
    Delete,
}

/// <summary>An <c>Event</c> element.</summary>
/// <param name="Id">Unique; grows with the order of entry, not with that of play.</param>
/// <param name="Time">When it happened, on the clock of the day: the format has none of the match.</param>
/// <param name="Team">The provider's id of the team that did it; <see langword="null"/>: not stated.</param>
internal sealed record DflEvent(string Id, string MatchId, DateTimeOffset Time, DflKind Kind, string? Team, string? Player)
{
    /// <summary>Assist, or the player who leaves.</summary>
    public string? Player2 { get; init; }

    /// <summary>The period that begins or ends with it.</summary>
    public FootballPeriod? Section { get; init; }

    /// <summary>Method of a goal or penalty, card, reason or decision: in our words where there are any.</summary>
    public string? Word { get; init; }

    /// <summary>The running result that it states.</summary>
    public (int Home, int Away)? Result { get; init; }

    /// <summary>A shot from the penalty spot: in a shoot-out a kick of it.</summary>
    public bool IsPenalty { get; init; }

    /// <summary>The shot came straight from a corner, which counts as one too.</summary>
    public bool IsCorner { get; init; }

    /// <summary>The match was broken off with this whistle, or the card does not count.</summary>
    public bool IsCancelled { get; init; }

    public uint Minutes { get; init; }

    /// <summary>When the message was sent that it came in; the newest content of an id holds. <see langword="null"/>: not stated.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Whether it says the same, whenever it was sent.</summary>
    public bool IsSameAs(DflEvent other) => this with { SentAt = null } == other with { SentAt = null };
}
