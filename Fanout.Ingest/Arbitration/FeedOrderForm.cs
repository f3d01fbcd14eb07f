using Fanout.Ingest.Forwarding;
using Fanout.Protocol.Matches;

namespace Fanout.Ingest.Arbitration;

/// <summary>Orders and what became of them, as one process tells another.</summary>
internal static class FeedOrderForm
{
    public static ForwardedOrder Write(string matchId, FeedOrder order, FeedOrderTerms terms) => new()
    {
        Match = matchId,
        Kind = order.Kind switch
        {
            FeedOrderKind.Pin => ForwardedOrder.Types.Kind.Pin,
            FeedOrderKind.Unpin => ForwardedOrder.Types.Kind.Unpin,
            FeedOrderKind.Mute => ForwardedOrder.Types.Kind.Mute,
            _ => ForwardedOrder.Types.Kind.Unmute,
        },
        Feed = order.Feed,
        Actor = order.Actor,
        Role = order.Role,
        Reason = order.Reason,
        DryRun = terms.IsDryRun,
        Effect = terms.Effect,
    };

    public static FeedOrderTerms ReadTerms(ForwardedOrder order) => new(order.DryRun, order.Effect);

    /// <summary>What is wrong with an order; null when nothing is.</summary>
    public static string? FaultOf(ForwardedOrder order)
    {
        if (!MatchId.IsValid(order.Match)) return "no match";
        return Read(order) is null ? $"order {(int)order.Kind} is none that this version knows" : null;
    }

    /// <summary>Null: an order that this version does not know.</summary>
    public static FeedOrder? Read(ForwardedOrder order)
    {
        FeedOrderKind? kind = order.Kind switch
        {
            ForwardedOrder.Types.Kind.Pin => FeedOrderKind.Pin,
            ForwardedOrder.Types.Kind.Unpin => FeedOrderKind.Unpin,
            ForwardedOrder.Types.Kind.Mute => FeedOrderKind.Mute,
            ForwardedOrder.Types.Kind.Unmute => FeedOrderKind.Unmute,
            _ => null,
        };
        return kind is { } known ? new FeedOrder(known, order.Feed, order.Actor, order.Role, order.Reason) : null;
    }

    public static ForwardedOrderAnswer Write(FeedOrderResult result) => new()
    {
        Outcome = result.Outcome switch
        {
            FeedOrderOutcome.Done => ForwardedOrderAnswer.Types.Outcome.Done,
            FeedOrderOutcome.Unchanged => ForwardedOrderAnswer.Types.Outcome.Unchanged,
            FeedOrderOutcome.UnknownMatch => ForwardedOrderAnswer.Types.Outcome.UnknownMatch,
            FeedOrderOutcome.NoPolicy => ForwardedOrderAnswer.Types.Outcome.NoPolicy,
            FeedOrderOutcome.NotCovered => ForwardedOrderAnswer.Types.Outcome.NotCovered,
            FeedOrderOutcome.EffectChanged => ForwardedOrderAnswer.Types.Outcome.EffectChanged,
            FeedOrderOutcome.Continued => ForwardedOrderAnswer.Types.Outcome.Continued,
            _ => ForwardedOrderAnswer.Types.Outcome.Unspecified,
        },
        Delta = result.Delta,
        Decisions = { result.Decisions },
        Effect = result.Effect,
        Reached = result.Reached,
    };

    /// <summary>Null: an outcome that this version does not know.</summary>
    public static FeedOrderResult? Read(ForwardedOrderAnswer answer) => OutcomeIn(answer) is not { } outcome
        ? null
        : new FeedOrderResult(outcome)
        {
            Delta = answer.Delta,
            Decisions = answer.Decisions,
            Effect = answer.Effect,
            Reached = answer.Reached,
        };

    private static FeedOrderOutcome? OutcomeIn(ForwardedOrderAnswer answer) => answer.Outcome switch
    {
        ForwardedOrderAnswer.Types.Outcome.Done => FeedOrderOutcome.Done,
        ForwardedOrderAnswer.Types.Outcome.Unchanged => FeedOrderOutcome.Unchanged,
        ForwardedOrderAnswer.Types.Outcome.UnknownMatch => FeedOrderOutcome.UnknownMatch,
        ForwardedOrderAnswer.Types.Outcome.NoPolicy => FeedOrderOutcome.NoPolicy,
        ForwardedOrderAnswer.Types.Outcome.NotCovered => FeedOrderOutcome.NotCovered,
        ForwardedOrderAnswer.Types.Outcome.EffectChanged => FeedOrderOutcome.EffectChanged,
        ForwardedOrderAnswer.Types.Outcome.Continued => FeedOrderOutcome.Continued,
        _ => null,
    };
}
