using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ArbitrationDecision.Types.Kind;

namespace Fanout.Ingest.Arbitration;

/// <summary>Pins and mutes: what people decide instead of the policy.</summary>
internal static class FeedOrders
{
    /// <summary>Why nothing is to be done; null: it is to be done.</summary>
    public static FeedOrderOutcome? Obstacle(MatchWork work, FeedOrder order)
    {
        if (!work.IsKnown) return FeedOrderOutcome.UnknownMatch;
        if (work.Views is not { } views) return FeedOrderOutcome.NoPolicy;
        if (work.Superseded is not null) return FeedOrderOutcome.Continued;
        var pinned = views.Head.Pinned;
        if (order.Kind == FeedOrderKind.Unpin)
        {
            if (order.Feed.Length > 0 && views.Find(order.Feed) is null) return FeedOrderOutcome.NotCovered;
            var isPinned = pinned.Length > 0 && (order.Feed.Length == 0 || order.Feed == pinned);
            return isPinned ? null : FeedOrderOutcome.Unchanged;
        }
        if (views.Find(order.Feed) is not { } view) return FeedOrderOutcome.NotCovered;
        var isSo = order.Kind switch
        {
            FeedOrderKind.Pin => pinned == order.Feed,
            FeedOrderKind.Mute => view.Standing.Muted,
            _ => !view.Standing.Muted,
        };
        return isSo ? FeedOrderOutcome.Unchanged : null;
    }

    /// <summary>Does what is wanted. Who takes over from a feed that was muted is decided next.</summary>
    public static void Obey(ArbitrationDraft draft, FeedOrder order)
    {
        var decision = new ArbitrationDecision { Actor = order.Actor, Detail = order.Reason };
        draft.Decisions.Add(decision);
        switch (order.Kind)
        {
            case FeedOrderKind.Pin:
                Pin(draft, order.Feed, decision);
                break;
            case FeedOrderKind.Unpin:
                (decision.Kind, decision.From) = (Kind.Unpinned, draft.Head.Pinned);
                draft.Head.Pinned = "";
                break;
            case FeedOrderKind.Mute:
                (decision.Kind, decision.From) = (Kind.Muted, order.Feed);
                draft.StandingOf(order.Feed).Muted = true;
                if (draft.Head.Pinned == order.Feed) draft.Head.Pinned = "";
                ProvisionalIncidents.Withdraw(draft, order.Feed);
                ShownLists.Settle(draft, order.Feed);
                break;
            default:
                (decision.Kind, decision.From) = (Kind.Unmuted, order.Feed);
                var standing = draft.StandingOf(order.Feed);
                standing.Muted = false;
                standing.WellSinceMs = 0; // its next event begins anew
                ShownLists.Settle(draft, order.Feed);
                break;
        }
    }

    private static void Pin(ArbitrationDraft draft, string feed, ArbitrationDecision decision)
    {
        (decision.Kind, decision.From, decision.To) = (Kind.Pinned, draft.Head.Primary, feed);
        draft.Head.Pinned = feed;
        draft.StandingOf(feed).Muted = false;
        if (draft.Head.Primary == feed) return;
        decision.HeldMs = draft.NowMs - draft.Head.SinceMs;
        Takeover.Make(draft, decision);
    }
}
