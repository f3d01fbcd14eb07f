using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// Words that their vocabulary does not have: applied as they came, and marked. A new word is no impossible value: the
/// vocabulary may be the one that is behind, and a match must not stand still for it.
/// </summary>
internal static class UnknownWords
{
    public static void MarkSport(Proposal proposal, string sport)
    {
        if (!Sports.TryFind(sport, out _)) Mark(proposal, "sport", sport);
    }

    /// <summary>Of a sport that is unknown itself, nobody can say which phases it has.</summary>
    public static void MarkPhase(Proposal proposal, string field, string phase)
    {
        if (phase.Length == 0 || !Sports.TryFind(proposal.Sport, out _)) return;
        if (!Phases.TryFind(proposal.Sport, phase, out _)) Mark(proposal, field, phase);
    }

    public static void MarkIncident(Proposal proposal, IncidentUpdate update)
    {
        var incident = $"incidents[{update.Id}]";
        if (update.Type.Length > 0 && !IncidentWords.TryFindType(update.Type, out _))
            Mark(proposal, $"{incident}.type", update.Type);
        if (update.Method.Length > 0 && !IncidentWords.TryFindMethod(update.Method, out _))
            Mark(proposal, $"{incident}.method", update.Method);
        if (update.Card.Length > 0 && !IncidentWords.TryFindCard(update.Card, out _))
            Mark(proposal, $"{incident}.card", update.Card);
        MarkPhase(proposal, $"{incident}.phase", update.Phase);
    }

    private static void Mark(Proposal proposal, string field, string word) =>
        proposal.AddMark(Protocol.Messages.Mark.Types.Kind.UnknownWord, field, "", word);
}
