using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>How an ice hockey match stands, clock and teams and score, and the events that say so.</summary>
internal sealed class IceHockeyRink
{
    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly int _pullAtMs;
    private readonly Pair _shots = new();
    private readonly Pair _penaltyMinutes = new();
    private uint _firstMinute;
    private int _lengthMs;

    public IceHockeyRink(SimulatedMatch match)
    {
        _match = match;
        _random = match.Random;
        Home = new IceHockeyTeam(match.HomeSquad);
        Away = new IceHockeyTeam(match.AwaySquad);
        _pullAtMs = _random.Between(80, 160) * 1000;
    }

    public IceHockeyTeam Home { get; }

    public IceHockeyTeam Away { get; }

    public RunningScore Score { get; } = new(ScoreBasis.Types.Value.Goals);

    /// <summary>Time since the scheduled start.</summary>
    public TimeSpan Now { get; private set; }

    public string Phase { get; private set; } = "";

    /// <summary>What is left of the period.</summary>
    public int ClockMs { get; private set; }

    public bool IsOvertime { get; private set; }

    /// <summary>A goal in overtime ends the match.</summary>
    public bool IsDecided => IsOvertime && Score.Home != Score.Away;

    /// <summary>Opens a period at an instant.</summary>
    public void Begin(string phase, TimeSpan now, int lengthMs, bool isOvertime, uint firstMinute)
    {
        (Phase, Now, _lengthMs, ClockMs, IsOvertime, _firstMinute) = (phase, now, lengthMs, lengthMs, isOvertime, firstMinute);
        Home.IsNetEmpty = Away.IsNetEmpty = false;
    }

    /// <summary>Plays on for a while: the clock runs, and penalties are served.</summary>
    public void Run(int seconds)
    {
        ClockMs -= seconds * 1000;
        Now += TimeSpan.FromSeconds(seconds);
        Home.Serve(seconds);
        Away.Serve(seconds);
    }

    /// <summary>Lets time pass while the clock stands.</summary>
    public void Wait(int secondsMin, int secondsMax) => Now += TimeSpan.FromSeconds(_random.Between(secondsMin, secondsMax));

    public ClockUpdate Clock(bool running) => new() { Running = running, ValueMs = (uint)ClockMs };

    /// <summary>The score, and who is on the ice.</summary>
    public ScoreUpdate ScoreNow()
    {
        var update = Score.ToUpdate();
        update.IceHockey = OnIce();
        return update;
    }

    /// <summary>The score when nobody plays: no skaters, no power play, no empty net.</summary>
    public ScoreUpdate ScoreAtRest()
    {
        var update = Score.ToUpdate();
        update.IceHockey = new IceHockeyUpdate { Skaters = new Pair(), PowerPlay = "", HomeNetEmpty = false, AwayNetEmpty = false };
        return update;
    }

    public IceHockeyUpdate OnIce() => new()
    {
        Skaters = new Pair { Home = Skaters(Home, Away), Away = Skaters(Away, Home) },
        PowerPlay = Home.Short == Away.Short ? "" : Side.Of(Home.Short < Away.Short),
        HomeNetEmpty = Home.IsNetEmpty,
        AwayNetEmpty = Away.IsNetEmpty,
    };

    public IceHockeyTeam TeamOf(bool home) => home ? Home : Away;

    public ScoreEvent FaceOff()
    {
        PullGoalkeepers();
        return With(null, running: true);
    }

    /// <summary>Late in the third period a team that is one or two goals behind plays with one more skater and nobody in goal.</summary>
    public void PullGoalkeepers()
    {
        var isLate = Phase == "P3" && ClockMs <= _pullAtMs;
        Home.IsNetEmpty = isLate && Score.Away - Score.Home is 1 or 2;
        Away.IsNetEmpty = isLate && Score.Home - Score.Away is 1 or 2;
    }

    public ScoreEvent With(IncidentUpdate? incident, bool? running = null)
    {
        var told = _match.At(Now);
        told.Incident = incident;
        told.Score = ScoreNow();
        if (running is { } runs) told.Clock = Clock(runs);
        return told;
    }

    public ScoreEvent CountShot(bool home) => Count("shots_on_goal", _shots, home, 1);

    public ScoreEvent CountMinutes(bool home, int minutes) => Count("penalty_minutes", _penaltyMinutes, home, minutes);

    public IncidentUpdate Incident(string type, bool home, string player) => new()
    {
        Id = _match.NextIncident(),
        Type = type,
        Team = Side.Of(home),
        Player = player,
        Minute = _firstMinute + ((uint)(_lengthMs - ClockMs - 1) / 60_000) + 1,
        Phase = Phase,
        Order = Now.TotalSeconds,
    };

    /// <summary>In overtime nobody has fewer than three, so that the other team gets one more.</summary>
    private int Skaters(IceHockeyTeam team, IceHockeyTeam other)
    {
        var skaters = IsOvertime ? 3 + Math.Max(0, other.Short - team.Short) : 5 - team.Short;
        return team.IsNetEmpty ? skaters + 1 : skaters;
    }

    private ScoreEvent Count(string key, Pair counts, bool home, int more)
    {
        if (home) counts.Home += more;
        else counts.Away += more;
        var told = _match.At(Now);
        told.Stat = new StatUpdate { Key = key, Home = counts.Home, Away = counts.Away };
        return told;
    }
}
