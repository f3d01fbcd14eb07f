using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Retelling;

/// <summary>The events that put right what an earlier document told otherwise.</summary>
/// <param name="told">What it told.</param>
/// <param name="events">The match as it is now.</param>
/// <param name="changedFrom">Events before this one are as they were.</param>
/// <param name="newFrom">Events from this one on are of later than anything told: none of them corrects anything.</param>
internal sealed class Correcting(ToldMatch told, List<ScoreEvent> events, int changedFrom, int newFrom)
{
    private const string Reason = "FEED_CORRECTION";

    private readonly List<ScoreEvent> _corrections = [];

    /// <summary>Incidents first, the state with the last of them: what was taken back explains a score that falls.</summary>
    public List<ScoreEvent> Tell()
    {
        for (var i = changedFrom; i < newFrom; i++) Restate(events[i]);
        VoidMissing();
        State();
        foreach (var correction in _corrections)
        {
            Date(correction, told);
            correction.Id = $"{correction.Match}:correction{told.Corrections}-{ToldMatch.DigestOf(correction):x16}";
        }

        return _corrections;
    }

    /// <summary>An incident that was voided comes back: it must say so, or it would stay voided.</summary>
    public static void Reinstate(IncidentUpdate incident) => incident.State = IncidentState.Types.Value.Confirmed;

    public static void Date(ScoreEvent late, ToldMatch told) => late.At = Timestamp.FromDateTimeOffset(told.At);

    private void Restate(ScoreEvent now)
    {
        if (now.Fixture is not null) Next(now).Fixture = now.Fixture;
        if (now.Lineup is not null) Next(now).Lineup = now.Lineup;
        if (now.Stat is not null) Next(now).Stat = now.Stat;
        if (now.Void is { } taken && told.Incidents.Contains(taken.Incident)) Void(now.Match, taken);
        if (now.Incident is not { } incident || told.Stands(incident) || IsTakenBackLater(incident.Id)) return;
        var amended = Whole(incident);
        if (told.WasVoided(incident.Id)) Reinstate(amended);
        Next(now).Incident = amended;
        told.Note(incident);
    }

    private void VoidMissing()
    {
        var now = events.Select(static one => one.Incident?.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var missing in told.Incidents.Where(id => !now.Contains(id)).ToList())
            Void(events.Count > 0 ? events[0].Match : missing, new VoidUpdate { Incident = missing, Reason = Reason });
    }

    private void State()
    {
        var state = new ScoreEvent();
        var digests = default(StateDigests);
        foreach (var one in events.Take(newFrom))
        {
            digests = digests.After(one);
            state.Status = one.Status ?? state.Status;
            state.Phase = one.Phase ?? state.Phase;
            state.Clock = one.Clock ?? state.Clock;
            state.Score = one.Score ?? state.Score;
            state.Coverage = one.Coverage ?? state.Coverage;
        }

        if (digests == told.State || newFrom == 0) return;
        var last = _corrections.Count > 0 ? _corrections[^1] : Next(events[newFrom - 1]);
        if (digests.Status != told.State.Status) last.Status = state.Status;
        if (digests.Phase != told.State.Phase) last.Phase = state.Phase;
        if (digests.Clock != told.State.Clock) last.Clock = state.Clock;
        if (digests.Score != told.State.Score) last.Score = state.Score;
        if (digests.Coverage != told.State.Coverage) last.Coverage = state.Coverage;
        told.Settle(digests);
    }

    private void Void(string match, VoidUpdate taken)
    {
        var correction = new ScoreEvent { Match = match, Void = taken };
        _corrections.Add(correction);
        told.NoteVoid(taken.Incident);
    }

    private bool IsTakenBackLater(string incident) =>
        events.Take(newFrom).Any(one => one.Void?.Incident == incident);

    private ScoreEvent Next(ScoreEvent now)
    {
        var correction = new ScoreEvent { Match = now.Match };
        _corrections.Add(correction);
        return correction;
    }

    /// <summary>An amendment that leaves nothing as it was: what the incident does not have now is empty, not unsaid.</summary>
    private static IncidentUpdate Whole(IncidentUpdate incident)
    {
        var whole = incident.Clone();
        if (!whole.HasMethod) whole.Method = "";
        if (!whole.HasCard) whole.Card = "";
        if (!whole.HasTeam) whole.Team = "";
        if (!whole.HasPlayer) whole.Player = "";
        if (!whole.HasPlayer2) whole.Player2 = "";
        if (!whole.HasText) whole.Text = "";
        if (!whole.HasPhase) whole.Phase = "";
        return whole;
    }
}
