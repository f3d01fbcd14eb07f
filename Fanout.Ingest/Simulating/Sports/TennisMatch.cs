using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>One tennis match from its fixture to FINAL, point by point.</summary>
internal sealed class TennisMatch
{
    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly TennisScore _score;
    private readonly int _homeServePerMille;
    private readonly int _awayServePerMille;
    private readonly bool _outdoors;
    private TimeSpan _now;
    private int _sets;

    public TennisMatch(SimulatedMatch match)
    {
        _match = match;
        _random = match.Random;
        _score = new TennisScore((int)match.Competition.Format.BestOf, homeServes: _random.Chance(500));
        // Points won on service, about 570 to 670 of a thousand in professional tennis.
        var edge = _random.Between(-35, 35);
        _homeServePerMille = 620 + edge;
        _awayServePerMille = 620 - edge;
        _outdoors = _random.Chance(700);
    }

    public IEnumerable<ScoreEvent> Play()
    {
        yield return _match.Announce();
        if (_random.Chance(12))
        {
            foreach (var told in _match.GiveUp(TimeSpan.FromMinutes(-20), MatchStatus.Walkover, Way.Walkover, _random.Chance(500))) yield return told;
            yield break;
        }

        yield return _match.Say(TimeSpan.FromMinutes(-10), MatchStatus.PreMatch);
        _now = TimeSpan.FromMinutes(_random.Between(0, 4));
        var end = TennisPoint.Set;
        var retiresAfter = _random.Chance(30) ? _random.Between(40, 160) : int.MaxValue; // points
        while (end != TennisPoint.Match)
        {
            if (end == TennisPoint.Set) yield return BeginSet();
            if (retiresAfter-- == 0)
            {
                foreach (var told in Retirement()) yield return told;
                yield break;
            }

            end = _score.Point(home: _random.Chance(_score.HomeServes ? _homeServePerMille : 1000 - _awayServePerMille));
            yield return After(end);
            foreach (var told in Between(end)) yield return told;
        }

        yield return _match.Confirm(_now);
    }

    private ScoreEvent BeginSet()
    {
        _score.BeginSet();
        _sets++;
        var begin = _match.Say(_now, MatchStatus.Live);
        begin.Phase = new PhaseUpdate { Phase = $"S{_sets}" };
        begin.Score = _score.ToUpdate();
        if (_sets == 1) begin.Clock = new ClockUpdate { Kind = Kind.None, Running = false };
        Pass(15, 30);
        return begin;
    }

    /// <summary>The score after a point, and with it all that the point ended.</summary>
    private ScoreEvent After(TennisPoint end)
    {
        var after = _match.At(_now);
        after.Score = _score.ToUpdate();
        if (end is TennisPoint.Set or TennisPoint.Match) after.Incident = SetWon();
        if (end != TennisPoint.Match) return after;
        after.Status = new StatusUpdate
        {
            Status = MatchStatus.Ended,
            Winner = SimulatedMatch.Leader(_score.HomeSets, _score.AwaySets)!.Value,
            WinMethod = Way.Regulation,
            Result = Result.Types.Value.Provisional,
        };
        return after;
    }

    private IncidentUpdate SetWon()
    {
        var set = _score.Set;
        var home = set.Home > set.Away;
        var incident = Incident("period_end", home);
        incident.Text = home ? $"Set {_sets} to {_match.Home.Name}, {set.Home}–{set.Away}" : $"Set {_sets} to {_match.Away.Name}, {set.Away}–{set.Home}";
        return incident;
    }

    /// <summary>The time until the next point, and what may come between.</summary>
    private IEnumerable<ScoreEvent> Between(TennisPoint end)
    {
        switch (end)
        {
            case TennisPoint.Played:
                Pass(22, 48);
                break;
            case TennisPoint.Game when _score.GamesInSet % 2 == 1:
                Pass(85, 110); // change of ends
                break;
            case TennisPoint.Game:
                Pass(30, 50);
                break;
            case TennisPoint.Set:
                Pass(120, 170);
                break;
            case TennisPoint.Match:
                yield break;
        }

        if (_outdoors && _random.Below(10_000) < 8)
        {
            foreach (var told in Rain()) yield return told;
        }

        if (end == TennisPoint.Game && _random.Chance(6)) yield return MedicalTimeout();
    }

    private IEnumerable<ScoreEvent> Rain()
    {
        yield return _match.Say(_now, MatchStatus.Interrupted, "RAIN");
        Pass(12 * 60, 55 * 60);
        yield return _match.Say(_now, MatchStatus.Live);
        Pass(240, 330); // warm-up
    }

    private ScoreEvent MedicalTimeout()
    {
        var told = _match.At(_now);
        told.Incident = Incident("injury", _random.Chance(500));
        told.Incident.Text = "Medical time-out";
        Pass(180, 300);
        return told;
    }

    private IEnumerable<ScoreEvent> Retirement()
    {
        var home = _random.Chance(500);
        var injury = _match.At(_now);
        injury.Incident = Incident("injury", home);
        yield return injury;
        Pass(120, 240);
        foreach (var told in _match.GiveUp(_now, MatchStatus.Retired, Way.Retirement, home)) yield return told;
    }

    private IncidentUpdate Incident(string type, bool home) => new()
    {
        Id = _match.NextIncident(),
        Type = type,
        Team = Side.Of(home),
        Player = home ? _match.Home.Name : _match.Away.Name,
        Phase = $"S{_sets}",
        Order = _now.TotalSeconds,
    };

    private void Pass(int secondsMin, int secondsMax) => _now += TimeSpan.FromSeconds(_random.Between(secondsMin, secondsMax));
}
