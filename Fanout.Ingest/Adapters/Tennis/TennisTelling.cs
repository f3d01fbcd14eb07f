using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Outcome = Fanout.Protocol.Messages.Winner.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Adapters.Tennis;

/// <summary>
/// Tells one match of tennis: each point changes the score; aces, double faults, games and sets won are incidents. Where the source takes
/// games back, the incidents of those that are no longer won are voided with the score that says so.
/// </summary>
internal sealed class TennisTelling(TennisSetting setting)
{
    private const string Reason = "FEED_CORRECTION";

    private readonly List<GameWon> _gamesWon = [];
    private TennisStanding _standing = TennisStanding.Start("");
    private DateTimeOffset _at = setting.Start;

    public TennisSetting Setting => setting;

    public TennisStanding Standing => _standing;

    public bool IsOver { get; private set; }

    /// <summary>The fixture, and the beginning of the first set.</summary>
    public IEnumerable<ScoreEvent> Begin(string server)
    {
        var known = setting.Event("fixture", _at);
        known.Fixture = setting.Fixture;
        yield return known;

        _standing = TennisStanding.Start(server);
        var begin = setting.Event("start", _at);
        begin.Status = new StatusUpdate { Status = MatchStatus.Live };
        begin.Phase = new PhaseUpdate { Phase = TennisSetting.Phase(0) };
        begin.Clock = new ClockUpdate { Kind = Kind.None, Running = false };
        begin.Score = _standing.ToUpdate();
        yield return begin;
    }

    /// <summary>The score after a point, and what the point brought or took back.</summary>
    public IEnumerable<ScoreEvent> Tell(TennisPoint point, TennisStanding after, DateTimeOffset at)
    {
        if (at > _at) _at = at;
        var before = _standing;
        _standing = after;
        var takenBack = TakeBack(after);
        for (var i = 0; i < takenBack.Count - 1; i++)
        {
            var voided = setting.Event($"{point.Key}-void{i + 1}", _at);
            voided.Void = new VoidUpdate { Incident = takenBack[i], Reason = Reason };
            yield return voided;
        }

        var told = setting.Event(point.Key, _at);
        told.Score = after.ToUpdate();
        if (takenBack.Count > 0) told.Void = new VoidUpdate { Incident = takenBack[^1], Reason = Reason };
        if (after.Sets.Count != before.Sets.Count) told.Phase = new PhaseUpdate { Phase = TennisSetting.Phase(after.Sets.Count - 1) };
        told.Incident = Incident(point, before, after);
        if (StatusOf(after) is { } status) told.Status = status;
        yield return told;
    }

    /// <summary>An end that the points do not show: the source says it.</summary>
    public ScoreEvent End(StatusUpdate status, ScoreUpdate? score = null)
    {
        IsOver = true;
        var end = setting.Event("end", _at);
        end.Status = status;
        end.Score = score;
        return end;
    }

    private StatusUpdate? StatusOf(TennisStanding after)
    {
        var winner = after.Winner(setting.Rules);
        if (winner is null == !IsOver) return null;
        IsOver = winner is not null;
        return winner is { } home ? Won(home) : new StatusUpdate { Status = MatchStatus.Live };
    }

    public static StatusUpdate Won(bool home) => new()
    {
        Status = MatchStatus.Ended,
        Winner = home ? Outcome.Home : Outcome.Away,
        WinMethod = Way.Regulation,
    };

    /// <summary>Ids of the incidents of games and sets that are won no longer.</summary>
    private List<string> TakeBack(TennisStanding after)
    {
        var takenBack = _gamesWon.FindAll(game => !game.Holds(after)).ConvertAll(static game => game.Incident);
        _gamesWon.RemoveAll(game => !game.Holds(after));
        return takenBack;
    }

    /// <summary>A game or a set that was won, whoever won the point; otherwise an ace or a double fault.</summary>
    private IncidentUpdate? Incident(TennisPoint point, TennisStanding before, TennisStanding after)
    {
        var gameTo = WonBy(before, after);
        var isServe = point is { Winner: not null, Method: "ace" or "double_fault" }; // winners and errors are every other point
        if (gameTo is null && !isServe) return null;
        var home = gameTo ?? point.Winner == true;
        var incident = new IncidentUpdate
        {
            Id = $"{setting.MatchId}:{point.Key}",
            Type = "point",
            Team = Side.Of(home),
            Player = PlayerOf(point, home),
            Phase = TennisSetting.Phase(after.Sets.Count - 1),
            Order = point.Number,
        };
        if (point.Method.Length > 0 && point.Winner == home) incident.Method = point.Method;
        return gameTo is null ? incident : Game(incident, point, home, after);
    }

    private IncidentUpdate Game(IncidentUpdate incident, TennisPoint point, bool home, TennisStanding after)
    {
        var set = after.Sets[^1];
        _gamesWon.Add(new GameWon(incident.Id, after.Sets.Count - 1, set.Home, set.Away, after.IsSetOver));
        var games = home ? $"{set.Home}–{set.Away}" : $"{set.Away}–{set.Home}";
        if (after.IsSetOver)
        {
            incident.Type = "period_end";
            incident.ClearMethod();
            incident.Player = setting.Name(home);
            incident.Text = $"Set {after.Sets.Count} to {setting.Name(home)}, {games}";
            return incident;
        }

        var isBreak = point.HomeServed is { } served && served != home;
        incident.Text = isBreak ? $"{setting.Name(home)} breaks, {games}" : $"Game {setting.Name(home)}, {games}";
        return incident;
    }

    /// <summary>Who serves an ace or a double fault; otherwise who won the point.</summary>
    private string PlayerOf(TennisPoint point, bool home)
    {
        if (point.Method is not ("ace" or "double_fault")) return setting.Name(home);
        return point.ServerName.Length > 0 ? point.ServerName : setting.Name(point.Method == "ace" ? home : !home);
    }

    /// <summary>The side that has one game more than before, also where the other lost some by the same word; <see langword="null"/>: none.</summary>
    private static bool? WonBy(TennisStanding before, TennisStanding after)
    {
        var index = after.Sets.Count - 1;
        var (home, away) = index < before.Sets.Count ? (before.Sets[index].Home, before.Sets[index].Away) : (0, 0);
        return (after.Sets[index].Home - home, after.Sets[index].Away - away) switch
        {
            (1, <= 0) => true,
            ( <= 0, 1) => false,
            _ => null,
        };
    }

    /// <summary>A game that was told as won: what the set stood at with it.</summary>
    private readonly record struct GameWon(string Incident, int SetIndex, int Home, int Away, bool IsSet)
    {
        public bool Holds(TennisStanding now)
        {
            if (SetIndex >= now.Sets.Count) return false;
            var set = now.Sets[SetIndex];
            if (!IsSet) return Home <= set.Home && Away <= set.Away;
            return (Home, Away) == (set.Home, set.Away) && (SetIndex < now.Sets.Count - 1 || now.IsSetOver);
        }
    }
}
