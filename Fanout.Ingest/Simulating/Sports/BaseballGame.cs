using Fanout.Ingest.Adapters.Baseball;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>One baseball game from its fixture to FINAL. What happens with the ball is <see cref="BaseballPlay"/>; this is its frame of innings.</summary>
internal sealed class BaseballGame
{
    public const int Regulation = 9;

    // A game counts from here on when it is called, or half an inning before when the home side leads (Official Baseball Rules, 7.01).
    private const int CompleteAfter = 5;
    private const int TiedAfter = 12;

    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly BaseballBoard _board = new();
    private readonly BaseballPlay _play;
    private readonly HalfInning? _rainBefore;
    private bool _isCalled;

    public BaseballGame(SimulatedMatch match)
    {
        _match = match;
        _random = match.Random;
        _play = new BaseballPlay(match, _board);
        if (_random.Chance(70)) _rainBefore = Half(_random.Between(2, Regulation), bottom: _random.Chance(500));
    }

    public IEnumerable<ScoreEvent> Play()
    {
        yield return _match.Announce();
        yield return _match.Say(TimeSpan.FromMinutes(-30), MatchStatus.PreMatch);
        if (_random.Chance(20))
        {
            yield return _match.Say(TimeSpan.FromMinutes(-3), MatchStatus.Delayed, "RAIN");
            _play.Wait(15 * 60, 45 * 60);
        }

        _play.Wait(60, 300);
        for (var half = Half(1, bottom: false); !IsOver(half); half = half.Bottom ? Half(half.Inning + 1, bottom: false) : Half(half.Inning, bottom: true))
        {
            if (half == _rainBefore)
            {
                foreach (var told in Rain(half)) yield return told;
                if (_isCalled) break;
            }

            yield return Begin(half);
            foreach (var told in _play.HalfInning()) yield return told;
        }

        yield return End();
        yield return _match.Confirm(_play.Now);
    }

    private static HalfInning Half(int inning, bool bottom) => new(inning, bottom, HomeBats: bottom);

    /// <summary>Whether nothing is played any more when this half-inning would be next.</summary>
    private bool IsOver(HalfInning next)
    {
        if (next.Bottom) return next.Inning >= Regulation && _board.Home > _board.Away;
        if (next.Inning <= Regulation) return false;
        return _board.Home != _board.Away || (!_match.Competition.Knockout && next.Inning > TiedAfter);
    }

    private ScoreEvent Begin(HalfInning half)
    {
        var isFirst = half is { Inning: 1, Bottom: false };
        if (!isFirst) _play.Wait(115, 160);
        _board.Begin(half, runnerOnSecond: half.Inning > Regulation && _match.Competition.Key == BaseballSport.WithRunner);
        var begin = _match.At(_play.Now);
        begin.Phase = new PhaseUpdate { Phase = half.Phase };
        begin.Score = _board.ToUpdate();
        if (!isFirst) return begin;
        begin.Status = new StatusUpdate { Status = MatchStatus.Live };
        begin.Clock = new ClockUpdate { Kind = Kind.None, Running = false };
        return begin;
    }

    /// <summary>Play stops before a half-inning and goes on after a while, on the next day, or not at all.</summary>
    private IEnumerable<ScoreEvent> Rain(HalfInning next)
    {
        _play.Wait(20, 60);
        yield return _match.Say(_play.Now, MatchStatus.Interrupted, "RAIN");
        _play.Wait(25 * 60, 100 * 60);
        if (_random.Chance(450))
        {
            yield return _match.Say(_play.Now, MatchStatus.Live);
            yield break;
        }

        _isCalled = IsComplete(next);
        if (_isCalled) yield break;
        yield return _match.Say(_play.Now, MatchStatus.Suspended, "RAIN");
        _play.Wait(20 * 3600, 22 * 3600);
        yield return _match.Say(_play.Now, MatchStatus.Live);
    }

    /// <summary>
    /// Whether a game that stops before a half-inning is a complete one. Level, or with a lead that the visitors have only just taken, it is suspended
    /// instead (Official Baseball Rules, 7.02).
    /// </summary>
    private bool IsComplete(HalfInning next)
    {
        if (_board.Home == _board.Away) return false;
        if (!next.Bottom) return next.Inning > CompleteAfter;
        var leaderBefore = SimulatedMatch.Leader(_board.Home, _board.Away - _board.RunsOfHalf);
        var isLongEnough = next.Inning > CompleteAfter || (next.Inning == CompleteAfter && _board.Home > _board.Away);
        return isLongEnough && leaderBefore == SimulatedMatch.Leader(_board.Home, _board.Away);
    }

    private ScoreEvent End()
    {
        var end = _match.Say(_play.Now, MatchStatus.Ended);
        end.Score = _board.ToUpdate();
        end.Status.Result = Result.Types.Value.Provisional;
        end.Status.Winner = SimulatedMatch.Leader(_board.Home, _board.Away) ?? Winner.Types.Value.Tie;
        if (_board.Home == _board.Away) return end;
        end.Status.WinMethod = _isCalled ? Way.Shortened : _board.Half.Inning > Regulation ? Way.ExtraTime : Way.Regulation;
        return end;
    }
}
