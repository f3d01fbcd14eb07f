using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Arbitration;

/// <summary>Another feed becomes primary: the public state becomes what that feed says, in one change.</summary>
internal static class Takeover
{
    /// <param name="draft">The entry under way.</param>
    /// <param name="decision">Why; who takes over covers the match.</param>
    public static void Make(ArbitrationDraft draft, ArbitrationDecision decision)
    {
        var feed = decision.To;
        var before = draft.Find(draft.Head.Primary);
        var view = draft.Find(feed)!;
        draft.Head.Primary = feed;
        draft.Head.SinceMs = draft.NowMs;
        draft.Head.Taken = decision.Clone();
        PublicHead.Bring(draft, view, isSetting: draft.Head.Setting == feed);
        ShownLists.Bring(draft, view);

        var shown = view.Shown();
        foreach (var incident in view.Incidents())
            ShownIncidents.Show(draft, view, shown, incident, ArbitrationDraft.Provenance);
        var score = PublicHead.ScoreOf(view);
        if (score is not null) ProvisionalIncidents.CountBy(draft, null, score); // what it confirms takes its room among the counted
        ShownIncidents.HideOthers(draft, view, shown);
        if (score is null && before is not null) StandBy(draft, before);
        draft.Delta.Feed = new FeedChange { Active = feed };
    }

    /// <summary>
    /// The feed knows no score: that of the one before stays, without goals that nobody confirmed, since nobody will count them.
    /// </summary>
    private static void StandBy(ArbitrationDraft draft, ViewDraft before)
    {
        foreach (var waiting in draft.Provisional) waiting.Ordinal = 0;
        if (PublicHead.ScoreOf(before) is not { } score) return;
        draft.Delta.Score = new ScoreChange { Home = score.Home, Away = score.Away };
    }
}
