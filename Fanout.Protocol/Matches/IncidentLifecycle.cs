using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Protocol.Matches;

/// <summary>What may become of an incident, and whether it counts (docs/protocol/lifecycle.md).</summary>
/// <remarks>
/// POSSIBLE, PROVISIONAL, CONFIRMED: forward, skipping allowed. Any of them ↔ UNDER_REVIEW. Any state → VOIDED; VOIDED
/// → the state before, which of an incident voided under review is the state before the review. First sight
/// (UNSPECIFIED) may become anything.
/// </remarks>
public static class IncidentLifecycle
{
    /// <summary>
    /// Whether an incident in its present state may become <paramref name="to"/>. Staying as one is, is no transition.
    /// </summary>
    public static bool CanFollow(Incident incident, StateValue to) =>
        CanFollow(incident.State, incident.PreviousState, to);

    /// <inheritdoc cref="CanFollow(Incident, StateValue)"/>
    /// <param name="from">The present state.</param>
    /// <param name="previous">The state before the review or the void; UNSPECIFIED where nobody knows it.</param>
    /// <param name="to">What it is to become.</param>
    public static bool CanFollow(StateValue from, StateValue previous, StateValue to)
    {
        if (!IsKnown(to) || from == to) return false;
        return from switch
        {
            StateValue.Unspecified => true,
            StateValue.Voided => previous == StateValue.Unspecified ? IsCertainty(to) : to == previous,
            StateValue.UnderReview => to == StateValue.Voided || IsCertainty(to),
            _ => to is StateValue.Voided or StateValue.UnderReview || (IsCertainty(from) && to > from),
        };
    }

    /// <summary>
    /// What <see cref="Incident.PreviousState"/> is after a transition: kept through review and void, unspecified
    /// outside them.
    /// </summary>
    public static StateValue PreviousAfter(Incident incident, StateValue to)
    {
        if (IsCertainty(to)) return StateValue.Unspecified;
        return IsCertainty(incident.State) ? incident.State : incident.PreviousState;
    }

    /// <summary>
    /// Whether the score counts it: PROVISIONAL and CONFIRMED do, UNDER_REVIEW as before the review, POSSIBLE and
    /// VOIDED never.
    /// </summary>
    public static bool Counts(Incident incident) =>
        Counts(incident.State == StateValue.UnderReview ? incident.PreviousState : incident.State);

    private static bool Counts(StateValue state) => state is StateValue.Provisional or StateValue.Confirmed;

    private static bool IsCertainty(StateValue state) =>
        state is StateValue.Possible or StateValue.Provisional or StateValue.Confirmed;

    private static bool IsKnown(StateValue state) =>
        IsCertainty(state) || state is StateValue.UnderReview or StateValue.Voided;
}
