using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Arbitration;

/// <summary>How feeds are doing, told from what they say and when.</summary>
internal static class FeedStandings
{
    /// <summary>A feed spoke.</summary>
    /// <param name="draft">The entry under way.</param>
    /// <param name="input">What it said.</param>
    /// <param name="verdict">What its view made of that.</param>
    public static void Hear(ArbitrationDraft draft, FeedEvent input, Verdict verdict)
    {
        var (policy, now) = (draft.Policy, draft.NowMs);
        var standing = draft.StandingOf(input.Feed);
        standing.LagMs = Math.Max(0, now - Instants.MsOf(input.Content.At));
        var isLate = policy.LagMs > 0 && standing.LagMs > policy.LagMs;
        if (!isLate) standing.LaggingSinceMs = 0;
        else if (standing.LaggingSinceMs == 0) standing.LaggingSinceMs = now;
        if (verdict.Outcome == Outcome.Accepted)
        {
            if (!IsHeartbeat(input.Content)) (standing.FaultMs, standing.Fault) = (0, "");
        }
        else if (IsImpossible(verdict))
        {
            (standing.FaultMs, standing.Fault) = (now, $"{verdict.Reason} {verdict.Detail}");
        }

        var wasSilent = draft.Head.LiveSinceMs > 0 && now - standing.HeardMs > policy.SilenceMs;
        standing.HeardMs = Math.Max(standing.HeardMs, now);
        if (standing.FaultMs > 0 || IsLagging(standing, policy)) standing.WellSinceMs = 0;
        else if (standing.WellSinceMs == 0 || wasSilent) standing.WellSinceMs = now;
    }

    /// <summary>After what was said: whether the match is played, and whose score is not the primary's.</summary>
    public static void Compare(ArbitrationDraft draft)
    {
        var views = draft.Feeds.Select(feed => draft.Find(feed)!).ToList();
        var isPlayed = views.Any(view => !draft.StandingOf(view.Feed).Muted && view.Head.Status == StatusValue.Live);
        if (!isPlayed) draft.Head.LiveSinceMs = 0;
        else if (draft.Head.LiveSinceMs == 0) draft.Head.LiveSinceMs = draft.NowMs;

        var primary = draft.Find(draft.Head.Primary) is { } view ? PublicHead.ScoreOf(view) : null;
        foreach (var other in views)
        {
            var score = PublicHead.ScoreOf(other);
            var diverges = other.Feed != draft.Head.Primary && primary is not null && score is not null
                && !score.Equals(primary);
            var standing = draft.StandingOf(other.Feed);
            if (standing.Diverges == diverges && standing.AgreementMs > 0) continue;
            (standing.Diverges, standing.AgreementMs) = (diverges, draft.NowMs);
        }
    }

    /// <summary>Whether every event came too late for too long.</summary>
    public static bool IsLagging(FeedStanding standing, ArbitrationPolicy policy) =>
        standing.LaggingSinceMs > 0 && standing.HeardMs - standing.LaggingSinceMs >= policy.LagTimeMs;

    /// <summary>Whether a feed can be primary.</summary>
    public static bool IsWell(FeedStanding standing, ArbitrationPolicy policy, double nowMs) =>
        standing is { Muted: false, WellSinceMs: > 0 } && nowMs - standing.HeardMs <= policy.SilenceMs;

    /// <summary>
    /// Since when a feed has been silent for too long while its match is played, ms since 1970; null: it has not, or is muted.
    /// </summary>
    /// <param name="standing">How the feed is doing.</param>
    /// <param name="liveSinceMs">Since when the match is played, ms since 1970; 0: it is not, and silence means nothing.</param>
    /// <param name="policy">The policy of the match.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public static double? SilentSince(FeedStanding standing, double liveSinceMs, ArbitrationPolicy policy, double nowMs)
    {
        if (standing.Muted || liveSinceMs <= 0) return null;
        var sinceMs = Math.Max(standing.HeardMs, liveSinceMs);
        return nowMs - sinceMs > policy.SilenceMs ? sinceMs : null;
    }

    /// <summary>A status or a score that cannot be; an odd incident, or a shirt number of 1000, is no reason to leave a feed.</summary>
    private static bool IsImpossible(Verdict verdict) =>
        verdict.Reason == QuarantineReason.Lifecycle
        || (verdict.Reason == QuarantineReason.ImpossibleValue
            && verdict.Detail.StartsWith("score", StringComparison.Ordinal));

    private static bool IsHeartbeat(ScoreEvent content)
    {
        if (content.Heartbeat is null) return false;
        var bare = new ScoreEvent { Id = content.Id, Match = content.Match, At = content.At, Heartbeat = content.Heartbeat };
        return content.Equals(bare);
    }
}
