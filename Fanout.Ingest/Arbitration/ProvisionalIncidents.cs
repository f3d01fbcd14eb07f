using Fanout.Ingest.Normalising;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Arbitration;

/// <summary>
/// Incidents that a fast feed opens before the primary has them: PROVISIONAL, counted by the score, and taken back where the
/// primary does not confirm them in time.
/// </summary>
/// <remarks>
/// A goal says which one of its side it is. The score shows what the primary says, and beyond that only goals with a higher
/// number: one that the primary counts already, or counts before it names it, is never counted twice.
/// </remarks>
internal static class ProvisionalIncidents
{
    private const string NotConfirmed = "SCOUT_ERROR"; // vocabularies/incidents.json: it did not happen, hidden

    private static readonly string[] Types = ["goal", "card"];

    /// <summary>What an event of a fast feed, which is not primary, does to the public state.</summary>
    public static void Follow(ArbitrationDraft draft, ViewDraft view, MatchEntry entry)
    {
        foreach (var incident in entry.Public.Delta?.Incidents?.Upsert ?? [])
        {
            var id = view.ShownAs(incident.Id);
            if (id.Length == 0) Open(draft, view, incident, entry.Public.Cause.EventId);
            else if (draft.FindProvisional(id) is { Confirmed: false } waiting && waiting.Feed == view.Feed)
                Amend(draft, waiting, incident, entry.Public.Cause.EventId);
        }
    }

    /// <summary>The primary has an incident: if it was waited for, it is confirmed, or voided. Its state is set to what is shown.</summary>
    public static void Confirm(ArbitrationDraft draft, string primary, Incident incident)
    {
        if (draft.FindProvisional(incident.Id) is not { Confirmed: false } waiting) return;
        if (incident.State is StateValue.Possible or StateValue.Provisional)
        {
            incident.State = StateValue.Provisional; // of the two, the surer one
            return;
        }
        var isVoided = incident.State == StateValue.Voided;
        Decide(draft, waiting, isVoided ? ArbitrationDecision.Types.Kind.Refused : ArbitrationDecision.Types.Kind.Confirmed, primary);
        if (isVoided) draft.Retracted.Add((incident.Id, incident.Reason));
        if (isVoided || waiting.Ordinal == 0) draft.Settle(waiting);
        else waiting.Confirmed = true; // until the primary counts it
    }

    /// <summary>The primary credits to one side what was opened for the other.</summary>
    public static void Contradict(ArbitrationDraft draft, string primary, Incident incident)
    {
        if (draft.FindProvisional(incident.Id) is not { Confirmed: false } waiting) return;
        Decide(draft, waiting, ArbitrationDecision.Types.Kind.Contradicted, primary);
        ShownIncidents.Hide(draft, incident, NotConfirmed);
        draft.Settle(waiting);
    }

    /// <summary>The primary states its score: goals that it confirmed are in it, and those that it took back are not.</summary>
    public static void CountBy(ArbitrationDraft draft, Pair? before, Pair after)
    {
        foreach (var waiting in draft.Provisional.ToList())
        {
            if (waiting.Confirmed) draft.Settle(waiting);
            var fall = before is null ? 0 : Side(before, waiting.Side) - Side(after, waiting.Side);
            if (fall > 0) waiting.Ordinal = Math.Max(Math.Min(waiting.Ordinal, 1), waiting.Ordinal - fall);
        }
    }

    /// <summary>Whether the time of some has come.</summary>
    public static bool AreDue(FeedViews views, ArbitrationPolicy policy, double nowMs) =>
        views.Provisional.Any(one => nowMs - one.OpenedMs >= policy.ConfirmationMs);

    /// <summary>Those whose time has come wait no longer.</summary>
    public static void Expire(ArbitrationDraft draft)
    {
        foreach (var waiting in draft.Provisional.ToList())
        {
            if (draft.NowMs - waiting.OpenedMs < draft.Policy.ConfirmationMs) continue;
            if (!waiting.Confirmed && draft.FindIncident(waiting.Id) is { } incident) End(draft, waiting, incident);
            draft.Settle(waiting);
        }
    }

    /// <summary>Takes back all that a feed opened.</summary>
    public static void Withdraw(ArbitrationDraft draft, string feed)
    {
        foreach (var waiting in draft.Provisional.Where(one => one.Feed == feed && !one.Confirmed).ToList())
        {
            Decide(draft, waiting, ArbitrationDecision.Types.Kind.Withdrawn, "");
            ShownIncidents.Hide(draft, draft.FindIncident(waiting.Id)!, NotConfirmed);
            draft.Settle(waiting);
        }
    }

    /// <summary>The score with the goals that wait; the last thing that an entry says.</summary>
    public static void Count(ArbitrationDraft draft)
    {
        if (draft.Find(draft.Head.Primary) is not { } primary || PublicHead.ScoreOf(primary) is not { } score) return;
        var change = draft.Delta.Score ??= new ScoreChange();
        change.Home = score.Home + Beyond(draft, score, "home");
        change.Away = score.Away + Beyond(draft, score, "away");
    }

    /// <summary>Whether the score of the match counts goals.</summary>
    public static bool CountsGoals(ArbitrationDraft draft) =>
        Sports.TryFind(draft.Work.State.Head.Sport, out var sport) && sport.Basis == ScoreBasis.Types.Value.Goals;

    private static void Open(ArbitrationDraft draft, ViewDraft view, Incident incident, string eventId)
    {
        if (!Types.Contains(incident.Type) || !IncidentLifecycle.Counts(incident)) return;
        if (draft.NowMs - incident.AtMs > draft.Policy.ConfirmationMs) return; // no news any more
        if (StatusRule.IsOver(draft.Work.State.Head.Status)) return;
        if (IncidentLikeness.Find(draft, view.Shown(), incident) is { } known)
        {
            view.ShowAs(incident.Id, known.Id); // the primary was faster, or another one
            return;
        }
        var id = ShownIncidents.NewId(draft, view.Feed, incident.Id);
        view.ShowAs(incident.Id, id);
        draft.Put(AsProvisional(incident, id), eventId);
        draft.AddProvisional(new ProvisionalIncident
        {
            Id = id,
            Feed = view.Feed,
            OpenedMs = draft.NowMs,
            Side = incident.Team,
            Ordinal = OrdinalOf(draft, view, incident),
        });
        draft.Decisions.Add(new ArbitrationDecision
        {
            Kind = ArbitrationDecision.Types.Kind.Opened,
            From = view.Feed,
            To = draft.Head.Primary,
            Incident = id,
            LimitMs = draft.Policy.ConfirmationMs,
        });
    }

    private static void Amend(ArbitrationDraft draft, ProvisionalIncident waiting, Incident incident, string eventId)
    {
        if (incident.State != StateValue.Voided)
        {
            draft.Put(AsProvisional(incident, waiting.Id), eventId);
            return;
        }
        var after = incident.Clone();
        after.Id = waiting.Id;
        draft.Put(after, eventId);
        draft.Retracted.Add((waiting.Id, incident.Reason));
        Decide(draft, waiting, ArbitrationDecision.Types.Kind.Withdrawn, "");
        draft.Settle(waiting);
    }

    /// <summary>
    /// Nobody named it in time. A primary that counts goals and names none has counted this one, if it has counted more than
    /// are named: that confirms it, too.
    /// </summary>
    private static void End(ArbitrationDraft draft, ProvisionalIncident waiting, Incident incident)
    {
        if (NamedBy(draft.Find(draft.Head.Primary), waiting.Id) is { } named)
        {
            Decide(draft, waiting, ArbitrationDecision.Types.Kind.Confirmed, draft.Head.Primary);
            var own = named.Clone(); // it is not sure of it either, and its word holds from now on
            own.Id = waiting.Id;
            draft.Put(own, ArbitrationDraft.Provenance);
            return;
        }
        if (waiting.Ordinal > 0 && IsCounted(draft, waiting))
        {
            Decide(draft, waiting, ArbitrationDecision.Types.Kind.Confirmed, draft.Head.Primary);
            var after = incident.Clone();
            after.State = StateValue.Confirmed;
            draft.Put(after, ArbitrationDraft.Provenance);
            return;
        }
        Decide(draft, waiting, ArbitrationDecision.Types.Kind.Refused, draft.Head.Primary);
        ShownIncidents.Hide(draft, incident, NotConfirmed);
    }

    private static Incident? NamedBy(ViewDraft? view, string publicId) =>
        view?.Incidents().FirstOrDefault(one => one.State != StateValue.Voided && view.ShownAs(one.Id) == publicId);

    private static bool IsCounted(ArbitrationDraft draft, ProvisionalIncident waiting)
    {
        if (draft.Find(draft.Head.Primary) is not { } primary || PublicHead.ScoreOf(primary) is not { } score) return false;
        if (primary.Incidents().Any(static one => one.Type == "goal")) return false;
        var named = draft.Incidents().Where(one => draft.FindProvisional(one.Id) is not { Confirmed: false });
        return Side(score, waiting.Side) > ShownIncidents.GoalCount(named, waiting.Side);
    }

    private static Incident AsProvisional(Incident incident, string id)
    {
        var shown = incident.Clone();
        shown.Id = id;
        shown.State = StateValue.Provisional;
        shown.PreviousState = StateValue.Unspecified;
        return shown;
    }

    private static int OrdinalOf(ArbitrationDraft draft, ViewDraft view, Incident incident)
    {
        if (incident.Type != "goal" || !CountsGoals(draft)) return 0;
        var stated = PublicHead.ScoreOf(view) is { } score ? Side(score, incident.Team) : 0;
        return Math.Max(stated, ShownIncidents.GoalCount(view.Incidents(), incident.Team));
    }

    private static int Beyond(ArbitrationDraft draft, Pair score, string side)
    {
        var counted = draft.Provisional.Where(one => one.Side == side && one.Ordinal > 0).ToList();
        if (counted.Count == 0) return 0;
        return Math.Clamp(counted.Max(static one => one.Ordinal) - Side(score, side), 0, counted.Count);
    }

    private static int Side(Pair score, string side) => side == "home" ? score.Home : side == "away" ? score.Away : 0;

    private static void Decide(
        ArbitrationDraft draft, ProvisionalIncident waiting, ArbitrationDecision.Types.Kind kind, string by) =>
        draft.Decisions.Add(new ArbitrationDecision
        {
            Kind = kind,
            From = waiting.Feed,
            To = by,
            Incident = waiting.Id,
            MeasuredMs = draft.NowMs - waiting.OpenedMs,
            LimitMs = draft.Policy.ConfirmationMs,
        });
}
