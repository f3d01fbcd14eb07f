using System.Globalization;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using State = Fanout.Protocol.Messages.IncidentState.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>One badminton match from its fixture to FINAL, rally by rally.</summary>
internal sealed class BadmintonMatch
{
    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly BadmintonScore _score;
    private readonly int _homePerMille;
    private readonly int _retiresAfter;
    private TimeSpan _now;
    private int _rallies;
    private bool _intervalTaken;

    public BadmintonMatch(SimulatedMatch match)
    {
        _match = match;
        _random = match.Random;
        _score = new BadmintonScore(Ids(match.Home), Ids(match.Away), homeServes: _random.Chance(500));
        _homePerMille = 500 + _random.Between(-60, 60); // serving is no advantage
        _retiresAfter = _random.Chance(25) ? _random.Between(25, 75) : int.MaxValue; // rallies
    }

    public IEnumerable<ScoreEvent> Play()
    {
        yield return _match.Announce();
        if (_random.Chance(12))
        {
            foreach (var told in _match.GiveUp(TimeSpan.FromMinutes(-15), MatchStatus.Walkover, Way.Walkover, _random.Chance(500))) yield return told;
            yield break;
        }

        yield return _match.Say(TimeSpan.FromMinutes(-8), MatchStatus.PreMatch);
        _now = TimeSpan.FromSeconds(_random.Between(0, 240));
        var end = BadmintonRally.Game;
        while (end != BadmintonRally.Match)
        {
            if (end == BadmintonRally.Game) yield return BeginGame();
            if (_rallies++ == _retiresAfter)
            {
                foreach (var told in Retirement()) yield return told;
                yield break;
            }

            var before = _score.Save();
            var home = _random.Chance(_homePerMille);
            end = _score.Rally(home);
            var after = After(home, end);
            yield return after;
            if (end == BadmintonRally.Played && _random.Chance(14))
            {
                foreach (var told in Challenge(home, before, after.Incident.Id)) yield return told;
            }

            foreach (var told in Between(end)) yield return told;
        }

        yield return _match.Confirm(_now);
    }

    private static string[] Ids(Participant side) => [.. side.Players.Select(static player => player.Id)];

    private string Phase => string.Create(CultureInfo.InvariantCulture, $"S{_score.Number}");

    private ScoreEvent BeginGame()
    {
        _score.BeginGame();
        _intervalTaken = false;
        var begin = _match.Say(_now, MatchStatus.Live);
        begin.Phase = new PhaseUpdate { Phase = Phase };
        begin.Score = _score.ToUpdate();
        if (_score.Number == 1) begin.Clock = new ClockUpdate { Kind = Kind.None, Running = false };
        Pass(8, 20);
        return begin;
    }

    /// <summary>The score after a rally, and with it all that the rally ended.</summary>
    private ScoreEvent After(bool home, BadmintonRally end)
    {
        var after = _match.At(_now);
        after.Score = _score.ToUpdate();
        after.Incident = Incident("point", home);
        after.Incident.Method = _random.Chance(560) ? "winner" : "unforced_error";
        if (after.Incident.Method == "unforced_error") after.Incident.ClearPlayer(); // it was not the player who won the point
        if (end == BadmintonRally.Played) return after;
        var game = _score.Game;
        after.Incident.Text = string.Create(CultureInfo.InvariantCulture, $"Game {_score.Number}, {game.Home}–{game.Away}");
        if (end != BadmintonRally.Match) return after;
        after.Status = new StatusUpdate
        {
            Status = MatchStatus.Ended,
            Winner = SimulatedMatch.Leader(_score.HomeGames, _score.AwayGames)!.Value,
            WinMethod = Way.Regulation,
            Result = Result.Types.Value.Provisional,
        };
        return after;
    }

    /// <summary>A line call is challenged. Overturned, the point is taken back and is the other side's, in one event.</summary>
    private IEnumerable<ScoreEvent> Challenge(bool home, (Pair, bool, int, int) before, string point)
    {
        var review = _match.At(_now);
        review.Incident = new IncidentUpdate { Id = point, State = State.UnderReview, Text = "Line call challenged" };
        yield return review;
        Pass(25, 45);
        var outcome = _match.At(_now);
        _score.Restore(before);
        // A call that would end the game is not overturned here: the game would have to be closed as well.
        if (_score.IsGamePoint(!home) || _random.Chance(680))
        {
            _score.Rally(home);
            outcome.Incident = new IncidentUpdate { Id = point, State = State.Confirmed };
        }
        else
        {
            _score.Rally(!home);
            outcome.Void = new VoidUpdate { Incident = point, Reason = "OFFICIALS" };
            outcome.Incident = Incident("point", !home);
            outcome.Incident.Method = "winner";
            outcome.Incident.Text = "Call overturned";
            outcome.Score = _score.ToUpdate();
        }

        yield return outcome;
    }

    /// <summary>The time until the next rally, and what may come between.</summary>
    private IEnumerable<ScoreEvent> Between(BadmintonRally end)
    {
        if (end == BadmintonRally.Match) yield break;
        if (end == BadmintonRally.Game)
        {
            yield return _match.Say(_now, MatchStatus.Break);
            Pass(120, 140);
            yield break;
        }

        if (!_intervalTaken && Math.Max(_score.Game.Home, _score.Game.Away) == BadmintonScore.IntervalAt)
        {
            foreach (var told in Interval()) yield return told;
        }

        foreach (var home in new[] { true, false })
        {
            if (!_score.IsGamePoint(home) || !_random.Chance(500)) continue;
            var word = _score.IsMatchPoint(home) ? "Match point" : "Game point";
            yield return Comment(home, $"{word}, {(home ? _match.Home.Name : _match.Away.Name)}");
        }

        Pass(16, 34);
        if (_random.Chance(3)) yield return Treatment();
    }

    private IEnumerable<ScoreEvent> Interval()
    {
        _intervalTaken = true;
        var pause = _match.Say(_now, MatchStatus.Break);
        if (_score.IsLastGame)
        {
            pause.Incident = Incident("comment", home: null);
            pause.Incident.Text = "Change of ends";
        }

        yield return pause;
        Pass(60, 75);
        yield return _match.Say(_now, MatchStatus.Live);
        Pass(4, 10);
    }

    private ScoreEvent Treatment()
    {
        var told = _match.At(_now);
        told.Incident = Incident("injury", _random.Chance(500));
        told.Incident.Text = "Treatment on court";
        Pass(60, 180);
        return told;
    }

    private IEnumerable<ScoreEvent> Retirement()
    {
        var home = _random.Chance(500);
        var injury = _match.At(_now);
        injury.Incident = Incident("injury", home);
        yield return injury;
        Pass(90, 200);
        foreach (var told in _match.GiveUp(_now, MatchStatus.Retired, Way.Retirement, home)) yield return told;
    }

    private ScoreEvent Comment(bool home, string text)
    {
        var told = _match.At(_now);
        told.Incident = Incident("comment", home);
        told.Incident.Text = text;
        return told;
    }

    private IncidentUpdate Incident(string type, bool? home)
    {
        var incident = new IncidentUpdate { Id = _match.NextIncident(), Type = type, Phase = Phase, Order = _now.TotalSeconds };
        if (home is not { } side) return incident;
        incident.Team = Side.Of(side);
        incident.Player = side ? _match.Home.Name : _match.Away.Name;
        return incident;
    }

    private void Pass(int secondsMin, int secondsMax) => _now += TimeSpan.FromSeconds(_random.Between(secondsMin, secondsMax));
}
