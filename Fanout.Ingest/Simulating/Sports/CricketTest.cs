using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>One Test match from its fixture to FINAL: four innings in five days of three sessions, declarations, follow-on, a draw when time is up.</summary>
internal sealed class CricketTest
{
    public const int Days = 5;
    private const int FollowOnLead = 200;

    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly CricketPlay _play;
    private readonly CricketDays _days;
    private readonly bool _homeFirst;
    private int _innings;

    public CricketTest(SimulatedMatch match)
    {
        _match = match;
        _random = match.Random;
        _play = new CricketPlay(match);
        _days = new CricketDays(match, _play);
        _homeFirst = _random.Chance(500);
    }

    private CricketBoard Board => _play.Board;

    public IEnumerable<ScoreEvent> Play()
    {
        yield return _match.Announce();
        yield return CricketToss.Tell(_match, _homeFirst);
        _play.Pass(0, 120);
        bool? next = _homeFirst;
        while (next is { } home && !_days.AreOver)
        {
            foreach (var told in Innings(home)) yield return told;
            if (_days.AreOver) break;
            next = NextSide();
            if (next is null) break;
            yield return Close();
        }

        yield return End();
        yield return _match.Confirm(_play.Now);
    }

    private IEnumerable<ScoreEvent> Innings(bool home)
    {
        _innings++;
        var target = _innings == 4 ? new CricketTarget { Runs = LeadOf(!home) + 1 } : null;
        var begin = _play.Begin(home, $"I{_innings}", ballsMax: 0, target);
        begin.Status = new StatusUpdate { Status = MatchStatus.Live };
        if (_innings == 1) begin.Clock = new ClockUpdate { Kind = Kind.None, Running = false };
        yield return begin;
        var declaresAt = _random.Between(470, 640);
        var declaresWith = _random.Between(280, 430);
        while (!_play.IsInningsOver)
        {
            foreach (var told in _days.BeforeOver()) yield return told;
            if (_days.AreOver) yield break;
            if (Declares(home, declaresAt, declaresWith))
            {
                Board.Current.Declared = true;
                yield break;
            }

            foreach (var told in _play.Over()) yield return told;
            _days.Over();
        }
    }

    /// <summary>A side closes its first innings when it has enough, and its second when its lead and the time left let it win.</summary>
    private bool Declares(bool home, int at, int lead) => _innings switch
    {
        1 or 2 => Board.Current.Runs >= at,
        3 => home == _homeFirst && _days.Day >= 3 && LeadOf(home) >= lead,
        _ => false,
    };

    private int LeadOf(bool home) => Board.Runs(home) - Board.Runs(!home);

    /// <summary>Who bats when this innings is over; <see langword="null"/>: nobody, it is decided.</summary>
    private bool? NextSide()
    {
        var home = Board.IsHome;
        return _innings switch
        {
            1 => !home,
            // Far enough behind, the side is sent in again: the follow-on.
            2 => LeadOf(_homeFirst) >= FollowOnLead && _random.Chance(650) ? home : _homeFirst,
            // Behind after two innings against one: lost by an innings.
            3 => LeadOf(home) < 0 ? null : !home,
            _ => null,
        };
    }

    private ScoreEvent Close()
    {
        var close = _match.Say(_play.Now, MatchStatus.Break);
        close.Score = Board.ToUpdate();
        close.Incident = _play.Words("period_end", $"{NameOf(Board.IsHome)} {_play.Standing()}");
        _play.Pass(580, 640);
        _days.ChangeInnings();
        return close;
    }

    private ScoreEvent End()
    {
        var end = _match.Say(_play.Now, MatchStatus.Ended);
        end.Score = Board.ToUpdate();
        end.Incident = _play.Words("period_end", $"{NameOf(Board.IsHome)} {_play.Standing()}");
        end.Status.Result = Result.Types.Value.Provisional;
        if (_days.AreOver && !IsDecided)
        {
            end.Status.Winner = Winner.Types.Value.Draw;
            return end;
        }

        end.Status.Winner = SimulatedMatch.Leader(Board.Runs(home: true), Board.Runs(home: false)) ?? Winner.Types.Value.Tie;
        if (end.Status.Winner != Winner.Types.Value.Tie) end.Status.WinMethod = Way.Regulation;
        return end;
    }

    private bool IsDecided => _innings switch
    {
        3 => Board.Current.Wickets == 10 && LeadOf(Board.IsHome) < 0,
        4 => _play.IsInningsOver,
        _ => false,
    };

    private string NameOf(bool home) => home ? _match.Home.Name : _match.Away.Name;
}
