using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Arbitration;

/// <summary>The public state follows the view of the primary feed.</summary>
internal static class PrimaryView
{
    /// <summary>What an event of the primary does to the public state: what it did to its view, under public ids.</summary>
    /// <param name="draft">The entry under way.</param>
    /// <param name="view">The primary's view, after the event.</param>
    /// <param name="entry">What the event did to it.</param>
    /// <param name="isSetting">Whether its fixture is the match's.</param>
    public static void Follow(ArbitrationDraft draft, ViewDraft view, MatchEntry entry, bool isSetting)
    {
        var said = entry.Public.Delta;
        if (said is not null)
        {
            var delta = said.Clone();
            delta.Feed = null;
            delta.Incidents = null;
            if (!isSetting) MatchSetting.Remove(delta);
            draft.Delta = delta;
            ShownLists.Follow(draft, view, said);
        }
        // Said for the first time, a thing may be news for readers though it is none for the view: what is shown may be of
        // another feed.
        if (view.StatesAnew && draft.Work.IsKnown) BringAgain(draft, view, isSetting);
        if (said?.Incidents is { } edits)
        {
            var shown = view.Shown();
            foreach (var incident in edits.Upsert)
                ShownIncidents.Show(draft, view, shown, incident, entry.Public.Cause.EventId);
        }
        if (!PublicHead.StatesScore(entry.Writer) || PublicHead.ScoreOf(view) is not { } score) return;
        ProvisionalIncidents.CountBy(draft, PublicHead.ScoreOf(view.Before), score);
        if (draft.Feeds.Skip(1).Any()) ShownIncidents.HideUncounted(draft, view);
    }

    private static void BringAgain(ArbitrationDraft draft, ViewDraft view, bool isSetting)
    {
        var lists = draft.Delta;
        draft.Delta = new Protocol.Messages.MatchDelta { Stats = lists.Stats, Lineups = lists.Lineups };
        PublicHead.Bring(draft, view, isSetting);
    }
}
