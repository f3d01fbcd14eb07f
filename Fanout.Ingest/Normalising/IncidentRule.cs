using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// Incidents by id: new ones, amendments, voids. They are taken at any time; alone they never change the score. Only
/// this does age decide: what a source said of an incident before its void cannot bring it back.
/// </summary>
internal static class IncidentRule
{
    public static Refusal? Apply(Proposal proposal, IncidentUpdate? update, VoidUpdate? @void)
    {
        var refusal = update is null ? null : Upsert(proposal, update)?.Within("incident");
        refusal ??= @void is null ? null : Void(proposal, @void)?.Within("void");
        return refusal ?? CheckSize(proposal);
    }

    private static Refusal? Upsert(Proposal proposal, IncidentUpdate update)
    {
        var incidents = proposal.Work.State.Elements<Incident>(MatchState.IncidentsFieldNumber);
        var before = incidents.Find(update.Id);
        if (before is null && incidents.Count >= NormaliserLimits.IncidentCountMax)
        {
            return Refusal.Limit(
                "", $"the match has {incidents.Count} incidents, {NormaliserLimits.IncidentCountMax} are allowed");
        }

        var after = before?.Clone() ?? new Incident { Id = update.Id, AtMs = proposal.AtMs };
        Amend(after, update);
        IncidentOrder.Place(proposal, before, after, update);
        UnknownWords.MarkIncident(proposal, update);
        if (Restate(proposal, before, after, update) is { } refusal) return refusal;
        Put(proposal, before, after);
        return null;
    }

    private static Refusal? CheckSize(Proposal proposal)
    {
        var bytes = proposal.Work.IncidentBytes + proposal.Work.GrowthOf(proposal.Delta);
        return bytes <= NormaliserLimits.IncidentBytesMax
            ? null
            : Refusal.Limit("incident", $"all of them, {bytes} bytes, exceed {NormaliserLimits.IncidentBytesMax}");
    }

    private static void Amend(Incident incident, IncidentUpdate update)
    {
        if (update.HasType) incident.Type = update.Type;
        if (update.HasMethod) incident.Method = update.Method;
        if (update.HasCard) incident.Card = update.Card;
        if (update.HasTeam) incident.Team = update.Team;
        if (update.HasPlayer) incident.Player = update.Player;
        if (update.HasPlayer2) incident.Player2 = update.Player2;
        if (update.HasMinute) incident.Minute = update.Minute;
        if (update.HasAdded) incident.Added = update.Added;
        if (update.HasPhase) incident.Phase = update.Phase;
        if (update.HasVisibility) incident.Visibility = update.Visibility;
        if (update.HasText) incident.Text = update.Text;
        if (update.HasReason) incident.Reason = update.Reason;
        if (update.HasCertainty) incident.Certainty = update.Certainty;
    }

    private static Refusal? Restate(Proposal proposal, Incident? before, Incident after, IncidentUpdate update)
    {
        var stated = update.HasState ? update.State : StateValue.Unspecified;
        if (before is null)
        {
            after.State = stated == StateValue.Unspecified ? StateValue.Confirmed : stated;
            if (after.State == StateValue.Voided) Void(proposal, after, update.Reason, update.HasVisibility);
            return null;
        }
        if (stated == StateValue.Unspecified || stated == before.State) return null;
        if (proposal.At < proposal.NoteOf(before.Id).VoidedAt)
        {
            proposal.AddMark(
                Mark.Types.Kind.Overtaken,
                $"incidents[{before.Id}].state",
                EnumNames.Of(before.State),
                EnumNames.Of(stated));
            return null;
        }
        if (!proposal.IsForced && !IncidentLifecycle.CanFollow(before, stated))
        {
            return new Refusal(QuarantineReason.IncidentLifecycle, "state",
                $"{EnumNames.Of(stated)} cannot follow {EnumNames.Of(before.State)} (incident {before.Id})");
        }
        after.PreviousState = IncidentLifecycle.PreviousAfter(before, stated);
        after.State = stated;
        if (stated == StateValue.Voided) TakeBack(proposal, after, update.Reason, update.HasVisibility);
        else if (before.State == StateValue.Voided) Reinstate(proposal, after, update);
        return null;
    }

    private static Refusal? Void(Proposal proposal, VoidUpdate update)
    {
        var before = proposal.Delta.Incidents?.Upsert.FirstOrDefault(incident => incident.Id == update.Incident)
            ?? proposal.Work.State.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(update.Incident);
        if (before is null)
        {
            return new Refusal(
                QuarantineReason.UnknownIncident, "incident", $"the match has no incident \"{update.Incident}\"");
        }
        var after = before.Clone();
        if (update.Reason.Length > 0) after.Reason = update.Reason;
        if (update.HasVisibility) after.Visibility = update.Visibility;
        if (before.State != StateValue.Voided)
        {
            after.PreviousState = IncidentLifecycle.PreviousAfter(before, StateValue.Voided);
            after.State = StateValue.Voided;
            TakeBack(proposal, after, update.Reason, update.HasVisibility);
        }
        Put(proposal, before, after);
        return null;
    }

    /// <summary>
    /// Voids an incident that was there: the score may fall by what it brought, and readers of every entry are told what was
    /// retracted.
    /// </summary>
    private static void TakeBack(Proposal proposal, Incident incident, string reason, bool visibilityStated)
    {
        Void(proposal, incident, reason, visibilityStated);
        TakenBackRule.TakeBack(proposal, incident.Id);
        proposal.Retracted.Add((incident.Id, reason));
    }

    private static void Void(Proposal proposal, Incident incident, string reason, bool visibilityStated)
    {
        if (!visibilityStated)
        {
            incident.Visibility = IncidentWords.TryFindVoidReason(reason, out var word)
                ? word.Visibility
                : Visibility.Types.Value.Struck;
        }
        proposal.NoteOf(incident.Id).VoidedAt = proposal.At;
    }

    /// <summary>Nothing of the void stays: neither how the incident was shown nor why it was taken back.</summary>
    private static void Reinstate(Proposal proposal, Incident incident, IncidentUpdate update)
    {
        if (!update.HasVisibility) incident.Visibility = Visibility.Types.Value.Unspecified;
        if (!update.HasReason) incident.Reason = "";
        TakenBackRule.GiveBack(proposal, incident);
        proposal.NoteOf(incident.Id).VoidedAt = 0;
    }

    private static void Put(Proposal proposal, Incident? before, Incident after)
    {
        if (after.Equals(before)) return;
        var inLog = proposal.Work.State.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(after.Id);
        // one entry raises it once, though an event may state and void an incident
        after.Revision = (inLog?.Revision ?? 0) + 1;
        after.Provenance = proposal.Input.Content.Id;
        var edits = new IncidentEdits { Upsert = { after } };
        if (proposal.Delta.Incidents is { } stated)
            edits.Upsert.Add(stated.Upsert.Where(incident => incident.Id != after.Id));
        proposal.Delta.Incidents = edits;
    }
}
