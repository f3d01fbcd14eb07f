using Fanout.Ingest.Adapters;
using Fanout.Ingest.Adapters.Baseball;
using Fanout.Protocol.Messages;
using State = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>What happens with the ball, pitch by pitch, at about the rates of a professional league.</summary>
internal sealed class BaseballPlay
{
    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly BaseballBoard _board;
    private readonly BaseballTeam _home;
    private readonly BaseballTeam _away;
    private readonly Pair _strikeouts = new();
    private readonly Pair _walks = new();
    private readonly Pair _homeRuns = new();
    private bool _isTurnOver; // of the batter
    private string? _doubtfulHit; // a hit that the official scorer may call an error: its incident, empty where it brought no run

    public BaseballPlay(SimulatedMatch match, BaseballBoard board)
    {
        _match = match;
        _random = match.Random;
        _board = board;
        _home = new BaseballTeam(match.HomeSquad);
        _away = new BaseballTeam(match.AwaySquad);
    }

    /// <summary>Time since the scheduled start.</summary>
    public TimeSpan Now { get; private set; }

    private BaseballTeam Batting => _board.Half.HomeBats ? _home : _away;

    private BaseballTeam Fielding => _board.Half.HomeBats ? _away : _home;

    public void Wait(int secondsMin, int secondsMax) => Now += TimeSpan.FromSeconds(_random.Between(secondsMin, secondsMax));

    /// <summary>Plays the half-inning that was begun.</summary>
    public IEnumerable<ScoreEvent> HalfInning()
    {
        if (_board.Half.Inning >= 5 && Fielding.HasAnotherPitcher && _random.Chance(350)) yield return NewPitcher();
        while (!_board.IsHalfOver)
        {
            Batting.NextBatter();
            _isTurnOver = false;
            while (!_isTurnOver && !_board.IsHalfOver)
            {
                Wait(14, 27);
                foreach (var told in Pitch()) yield return told;
            }

            if (_doubtfulHit is not null && !_board.IsHalfOver && _random.Chance(400)) yield return ScoredAsError();
            Wait(10, 25);
        }

        _doubtfulHit = null; // what nobody has looked at by now stays a hit
    }

    private ScoreEvent NewPitcher()
    {
        var off = Fielding.Pitcher;
        Fielding.NextPitcher();
        var told = _match.At(Now);
        told.Incident = Incident("substitution", !_board.Half.HomeBats, Fielding.Pitcher);
        (told.Incident.Player2, told.Incident.Text) = (off, "Pitcher");
        return told;
    }

    // Of a thousand pitches: 363 balls, 270 strikes, 178 fouls, 4 that hit the batter, 185 in play.
    private IEnumerable<ScoreEvent> Pitch()
    {
        var draw = _random.Below(1000);
        if ((draw -= 363) < 0) return [Ball()];
        if ((draw -= 270) < 0) return [Strike()];
        if ((draw -= 178) < 0) return Foul();
        return (draw - 4) < 0 ? [Play("hit_by_pitch", _board.Walk())] : InPlay();
    }

    private ScoreEvent Ball()
    {
        if (_board.Balls == 3) return Counted("walks", _walks, Play("walk", _board.Walk()));
        _board.Ball();
        return _board.HasRunner && _random.Chance(11) ? Play("wild_pitch", _board.Advance(), endsTurn: false) : Told();
    }

    private ScoreEvent Strike()
    {
        if (_board.Strikes == 2)
        {
            _board.Out();
            return Counted("strikeouts", _strikeouts, Play("", 0));
        }

        _board.Strike();
        return Told();
    }

    private IEnumerable<ScoreEvent> Foul()
    {
        if (_board.Strikes == 2) return []; // nothing changes
        _board.Strike();
        return [Told()];
    }

    // Of a thousand balls in play: 46 home runs, 6 triples, 66 doubles, 212 singles, 17 errors, the rest outs.
    private IEnumerable<ScoreEvent> InPlay()
    {
        var draw = _random.Below(1000);
        if ((draw -= 46) < 0) return [Counted("home_runs", _homeRuns, Hit("home_run", _board.HomeRun()))];
        if ((draw -= 6) < 0) return [Hit("triple", _board.Triple())];
        if ((draw -= 66) < 0) return Close(Hit("double", _board.Double(isLong: _random.Chance(450))));
        if ((draw -= 212) < 0) return Close(Single());
        if ((draw -= 17) < 0) return [Error()];
        if (_board is { HasRunnerOnFirst: true, Outs: < 2 } && (draw -= 95) < 0) return [Play("", _board.DoublePlay())];
        if (_board is { HasRunnerOnThird: true, Outs: < 2 } && draw < 110) return [Play("sacrifice", _board.SacrificeFly())];
        _board.Out();
        return [Play("", 0)];
    }

    private ScoreEvent Single()
    {
        var single = Hit("single", _board.Single(isLong: _random.Chance(600)));
        if (_random.Chance(25)) _doubtfulHit = single.Incident?.Id ?? "";
        return single;
    }

    private ScoreEvent Hit(string method, int scorers)
    {
        _board.Hit();
        return Play(method, scorers);
    }

    private ScoreEvent Error()
    {
        _board.Error();
        return Play("error", _board.Single(isLong: false));
    }

    /// <summary>What the ball in play, or the pitch, led to; with the runs it brought in, as many as are needed where the last one wins the game.</summary>
    private ScoreEvent Play(string method, int scorers, bool endsTurn = true)
    {
        var isLast = _board.Half is { Bottom: true, Inning: >= BaseballGame.Regulation } && method != "home_run";
        var runs = isLast ? Math.Min(scorers, _board.Away - _board.Home + 1) : scorers;
        _board.AddRuns(runs);
        _isTurnOver = endsTurn;
        if (endsTurn) _board.NextBatter();
        var told = Told();
        if (runs == 0) return told;
        told.Incident = Incident("run_play", _board.Half.HomeBats, Batting.Batter);
        told.Incident.Text = RunPlay.Text(runs);
        if (method.Length > 0) told.Incident.Method = method;
        return told;
    }

    /// <summary>A run that was close at the plate may be looked at. The runner out after all, run and incident are taken back in one event.</summary>
    private IEnumerable<ScoreEvent> Close(ScoreEvent hit)
    {
        yield return hit;
        if (hit.Incident is not { } incident || incident.Text != RunPlay.Text(1) || _board.IsWalkOff || !_random.Chance(70)) yield break;
        Wait(20, 40);
        var review = _match.At(Now);
        review.Incident = new IncidentUpdate { Id = incident.Id, State = State.UnderReview, Text = "Play at the plate under review" };
        yield return review;
        Wait(60, 130);
        if (!_random.Chance(480))
        {
            var stands = _match.At(Now);
            stands.Incident = new IncidentUpdate { Id = incident.Id, State = State.Confirmed, Text = incident.Text };
            yield return stands;
            yield break;
        }

        if (_doubtfulHit == incident.Id) _doubtfulHit = null;
        _board.AddRuns(-1);
        _board.Out();
        var taken = Told();
        taken.Void = new VoidUpdate { Incident = incident.Id, Reason = "OFFICIALS" };
        yield return taken;
    }

    /// <summary>The official scorer calls the last doubtful hit an error: who reached base stays there, and runs stay runs.</summary>
    private ScoreEvent ScoredAsError()
    {
        _board.Hit(-1);
        _board.Error();
        var told = Told();
        if (_doubtfulHit!.Length > 0) told.Incident = new IncidentUpdate { Id = _doubtfulHit, Method = "error", Reason = "Official scorer's decision" };
        _doubtfulHit = null;
        return told;
    }

    private ScoreEvent Counted(string key, Pair counts, ScoreEvent told)
    {
        if (_board.Half.HomeBats) counts.Home++;
        else counts.Away++;
        told.Stat = new StatUpdate { Key = key, Home = counts.Home, Away = counts.Away };
        return told;
    }

    private ScoreEvent Told()
    {
        var told = _match.At(Now);
        told.Score = _board.ToUpdate();
        return told;
    }

    private IncidentUpdate Incident(string type, bool home, string player) => new()
    {
        Id = _match.NextIncident(),
        Type = type,
        Team = Side.Of(home),
        Player = player,
        Phase = _board.Half.Phase,
        Order = Now.TotalSeconds,
    };
}
