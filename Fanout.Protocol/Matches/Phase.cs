namespace Fanout.Protocol.Matches;

/// <summary>What goes on in a phase.</summary>
public enum PhaseKind
{
    /// <summary>The match is played.</summary>
    Play,

    /// <summary>A pause within play: half-time, tea.</summary>
    Break,

    /// <summary>What comes next has not begun: before kick-off, before extra time.</summary>
    Wait,
}

/// <summary>What play in a phase counts towards.</summary>
public enum PhaseStage
{
    /// <summary>The phase is no play.</summary>
    None,
    Regulation,

    /// <summary>Extra time, overtime, super overs.</summary>
    Extra,
    Shootout,
}

/// <summary>One phase of a match, e.g. <c>2H</c> of football or <c>OT3</c> of basketball.</summary>
/// <param name="Id">As in <c>MatchState.phase</c> and <c>PeriodScore.phase</c>.</param>
/// <param name="Name">In English, for people.</param>
/// <param name="Kind">Whether it is play.</param>
/// <param name="Stage">What its play counts towards.</param>
/// <param name="Order">Place in the match: a phase with a lower one comes before. Null: it can come at any
/// time.</param>
/// <param name="Number">Of a numbered phase (<c>S2</c>: 2), from 1; otherwise 0.</param>
/// <param name="ClockBaseMs">What the sport's clock shows as the phase begins, in ms; null where <c>Format</c> or the
/// source says it.</param>
/// <param name="LengthMs">Regular length in ms; null where <c>Format</c> or the source says it, or the phase has
/// none.</param>
public sealed record Phase(
    string Id, string Name, PhaseKind Kind, PhaseStage Stage, int? Order, int Number, uint? ClockBaseMs,
    uint? LengthMs);
