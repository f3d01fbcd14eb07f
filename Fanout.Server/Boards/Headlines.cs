using Fanout.Protocol.Messages;
using Fanout.Protocol.States;

namespace Fanout.Server.Boards;

/// <summary>
/// A match as a row of a board: its score view, what a list groups by, and its last notable incident.
/// </summary>
internal static class Headlines
{
    /// <summary>The row of a state that is seen for the first time.</summary>
    public static Headline Of(Match state) => Row(state, LastNotable(state));

    /// <summary>The row after a delta; the same object where nothing that it shows has changed.</summary>
    public static Headline Next(Headline before, Match state, MatchDelta delta)
    {
        var last = Next(before.LastIncident, state, delta.Incidents);
        var shown = Projection<MatchDelta, HeadlineDelta>.Of(delta).CalculateSize() > 0;
        return shown || !Equals(last, before.LastIncident) ? Row(state, last) : before;
    }

    private static Headline Row(Match state, Incident? last)
    {
        var row = Projection<MatchState, Headline>.Of(state.Head);
        row.LastIncident = last;
        return row;
    }

    /// <summary>Looks at all incidents only when the last notable one itself was touched.</summary>
    private static Incident? Next(Incident? last, Match state, IncidentEdits? edits)
    {
        if (edits is null)
            return last;
        if (last is not null && Touches(edits, last.Id))
            return LastNotable(state);
        foreach (var incident in edits.Upsert)
        {
            if (IsNotable(incident) && (last is null || IsAfter(incident, last)))
                last = incident;
        }
        return last;
    }

    private static bool Touches(IncidentEdits edits, string id) =>
        edits.Remove.Contains(id) || edits.Upsert.Any(incident => incident.Id == id);

    private static Incident? LastNotable(Match state)
    {
        Incident? last = null;
        foreach (var incident in state.Elements<Incident>(MatchState.IncidentsFieldNumber).InOrder())
        {
            if (IsNotable(incident))
                last = incident;
        }
        return last;
    }

    /// <summary>
    /// What a list is captioned with: scoring that is not counted in points, cards, wickets, and what takes them back.
    /// </summary>
    private static bool IsNotable(Incident incident) =>
        incident.Visibility != Visibility.Types.Value.Hidden
        && incident.Type is "goal" or "shootout_kick" or "card" or "wicket" or "penalty" or "var";

    private static bool IsAfter(Incident incident, Incident other) =>
        incident.Order != other.Order ? incident.Order > other.Order : string.CompareOrdinal(incident.Id, other.Id) > 0;
}
