using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>Football's cards, counted from the incidents of a feed that gives no numbers.</summary>
internal static class CardCount
{
    public static void Derive(Proposal proposal)
    {
        if (proposal.Sport != "football" || proposal.Delta.Incidents is not { } edits) return;
        var known = proposal.Work.State.Elements<Incident>(MatchState.IncidentsFieldNumber);
        if (!edits.Upsert.Any(incident => IsCard(incident) || IsCard(known.Find(incident.Id)))) return;

        var changed = edits.Upsert.Select(static incident => incident.Id).ToHashSet(StringComparer.Ordinal);
        var (yellow, red) = Of(known.InOrder().Where(incident => !changed.Contains(incident.Id)).Concat(edits.Upsert));
        var football = proposal.Delta.Football ?? new FootballChange();
        if (!proposal.IsStated(ScoreFields.YellowCards)) football.YellowCards = yellow;
        if (!proposal.IsStated(ScoreFields.RedCards)) football.RedCards = red;
        if (football.CalculateSize() > 0) proposal.Delta.Football = football;
    }

    /// <summary>The cards of a match that count.</summary>
    public static (Pair Yellow, Pair Red) Of(IEnumerable<Incident> incidents)
    {
        var (yellow, red) = (new Pair(), new Pair());
        foreach (var incident in incidents.Where(static one => IsCard(one) && IncidentLifecycle.Counts(one)))
        {
            var sendsOff = IncidentWords.TryFindCard(incident.Card, out var card) && card.SendsOff;
            Count(sendsOff ? red : yellow, incident.Team);
        }
        return (yellow, red);
    }

    private static bool IsCard(Incident? incident) => incident is { Type: "card", Card.Length: > 0 };

    private static void Count(Pair cards, string side)
    {
        if (side == "home") cards.Home++;
        else if (side == "away") cards.Away++;
    }
}
