using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Protocol.States;

namespace Fanout.Server.Boards;

/// <summary>
/// A match as a row of a board: its score view, what a list groups by, and its last notable incident.
/// </summary>
internal static class Headlines
{
    /// <summary>The row of a state whose last notable incident is known.</summary>
    public static Headline Of(Match state, Incident? lastIncident)
    {
        var row = Projection<MatchState, Headline>.Of(state.Head);
        row.LastIncident = lastIncident;
        return row;
    }

    /// <summary>Whether a delta changes anything that a row shows, but for its incident.</summary>
    public static bool Shows(MatchDelta delta) => Projection<MatchDelta, HeadlineDelta>.Touches(delta);

    /// <summary>The last notable incident of a state; looks at all of them.</summary>
    public static Incident? LastNotable(Match state)
    {
        Incident? last = null;
        foreach (var incident in state.Elements<Incident>(MatchState.IncidentsFieldNumber).InOrder())
        {
            if (IsNotable(incident))
                last = incident;
        }
        return last;
    }

    /// <summary>The same after a delta; looks at all incidents only when the last notable one itself was
    /// touched.</summary>
    public static Incident? NextNotable(Incident? last, Match state, MatchDelta delta)
    {
        if (delta.Incidents is not { } edits)
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

    /// <summary>What a list is captioned with, as the vocabulary says: goals, cards, wickets, runs; not points.</summary>
    private static bool IsNotable(Incident incident) =>
        incident.Visibility != Visibility.Types.Value.Hidden
        && IncidentWords.TryFindType(incident.Type, out var type)
        && type.Notable;

    private static bool IsAfter(Incident incident, Incident other) =>
        incident.Order != other.Order ? incident.Order > other.Order : string.CompareOrdinal(incident.Id, other.Id) > 0;
}
