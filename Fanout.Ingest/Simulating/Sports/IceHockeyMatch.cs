using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>One ice hockey match from its fixture to FINAL. What happens on the ice is <see cref="IceHockeyPlay"/>; this is its frame of periods.</summary>
/// <remarks>Who wins the shoot-out gets one goal more in the final score, which belongs to no period (IIHF Official Rule Book, rule 86).</remarks>
internal sealed class IceHockeyMatch(SimulatedMatch match)
{
    private const int Periods = 3;
    private const int ShotsEach = 3;

    private readonly SimulationRandom _random = match.Random;
    private readonly IceHockeyRink _rink = new(match);
    private TimeSpan _now;
    private int _period;

    private RunningScore Score => _rink.Score;

    private bool IsLevel => Score.Home == Score.Away;

    public IEnumerable<ScoreEvent> Play()
    {
        var play = new IceHockeyPlay(match, _rink);
        yield return match.Announce();
        yield return match.Say(TimeSpan.FromMinutes(-20), MatchStatus.PreMatch);
        _now = TimeSpan.FromSeconds(_random.Between(0, 180));
        while (_period < Periods || (IsLevel && (_period == Periods || match.Competition.Knockout)))
        {
            _period++;
            yield return Begin();
            foreach (var told in play.Period()) yield return told;
            _now = _rink.Now;
            if (_period < Periods || IsLevel) yield return Pause();
        }

        if (IsLevel)
        {
            foreach (var told in Shootout(play)) yield return told;
        }

        yield return End();
        yield return match.Confirm(_now);
    }

    private ScoreEvent Begin()
    {
        var overtime = _period > Periods;
        if (_period == Periods + 1) Score.EndRegulation();
        var length = overtime ? match.Competition.Format.ExtraPeriodMs : match.Competition.Format.PeriodMs;
        var phase = overtime ? $"OT{_period - Periods}" : $"P{_period}";
        Score.Begin(phase);
        _rink.Begin(phase, _now, (int)length, overtime, firstMinute: MinutesBefore());
        var begin = match.Say(_now, MatchStatus.Live);
        begin.Phase = new PhaseUpdate { Phase = phase };
        begin.Clock = new ClockUpdate { Kind = Kind.Down, Running = true, ValueMs = length, PeriodMs = length };
        begin.Score = _rink.ScoreNow();
        return begin;
    }

    // Minutes go on through the match: the fifth of overtime is the 65th.
    private uint MinutesBefore()
    {
        var format = match.Competition.Format;
        var regular = (uint)Math.Min(_period - 1, Periods);
        return ((regular * format.PeriodMs) + ((uint)Math.Max(0, _period - 1 - Periods) * format.ExtraPeriodMs)) / 60_000;
    }

    private ScoreEvent Pause()
    {
        var pause = match.Say(_now, MatchStatus.Break);
        pause.Clock = _rink.Clock(running: false);
        pause.Score = _rink.ScoreNow();
        // The ice is made anew for whole periods, not for a short overtime or the shoot-out.
        var isLong = _period < Periods || match.Competition.Knockout;
        _now += TimeSpan.FromSeconds(isLong ? _random.Between(15 * 60, 18 * 60) : _random.Between(90, 180));
        return pause;
    }

    private IEnumerable<ScoreEvent> Shootout(IceHockeyPlay play)
    {
        Score.BeginShootout();
        var begin = match.Say(_now, MatchStatus.Live);
        begin.Phase = new PhaseUpdate { Phase = IceHockeyPlay.ShootoutPhase };
        begin.Score = _rink.ScoreAtRest();
        yield return begin;
        for (var home = _random.Chance(500); !ShootoutRule.IsOver(Score, ShotsEach); home = !home)
        {
            _now += TimeSpan.FromSeconds(_random.Between(30, 55));
            yield return play.Shot(home, _now);
        }
    }

    private ScoreEvent End()
    {
        var way = _period > Periods ? Way.ExtraTime : Way.Regulation;
        if (Score.Kicks.Count > 0)
        {
            way = Way.Shootout;
            Score.Add(Score.Shootout.Home > Score.Shootout.Away, 1, IceHockeyPlay.ShootoutPhase);
        }

        var end = match.Say(_now, MatchStatus.Ended);
        if (way != Way.Shootout) end.Clock = _rink.Clock(running: false);
        end.Score = _rink.ScoreAtRest();
        end.Status.Winner = SimulatedMatch.Leader(Score.Home, Score.Away)!.Value;
        end.Status.WinMethod = way;
        end.Status.Result = Result.Types.Value.Provisional;
        return end;
    }
}
