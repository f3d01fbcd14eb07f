using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Arbitration;

/// <summary>Whether another feed is to be primary. Pure: a function of what is known of the feeds, the policy and the time.</summary>
/// <remarks>
/// A primary is left at once when there is a reason and somebody who can take over. It comes back slowly: while it comes and
/// goes, what viewers see stays that of one feed.
/// </remarks>
internal static class FailoverRule
{
    /// <summary>Who takes over and why; null: all stays as it is.</summary>
    public static ArbitrationDecision? Decide(FeedViews views, ArbitrationPolicy policy, double nowMs)
    {
        if (views.Primary is not { } primary || views.Head.Pinned.Length > 0) return null;
        return Leave(views, primary, policy, nowMs) ?? Return(views, primary, policy, nowMs);
    }

    /// <summary>How long a better feed must be well before it is primary again, ms.</summary>
    public static double HoldOffMs(ArbitrationHead head, ArbitrationPolicy policy)
    {
        var doublings = Math.Clamp((int)head.LeftCount - 1, 0, ArbitrationLimits.HoldOffDoublingMax);
        return policy.HoldOffMs * (1 << doublings);
    }

    /// <summary>Notes that a primary was left for a fault of its own, and for a feed that is preferred less: it must be well to come back.</summary>
    public static void NoteLeft(ArbitrationHead head, ArbitrationPolicy policy, double nowMs)
    {
        var isLongAgo = nowMs - head.LeftMs > policy.HoldOffMs * ArbitrationLimits.HoldOffsToForget;
        head.LeftCount = isLongAgo ? 1 : head.LeftCount + 1;
        head.LeftMs = nowMs;
    }

    private static ArbitrationDecision? Leave(
        FeedViews views, FeedView primary, ArbitrationPolicy policy, double nowMs)
    {
        if (primary.Standing.Muted)
        {
            return Best(views, primary, policy, view => !view.Standing.Muted) is { } other
                ? Failover(primary, other, ArbitrationDecision.Types.Reason.Mute, 0, 0)
                : null;
        }
        if (Best(views, primary, policy, view => FeedStandings.IsWell(view.Standing, policy, nowMs)) is not { } next)
            return null;
        var standing = primary.Standing;
        if (standing.FaultMs > 0)
        {
            var fault = Failover(
                primary, next, ArbitrationDecision.Types.Reason.Impossible, nowMs - standing.FaultMs, 0);
            fault.Detail = standing.Fault;
            return fault;
        }
        if (PlayedSinceMs(views, primary) is not { } playedSinceMs) return null;
        var silentMs = nowMs - Math.Max(standing.HeardMs, playedSinceMs);
        if (silentMs > policy.SilenceMs)
            return Failover(primary, next, ArbitrationDecision.Types.Reason.Silence, silentMs, policy.SilenceMs);
        if (FeedStandings.IsLagging(standing, policy))
            return Failover(primary, next, ArbitrationDecision.Types.Reason.Lag, standing.LagMs, policy.LagMs);
        return Diverge(views, primary, policy, nowMs);
    }

    /// <summary>
    /// Another feed has had another score for long, and stated it later: the primary may have missed it. Not a fast one: it is
    /// there to be confirmed.
    /// </summary>
    private static ArbitrationDecision? Diverge(
        FeedViews views, FeedView primary, ArbitrationPolicy policy, double nowMs)
    {
        if (policy.DivergenceMs <= 0 || policy.IsAuthoritative(primary.Feed)) return null;
        var next = Best(views, primary, policy, view =>
            FeedStandings.IsWell(view.Standing, policy, nowMs) && view.Standing.Diverges && !policy.IsFast(view.Feed)
            && nowMs - view.Standing.AgreementMs >= policy.DivergenceMs
            && PublicHead.ScoreAt(view.Work) > PublicHead.ScoreAt(primary.Work));
        if (next is null) return null;
        var measuredMs = nowMs - next.Standing.AgreementMs;
        return Failover(primary, next, ArbitrationDecision.Types.Reason.Divergence, measuredMs, policy.DivergenceMs);
    }

    private static ArbitrationDecision? Return(
        FeedViews views, FeedView primary, ArbitrationPolicy policy, double nowMs)
    {
        var better = Best(views, primary, policy, view =>
            policy.Prefers(view.Feed, primary.Feed) && FeedStandings.IsWell(view.Standing, policy, nowMs));
        if (better is null) return null;
        var head = views.Head;
        if (head is { LiveSinceMs: 0, LeftCount: 0 } && !HasBegun(primary) && !HasBegun(better))
            return Change(ArbitrationDecision.Types.Kind.Preferred, primary, better);

        var standing = better.Standing;
        var isOver = StatusRule.IsOver(primary.Work.State.Head.Status);
        if (isOver && !StatusRule.IsOver(better.Work.State.Head.Status)) return null;
        var holdOffMs = HoldOffMs(head, policy);
        var sinceMs = Math.Max(standing.WellSinceMs, head.SinceMs);
        var isNewer = PublicHead.ScoreAt(better.Work) > PublicHead.ScoreAt(primary.Work);
        var wellMs = nowMs - (standing.Diverges || isNewer ? sinceMs : Math.Max(sinceMs, standing.AgreementMs));
        var agrees = (!standing.Diverges || isNewer) && wellMs >= holdOffMs;
        var hasTheWord = policy.IsAuthoritative(better.Feed) && nowMs - sinceMs >= 2 * holdOffMs;
        if (!agrees && !hasTheWord) return null;
        var decision = Change(ArbitrationDecision.Types.Kind.Failback, primary, better);
        decision.MeasuredMs = nowMs - sinceMs;
        decision.LimitMs = agrees ? holdOffMs : 2 * holdOffMs;
        return decision;
    }

    /// <summary>
    /// Since when silence of the primary means something, ms since 1970: since play began by its own word, or by a later one
    /// of another feed. Null in a break and after the end, when nobody has anything to say.
    /// </summary>
    private static double? PlayedSinceMs(FeedViews views, FeedView primary)
    {
        var status = primary.Work.State.Head.Status;
        if (status == StatusValue.Live) return views.Head.LiveSinceMs;
        if (status == StatusValue.Ended || StatusRule.IsOver(status)) return null;
        var at = views.All
            .Where(static view => !view.Standing.Muted && view.Work.State.Head.Status == StatusValue.Live)
            .Select(static view => view.Work.StatedAt("status"))
            .DefaultIfEmpty()
            .Max();
        return at > primary.Work.StatedAt("status") ? Math.Max(views.Head.LiveSinceMs, Instants.MsOf(at)) : null;
    }

    private static bool HasBegun(FeedView view) => view.Work.State.Head.Status is not
        (StatusValue.Unspecified or StatusValue.Scheduled or StatusValue.PreMatch or StatusValue.Delayed
        or StatusValue.Postponed);

    private static FeedView? Best(
        FeedViews views, FeedView primary, ArbitrationPolicy policy, Func<FeedView, bool> fits)
    {
        FeedView? best = null;
        foreach (var view in views.All)
        {
            if (view.Feed == primary.Feed || !fits(view)) continue;
            if (best is null || policy.Prefers(view.Feed, best.Feed)) best = view;
        }
        return best;
    }

    private static ArbitrationDecision Failover(
        FeedView from, FeedView to, ArbitrationDecision.Types.Reason reason, double measuredMs, double limitMs)
    {
        var decision = Change(ArbitrationDecision.Types.Kind.Failover, from, to);
        decision.Reason = reason;
        decision.MeasuredMs = measuredMs;
        decision.LimitMs = limitMs;
        return decision;
    }

    private static ArbitrationDecision Change(ArbitrationDecision.Types.Kind kind, FeedView from, FeedView to) => new()
    {
        Kind = kind,
        From = from.Feed,
        To = to.Feed,
        FromScore = Show(PublicHead.ScoreOf(from.Work)),
        ToScore = Show(PublicHead.ScoreOf(to.Work)),
    };

    private static string Show(Pair? score) => score is null ? "" : $"{score.Home}:{score.Away}";
}
