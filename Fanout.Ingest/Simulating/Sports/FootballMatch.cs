using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>One football match from its fixture to FINAL. What happens on the ball is <see cref="FootballPlay"/>; this is its frame of whistles.</summary>
internal sealed class FootballMatch
{
    private const int KicksEach = 5;
    private static readonly TimeSpan LineupsBefore = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan WarmUpBefore = TimeSpan.FromMinutes(25);

    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly FootballPlay _play;
    private TimeSpan _now;

    public FootballMatch(SimulatedMatch match)
    {
        _match = match;
        _random = match.Random;
        _play = new FootballPlay(match);
    }

    private RunningScore Score => _play.Score;

    public IEnumerable<ScoreEvent> Play()
    {
        yield return _match.Announce();
        yield return Lineup(home: true);
        yield return Lineup(home: false);
        yield return _match.Say(-WarmUpBefore, MatchStatus.PreMatch);
        if (_random.Chance(30))
        {
            yield return _match.Say(TimeSpan.FromMinutes(-4), MatchStatus.Delayed, "CROWD");
            _now = TimeSpan.FromMinutes(_random.Between(8, 20));
        }

        foreach (var told in Periods()) yield return told;
        yield return End();
        yield return _match.Confirm(_now);
    }

    private IEnumerable<ScoreEvent> Periods()
    {
        foreach (var told in Half(FootballPeriod.FirstHalf, addedMinutesMax: 4)) yield return told;
        yield return Pause(FootballPeriod.FirstHalf, FootballPeriod.SecondHalf);
        foreach (var told in Half(FootballPeriod.SecondHalf, addedMinutesMax: 7)) yield return told;
        if (!IsUndecided) yield break;
        yield return Pause(FootballPeriod.SecondHalf, FootballPeriod.FirstExtra);
        foreach (var told in Half(FootballPeriod.FirstExtra, addedMinutesMax: 2)) yield return told;
        yield return Pause(FootballPeriod.FirstExtra, FootballPeriod.SecondExtra);
        foreach (var told in Half(FootballPeriod.SecondExtra, addedMinutesMax: 3)) yield return told;
        if (!IsUndecided) yield break;
        yield return Pause(FootballPeriod.SecondExtra, FootballPeriod.Shootout);
        foreach (var told in Shootout()) yield return told;
    }

    private bool IsUndecided => _match.Competition.Knockout && Score.Home == Score.Away;

    private IEnumerable<ScoreEvent> Half(FootballPeriod period, int addedMinutesMax)
    {
        yield return Begin(period);
        foreach (var told in _play.Period(period, _now, _random.Between(1, addedMinutesMax))) yield return told;
        _now = _play.Now;
    }

    private ScoreEvent Begin(FootballPeriod period)
    {
        if (period == FootballPeriod.Shootout) Score.BeginShootout();
        else Score.Begin(period.Phase);
        var begin = _match.Say(_now, MatchStatus.Live);
        begin.Phase = new PhaseUpdate { Phase = period.Phase };
        begin.Score = Score.ToUpdate();
        begin.Clock = period.ClockAtStart();
        return begin;
    }

    private ScoreEvent Pause(FootballPeriod period, FootballPeriod next)
    {
        if (period == FootballPeriod.SecondHalf) Score.EndRegulation();
        var pause = _match.Say(_now, MatchStatus.Break);
        pause.Phase = new PhaseUpdate { Phase = next.Wait };
        pause.Clock = _play.Clock(running: false);
        pause.Score = Score.ToUpdate();
        _now += next.Break + TimeSpan.FromSeconds(_random.Between(10, 90));
        return pause;
    }

    private IEnumerable<ScoreEvent> Shootout()
    {
        yield return Begin(FootballPeriod.Shootout);
        for (var home = _random.Chance(500); !ShootoutRule.IsOver(Score, KicksEach); home = !home)
        {
            _now += TimeSpan.FromSeconds(_random.Between(35, 60));
            yield return _play.Kick(home, _now);
        }
    }

    private ScoreEvent End()
    {
        var end = _match.Say(_now, MatchStatus.Ended);
        if (Score.Kicks.Count == 0) end.Clock = _play.Clock(running: false);
        end.Score = Score.ToUpdate();
        end.Status.Result = Result.Types.Value.Provisional;
        var winner = SimulatedMatch.Leader(Score.Home, Score.Away) ?? SimulatedMatch.Leader(Score.Shootout.Home, Score.Shootout.Away);
        end.Status.Winner = winner ?? Winner.Types.Value.Draw;
        if (winner is null) return end;
        end.Status.WinMethod = Score.Kicks.Count > 0 ? Way.Shootout : end.Score.AfterRegulation is null ? Way.Regulation : Way.ExtraTime;
        return end;
    }

    private ScoreEvent Lineup(bool home)
    {
        var update = new LineupUpdate { Side = Side.Of(home), Formation = _random.Pick(["4-4-2", "4-3-3", "3-5-2", "4-2-3-1"]) };
        var squad = home ? _match.HomeSquad : _match.AwaySquad;
        for (var index = 0; index < squad.Count; index++)
        {
            update.Players.Add(new LineupPlayer
            {
                Id = $"{(home ? _match.Home.Id : _match.Away.Id)}-{index + 1}",
                Name = squad[index],
                Shirt = (uint)index + 1,
                Starter = index < FootballPlay.Eleven,
                Captain = index == 4,
                Position = index switch { 0 or 11 => "Goalkeeper", < 5 or 12 or 13 => "Defender", < 9 or 14 or 15 => "Midfielder", _ => "Forward" },
            });
        }

        var lineup = _match.At(-LineupsBefore + TimeSpan.FromSeconds(home ? 0 : 40));
        lineup.Lineup = update;
        return lineup;
    }
}
