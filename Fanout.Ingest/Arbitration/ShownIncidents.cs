using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Arbitration;

/// <summary>Incidents of the primary's view in the public state, under ids that stay whoever is primary.</summary>
internal static class ShownIncidents
{
    private const string NotHad = "FEED_CORRECTION"; // vocabularies/incidents.json: hidden

    /// <summary>Shows an incident as the primary has it.</summary>
    /// <param name="draft">The entry under way.</param>
    /// <param name="view">The primary's view.</param>
    /// <param name="shown">Public ids of its incidents; gets the new one.</param>
    /// <param name="incident">One of its incidents.</param>
    /// <param name="provenance">What changed it.</param>
    public static void Show(
        ArbitrationDraft draft, ViewDraft view, HashSet<string> shown, Incident incident, string provenance)
    {
        var id = view.ShownAs(incident.Id);
        if (id.Length == 0)
        {
            id = IdFor(draft, view, shown, incident);
            view.ShowAs(incident.Id, id);
            shown.Add(id);
        }
        var after = incident.Clone();
        after.Id = id;
        ProvisionalIncidents.Confirm(draft, view.Feed, after);
        draft.Put(after, provenance);
    }

    /// <summary>
    /// Takes back what the new primary does not have, where it would have it. Hidden, not struck through: nobody took it back
    /// on the pitch.
    /// </summary>
    public static void HideOthers(ArbitrationDraft draft, ViewDraft view, HashSet<string> shown)
    {
        var own = view.Incidents().ToList();
        var others = draft.Incidents()
            .Where(incident => !shown.Contains(incident.Id) && incident.State != StateValue.Voided)
            .Where(incident => draft.FindProvisional(incident.Id) is null)
            .ToList();
        others.Reverse(); // where there is room for some of them, the older ones stay
        foreach (var incident in others)
        {
            if (WouldHave(draft, view, own, incident)) Hide(draft, incident, NotHad);
        }
    }

    /// <summary>
    /// Takes back goals that the primary confirmed by counting alone, once it counts so few that there is no room for them.
    /// </summary>
    public static void HideUncounted(ArbitrationDraft draft, ViewDraft view)
    {
        if (!ProvisionalIncidents.CountsGoals(draft)) return;
        var counted = draft.Incidents()
            .Where(static one => one is { Type: "goal", Provenance: ArbitrationDraft.Provenance } && IncidentLifecycle.Counts(one))
            .ToList();
        if (counted.Count == 0) return;
        var shown = view.Shown();
        foreach (var incident in counted)
        {
            if (!shown.Contains(incident.Id) && !HasRoom(draft, view, incident)) Hide(draft, incident, NotHad);
        }
    }

    /// <summary>Voids a public incident that no feed voided.</summary>
    public static void Hide(ArbitrationDraft draft, Incident incident, string reason)
    {
        var after = incident.Clone();
        after.PreviousState = IncidentLifecycle.PreviousAfter(incident, StateValue.Voided);
        after.State = StateValue.Voided;
        after.Visibility = Visibility.Types.Value.Hidden;
        after.Reason = reason;
        draft.Put(after, ArbitrationDraft.Provenance);
        draft.Retracted.Add((incident.Id, reason));
    }

    /// <summary>A public id for an incident that none of the public ones is like.</summary>
    public static string NewId(ArbitrationDraft draft, string feed, string incident)
    {
        var id = incident;
        while (draft.FindIncident(id) is not null) id = $"{feed}:{id}";
        return id;
    }

    /// <summary>Goals of a side that count, those aside that wait for the primary.</summary>
    public static int GoalCount(IEnumerable<Incident> incidents, string side) => incidents.Count(incident =>
        incident.Type == "goal" && incident.Team == side && IncidentLifecycle.Counts(incident));

    private static string IdFor(ArbitrationDraft draft, ViewDraft view, HashSet<string> shown, Incident incident)
    {
        // Alone, a feed has nobody to agree with: the search is saved.
        if (draft.Feeds.Skip(1).Any())
        {
            if (IncidentLikeness.Find(draft, shown, incident) is { } same) return same.Id;
            if (IncidentLikeness.Find(draft, shown, incident, otherSide: true) is { } opposite)
                ProvisionalIncidents.Contradict(draft, view.Feed, opposite);
        }
        return NewId(draft, view.Feed, incident.Id);
    }

    /// <summary>
    /// Who has the last word and names incidents has all that there are. Of the goals, others have those that they count; of
    /// all else, what came after the first of that type that they name: they may have come late.
    /// </summary>
    private static bool WouldHave(
        ArbitrationDraft draft, ViewDraft view, List<Incident> own, Incident incident)
    {
        if (own.Count > 0 && draft.Policy.IsAuthoritative(view.Feed)) return true;
        if (incident.Type == "goal" && ProvisionalIncidents.CountsGoals(draft) && PublicHead.ScoreOf(view) is not null)
            return !HasRoom(draft, view, incident);
        return own.Any(one => one.Type == incident.Type && one.AtMs <= incident.AtMs);
    }

    private static bool HasRoom(ArbitrationDraft draft, ViewDraft view, Incident incident)
    {
        if (incident.Type != "goal" || !ProvisionalIncidents.CountsGoals(draft)) return true;
        if (PublicHead.ScoreOf(view) is not { } score) return true;
        var goals = GoalCount(draft.Incidents().Where(one => draft.FindProvisional(one.Id) is null), incident.Team);
        return goals <= (incident.Team == "home" ? score.Home : score.Away);
    }
}
