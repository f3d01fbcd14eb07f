using System.Globalization;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>One cricket match of limited overs from its fixture to FINAL: two innings, rain and a revised target, super overs.</summary>
internal sealed class CricketLimited
{
    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly CricketPlay _play;
    private readonly CricketOvers _overs;
    private readonly bool _homeFirst;
    private readonly (int Innings, int Over) _rainAt;
    private bool _isBrokenOff;

    public CricketLimited(SimulatedMatch match)
    {
        _match = match;
        _random = match.Random;
        _play = new CricketPlay(match);
        _overs = new CricketOvers((int)match.Competition.Format.Overs);
        _homeFirst = _random.Chance(500);
        _rainAt = _random.Chance(130) ? (_random.Between(1, 2), _random.Between(0, _overs.Whole - 1)) : default;
    }

    public IEnumerable<ScoreEvent> Play()
    {
        yield return _match.Announce();
        yield return CricketToss.Tell(_match, _homeFirst);
        _play.Pass(0, 180);
        foreach (var told in Innings(1, _homeFirst)) yield return told;
        if (!_isBrokenOff)
        {
            yield return Pause();
            foreach (var told in Innings(2, !_homeFirst)) yield return told;
        }

        foreach (var told in Outcome()) yield return told;
    }

    private IEnumerable<ScoreEvent> Innings(int number, bool home)
    {
        if (number == 2) _overs.EndFirst(_play.Board.Runs(_homeFirst));
        var target = number == 2 ? _overs.Target() : null;
        var begin = _play.Begin(home, $"I{number}", _overs.BallsMax, target);
        begin.Status = new StatusUpdate { Status = MatchStatus.Live };
        if (number == 1) begin.Clock = new ClockUpdate { Kind = Kind.None, Running = false };
        yield return begin;
        while (!_play.IsInningsOver && !_isBrokenOff)
        {
            var over = (int)_play.Board.Current.Balls / CricketPlay.BallsPerOver;
            if ((number, over) == _rainAt)
            {
                foreach (var told in Rain(number)) yield return told;
                if (_isBrokenOff || _play.IsInningsOver) yield break;
            }
            else if (_overs.Whole == 50 && over is 17 or 34)
            {
                foreach (var told in Drinks()) yield return told;
            }

            foreach (var told in _play.Over()) yield return told;
        }
    }

    private IEnumerable<ScoreEvent> Drinks()
    {
        yield return Stop(MatchStatus.Break, "DRINKS");
        _play.Pass(230, 280);
        yield return GoOn();
    }

    private ScoreEvent Pause()
    {
        var pause = _match.Say(_play.Now, MatchStatus.Break);
        pause.Incident = _play.Words("period_end", $"{NameOf(_homeFirst)} {_play.Standing()}");
        _play.Pass(_overs.Whole == 50 ? 2100 : 1100, _overs.Whole == 50 ? 2500 : 1300);
        return pause;
    }

    /// <summary>
    /// Rain takes overs from both sides while the first bats, and from the second alone later; its target is revised. Too long, and the overs bowled
    /// decide, if they are enough; else nothing does.
    /// </summary>
    private IEnumerable<ScoreEvent> Rain(int number)
    {
        yield return Stop(MatchStatus.Interrupted, "RAIN");
        var minutes = _random.Between(15, _overs.Whole == 50 ? 300 : 150);
        _play.Pass(TimeSpan.FromMinutes(minutes));
        var innings = _play.Board.Current;
        if (!_overs.TryLose(number, minutes, (int)innings.Balls, (int)innings.Wickets))
        {
            _isBrokenOff = true;
            yield break;
        }

        var resumed = GoOn();
        if (_play.BallsMax != _overs.BallsMax)
        {
            _play.BallsMax = _overs.BallsMax;
            if (number == 2) innings.Target = _overs.Target();
            resumed.Score = _play.Board.ToUpdate();
            resumed.Incident = _play.Words("comment", Revision(number, innings.Target));
        }

        yield return resumed;
    }

    private string Revision(int number, CricketTarget? target)
    {
        var overs = _overs.BallsMax / CricketPlay.BallsPerOver;
        return number == 1
            ? string.Create(CultureInfo.InvariantCulture, $"Reduced to {overs} overs a side")
            : string.Create(CultureInfo.InvariantCulture, $"Revised target {target!.Runs} from {overs} overs");
    }

    private IEnumerable<ScoreEvent> Outcome()
    {
        var second = _play.Board.Runs(!_homeFirst);
        if (_isBrokenOff && !_overs.IsEnough((int)_play.Board.Current.Balls))
        {
            var abandoned = _match.Say(_play.Now, MatchStatus.Abandoned, "RAIN");
            abandoned.Status.Winner = Winner.Types.Value.NoResult;
            yield return abandoned;
            yield return _match.Confirm(_play.Now);
            yield break;
        }

        var par = _isBrokenOff
            ? _overs.ParNow((int)_play.Board.Current.Balls, (int)_play.Board.Current.Wickets)
            : _overs.Target().Runs - 1;
        bool? homeWins = second == par ? null : second > par ? !_homeFirst : _homeFirst;
        if (homeWins is null && !_isBrokenOff && _match.Competition.Knockout)
        {
            foreach (var told in SuperOvers()) yield return told;
            yield break;
        }

        yield return End(homeWins, _overs.IsRevised || _isBrokenOff ? Way.Dls : Way.Regulation);
        yield return _match.Confirm(_play.Now);
    }

    /// <summary>Who batted second bats first in the first super over, and they take turns; two wickets end an innings of it.</summary>
    private IEnumerable<ScoreEvent> SuperOvers()
    {
        var first = !_homeFirst;
        for (var number = 1; ; number++, first = !first)
        {
            yield return _match.Say(_play.Now, MatchStatus.Break);
            _play.Pass(500, 700);
            var runs = new int[2];
            foreach (var turn in new[] { 0, 1 })
            {
                var target = turn == 0 ? null : new CricketTarget { Runs = runs[0] + 1, Balls = CricketPlay.BallsPerOver };
                var begin = _play.Begin(turn == 0 ? first : !first, $"SO{number}", CricketPlay.BallsPerOver, target, superOver: true);
                if (turn == 0) begin.Status = new StatusUpdate { Status = MatchStatus.Live };
                yield return begin;
                foreach (var told in _play.Over()) yield return told;
                runs[turn] = _play.Board.Current.Runs;
                _play.Pass(120, 200);
            }

            if (runs[0] == runs[1]) continue;
            yield return End(runs[0] > runs[1] ? first : !first, Way.SuperOver);
            yield return _match.Confirm(_play.Now);
            yield break;
        }
    }

    private ScoreEvent End(bool? homeWins, Way way)
    {
        var end = _match.Say(_play.Now, MatchStatus.Ended);
        end.Score = _play.Board.ToUpdate();
        end.Incident = _play.Words("period_end", $"{NameOf(_play.Board.IsHome)} {_play.Standing()}");
        end.Status.Result = Result.Types.Value.Provisional;
        end.Status.Winner = homeWins switch
        {
            true => Winner.Types.Value.Home,
            false => Winner.Types.Value.Away,
            null => Winner.Types.Value.Tie,
        };
        if (homeWins is not null || way == Way.Dls) end.Status.WinMethod = way;
        return end;
    }

    private ScoreEvent Stop(MatchStatus status, string phase)
    {
        var stop = _match.Say(_play.Now, status, status == MatchStatus.Interrupted ? phase : "");
        stop.Phase = new PhaseUpdate { Phase = phase };
        return stop;
    }

    private ScoreEvent GoOn()
    {
        var resumed = _match.Say(_play.Now, MatchStatus.Live);
        resumed.Phase = new PhaseUpdate { Phase = _play.Phase };
        return resumed;
    }

    private string NameOf(bool home) => home ? _match.Home.Name : _match.Away.Name;
}
