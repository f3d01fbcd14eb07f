using Fanout.Protocol.Messages;
using Google.Protobuf;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Adapters.Retelling;

/// <summary>What canonical events add up to, part by part: the newest of each kind, every statistic and line-up, every incident.</summary>
/// <remarks>A score counts as one part: an adapter that uses this states all of it, whenever it states one.</remarks>
internal sealed class MatchPicture
{
    private readonly Dictionary<string, IncidentUpdate> _incidents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _voided = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, StatUpdate> _stats = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, LineupUpdate> _lineups = new(StringComparer.Ordinal);
    private readonly List<string> _order = []; // of incidents, as they were first told
    private ScoreEvent _parts = new();

    public void Take(ScoreEvent told)
    {
        _parts.Fixture = told.Fixture ?? _parts.Fixture;
        _parts.Status = told.Status ?? _parts.Status;
        _parts.Phase = told.Phase ?? _parts.Phase;
        _parts.Clock = told.Clock ?? _parts.Clock;
        _parts.Score = told.Score ?? _parts.Score;
        _parts.Coverage = told.Coverage ?? _parts.Coverage;
        if (told.Stat is { } stat) _stats[stat.Key] = stat;
        if (told.Lineup is { } lineup) _lineups[lineup.Side] = lineup;
        if (told.Incident is { } incident)
        {
            if (!_incidents.ContainsKey(incident.Id)) _order.Add(incident.Id);
            _incidents[incident.Id] = incident;
            _voided.Remove(incident.Id);
        }

        if (told.Void is { } taken) _voided.Add(taken.Incident);
    }

    /// <summary>Prepares an event for a reader who may know its incident from before: what is no longer said of it is stated as empty.</summary>
    /// <returns>What has to be told first: that an incident which was taken back holds as before; <see langword="null"/>: nothing.</returns>
    public IncidentUpdate? Revise(ScoreEvent told)
    {
        if (told.Incident is not { } incident || !_incidents.TryGetValue(incident.Id, out var was)) return null;
        Empty(was, incident);
        return _voided.Contains(incident.Id) ? Reinstated(incident.Id) : null;
    }

    /// <summary>Leaves in an event what is new to the picture; false when that is nothing.</summary>
    public bool Reduce(ScoreEvent told)
    {
        if (Same(told.Fixture, _parts.Fixture)) told.Fixture = null;
        if (Same(told.Status, _parts.Status)) told.Status = null;
        if (Same(told.Phase, _parts.Phase)) told.Phase = null;
        if (Same(told.Clock, _parts.Clock)) told.Clock = null;
        if (Same(told.Score, _parts.Score)) told.Score = null;
        if (Same(told.Coverage, _parts.Coverage)) told.Coverage = null;
        if (told.Stat is { } stat && Same(stat, _stats.GetValueOrDefault(stat.Key))) told.Stat = null;
        if (told.Lineup is { } lineup && Same(lineup, _lineups.GetValueOrDefault(lineup.Side))) told.Lineup = null;
        return told.Fixture is not null || told.Status is not null || told.Phase is not null || told.Clock is not null
            || told.Score is not null || told.Coverage is not null || told.Stat is not null || told.Lineup is not null
            || told.Incident is not null || told.Void is not null;
    }

    /// <summary>
    /// The events, without id and time, that lead from this picture to another. The first has the status, the phase and the score, so that a
    /// score falls in the entry that takes back what brought it.
    /// </summary>
    public IEnumerable<ScoreEvent> StepsTo(MatchPicture other, string voidReason)
    {
        var steps = new Queue<ScoreEvent>();
        foreach (var id in _order.Where(id => !_voided.Contains(id) && !other._incidents.ContainsKey(id)))
            steps.Enqueue(new ScoreEvent { Void = new VoidUpdate { Incident = id, Reason = voidReason } });
        foreach (var id in other._order)
        {
            foreach (var incident in StepsTo(other._incidents[id])) steps.Enqueue(new ScoreEvent { Incident = incident });
        }

        foreach (var (key, stat) in other._stats)
        {
            if (!Same(stat, _stats.GetValueOrDefault(key))) steps.Enqueue(new ScoreEvent { Stat = stat.Clone() });
        }

        foreach (var (key, stat) in _stats)
        {
            if (!other._stats.ContainsKey(key)) steps.Enqueue(new ScoreEvent { Stat = new StatUpdate { Key = stat.Key } });
        }

        foreach (var (side, lineup) in other._lineups)
        {
            if (!Same(lineup, _lineups.GetValueOrDefault(side))) steps.Enqueue(new ScoreEvent { Lineup = lineup.Clone() });
        }

        if (PartsTo(other) is { } parts)
        {
            if (steps.TryDequeue(out var first)) parts.MergeFrom(first);
            yield return parts;
        }

        while (steps.TryDequeue(out var step)) yield return step;
    }

    /// <summary>Takes over another picture. What was voided and is not in it stays voided: it may come back.</summary>
    public void Become(MatchPicture other)
    {
        foreach (var id in _order.Where(id => !other._incidents.ContainsKey(id))) _voided.Add(id);
        foreach (var id in other._order)
        {
            if (_incidents.TryAdd(id, other._incidents[id])) _order.Add(id);
            _incidents[id] = other._incidents[id];
            _voided.Remove(id);
        }

        _parts = other._parts;
        _stats.Clear();
        foreach (var (key, stat) in other._stats) _stats[key] = stat;
        _lineups.Clear();
        foreach (var (side, lineup) in other._lineups) _lineups[side] = lineup;
    }

    /// <summary>One update, or two where an incident was taken back and is now surer than it was.</summary>
    private IEnumerable<IncidentUpdate> StepsTo(IncidentUpdate now)
    {
        if (!_incidents.TryGetValue(now.Id, out var was))
        {
            yield return now.Clone();
            yield break;
        }

        var isVoided = _voided.Contains(now.Id);
        if (!isVoided && Same(now, was)) yield break;
        if (isVoided) yield return Reinstated(now.Id);
        var amended = now.Clone();
        Empty(was, amended);
        yield return amended;
    }

    /// <summary>A voided incident can return to the state that it had, and to no other.</summary>
    private IncidentUpdate Reinstated(string id)
    {
        var was = _incidents[id].State;
        return new IncidentUpdate { Id = id, State = was == StateValue.Unspecified ? StateValue.Confirmed : was };
    }

    /// <summary>What an update no longer states, it has to state as empty: an absent member says nothing.</summary>
    private static void Empty(IncidentUpdate was, IncidentUpdate now)
    {
        if (was.HasMethod && !now.HasMethod) now.Method = "";
        if (was.HasCard && !now.HasCard) now.Card = "";
        if (was.HasTeam && !now.HasTeam) now.Team = "";
        if (was.HasPlayer && !now.HasPlayer) now.Player = "";
        if (was.HasPlayer2 && !now.HasPlayer2) now.Player2 = "";
        if (was.HasText && !now.HasText) now.Text = "";
    }

    private ScoreEvent? PartsTo(MatchPicture other)
    {
        var parts = other._parts.Clone();
        if (parts.Status is { } status && _parts.Status is { } was && !Same(status, was))
        {
            if (was.HasWinner && !status.HasWinner) status.Winner = Winner.Types.Value.Unspecified;
            if (was.HasWinMethod && !status.HasWinMethod) status.WinMethod = WinMethod.Types.Value.Unspecified;
        }

        return Reduce(parts) ? parts : null;
    }

    // Not Equals: of generated messages it takes an absent member for one that is zero, which would lose the half-inning that was not played.
    private static bool Same(IMessage? one, IMessage? other)
    {
        if (one is null || other is null) return ReferenceEquals(one, other);
        return one.ToByteString().Equals(other.ToByteString());
    }
}
