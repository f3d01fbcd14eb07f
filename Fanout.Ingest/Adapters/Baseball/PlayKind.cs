namespace Fanout.Ingest.Adapters.Baseball;

/// <summary>What a play was, as far as a scoreboard tells plays apart.</summary>
internal enum PlayKind
{
    /// <summary>Nothing happened; a substitution follows.</summary>
    NoPlay,

    /// <summary>A batted ball with at least one out, or a play that nobody described (99).</summary>
    Out,
    Strikeout,
    Walk,
    HitByPitch,
    Single,
    Double,
    Triple,
    HomeRun,
    Error,
    FieldersChoice,

    /// <summary>A fielder was in the batter's way.</summary>
    Interference,

    /// <summary>A foul ball that should have been caught; the batter goes on.</summary>
    FoulError,
    StolenBase,
    CaughtStealing,
    Pickoff,
    WildPitch,
    PassedBall,
    Balk,

    /// <summary>A runner advanced and nobody minded.</summary>
    Indifference,
    OtherAdvance,

    /// <summary>The description is not one that we know.</summary>
    Unknown,
}
