using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using State = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>What happens while the ball is in play, in steps of five seconds, at about the rates of professional football.</summary>
internal sealed class FootballPlay
{
    public const int Eleven = 11;
    private const int SubstitutionsMax = 5;
    private const int StepSeconds = 5;

    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly FootballTeam _home;
    private readonly FootballTeam _away;
    private readonly int _homeShare;
    private readonly Pair _corners = new();
    private readonly Pair _shots = new();
    private readonly Pair _onTarget = new();
    private FootballPeriod _period = FootballPeriod.FirstHalf;
    private TimeSpan _began;
    private int _second;
    private int _addedSeconds;

    public FootballPlay(SimulatedMatch match)
    {
        _match = match;
        _random = match.Random;
        _home = new FootballTeam(match.HomeSquad, SubstitutionsMax);
        _away = new FootballTeam(match.AwaySquad, SubstitutionsMax);
        _homeShare = _random.Between(380, 680); // of a thousand chances; more than half for playing at home
    }

    public RunningScore Score { get; } = new(ScoreBasis.Types.Value.Goals);

    /// <summary>Time since the scheduled start.</summary>
    public TimeSpan Now => _began + TimeSpan.FromSeconds(_second);

    /// <summary>The clock as it stands now.</summary>
    public ClockUpdate Clock(bool running) => new() { Running = running, ValueMs = _period.ClockMs(_second) };

    /// <summary>Plays a period that begins at an instant, without its first and last whistle.</summary>
    public IEnumerable<ScoreEvent> Period(FootballPeriod period, TimeSpan began, int addedMinutes)
    {
        (_period, _began, _second, _addedSeconds) = (period, began, 0, (addedMinutes * 60) + _random.Below(30));
        var announced = false;
        var interruptedAt = _random.Chance(8) ? _random.Between(300, period.Seconds - 300) : -1;
        while ((_second += StepSeconds) < period.Seconds + _addedSeconds)
        {
            if (!announced && _second >= period.Seconds - 30)
            {
                announced = true;
                yield return AddedTime();
            }

            if (interruptedAt >= 0 && _second >= interruptedAt)
            {
                interruptedAt = -1;
                foreach (var told in Interruption()) yield return told;
            }

            foreach (var told in Step()) yield return told;
        }
    }

    /// <summary>A kick of the shoot-out.</summary>
    public ScoreEvent Kick(bool home, TimeSpan at)
    {
        var scored = _random.Chance(750);
        Score.AddKick(home, scored);
        var kick = _match.At(at);
        kick.Score = Score.ToUpdate();
        kick.Incident = new IncidentUpdate
        {
            Id = _match.NextIncident(),
            Type = "shootout_kick",
            Method = scored ? "scored" : _random.Chance(700) ? "saved" : "missed",
            Team = Side.Of(home),
            Player = TeamOf(home).Kicker(Score.Kicks.Count),
            Phase = FootballPeriod.Shootout.Phase,
            Order = FootballPeriod.Shootout.Order(Score.Kicks.Count),
        };
        return kick;
    }

    // Chances in a million, per step; a match has about 1,150 steps.
    private IEnumerable<ScoreEvent> Step()
    {
        var home = _random.Chance(_homeShare);
        var draw = _random.Below(1_000_000);
        if ((draw -= 2_200) < 0) return Goal(home, _random.Chance(90) ? "free_kick" : _random.Chance(30) ? "own_goal" : "open");
        if ((draw -= 250) < 0) return Penalty(home);
        if ((draw -= 8_800) < 0) return [Corner(home)];
        if ((draw -= 19_000) < 0) return Shot(home, onTarget: _random.Chance(280));
        if ((draw -= 3_200) < 0) return TeamOf(!home).MayLoseOne ? [Yellow(!home)] : [];
        if ((draw -= 60) < 0) return TeamOf(!home).MayLoseOne ? [Card(!home, TeamOf(!home).Any(_random), "red")] : [];
        if ((draw -= 900) < 0) return Injury(home);
        var late = _period != FootballPeriod.FirstHalf && (_second > 600 || _period != FootballPeriod.SecondHalf);
        if (late && (draw - 17_000) < 0) return Substitution(home);
        return [];
    }

    private IEnumerable<ScoreEvent> Goal(bool home, string method)
    {
        var scorer = TeamOf(method == "own_goal" ? !home : home).Scorer(_random);
        var incident = Incident("goal", home, scorer);
        incident.Method = method;
        if (method == "open" && _random.Chance(700) && TeamOf(home).Any(_random) is var assist && assist != scorer) incident.Player2 = assist;
        Score.Add(home, 1, _period.Phase);
        yield return With(incident, Score.ToUpdate());
        if (method != "own_goal")
        {
            foreach (var told in Shot(home, onTarget: true)) yield return told;
        }

        _addedSeconds += 30;
        _second += _random.Between(25, 45);
        if (!_random.Chance(120)) yield break;
        foreach (var told in Review(home, incident.Id)) yield return told;
    }

    /// <summary>The goal counts while it is looked at; taken back, it and the score fall in one event.</summary>
    private IEnumerable<ScoreEvent> Review(bool home, string goal)
    {
        var review = Told();
        review.Incident = new IncidentUpdate { Id = goal, State = State.UnderReview, Text = "Goal under video review" };
        yield return review;
        var length = _random.Between(45, 150);
        _second += length;
        _addedSeconds += length;
        var outcome = Told();
        if (_random.Chance(450))
        {
            Score.Add(home, -1, _period.Phase);
            outcome.Void = new VoidUpdate { Incident = goal, Reason = _random.Pick(["VAR_OFFSIDE", "VAR_OFFSIDE", "VAR_FOUL", "VAR_HANDBALL"]) };
            outcome.Score = Score.ToUpdate();
        }
        else
        {
            outcome.Incident = new IncidentUpdate { Id = goal, State = State.Confirmed, Text = "Goal given after video review" };
        }

        outcome.Clock = Clock(running: true);
        yield return outcome;
    }

    private IEnumerable<ScoreEvent> Penalty(bool home)
    {
        var awarded = Incident("var", home, player: null);
        awarded.Method = "penalty_awarded";
        if (_random.Chance(500)) yield return With(awarded);
        _second += _random.Between(60, 110);
        _addedSeconds += 60;
        if (_random.Chance(770))
        {
            foreach (var told in Goal(home, "penalty")) yield return told;
            yield break;
        }

        var missed = Incident("penalty", home, TeamOf(home).Scorer(_random));
        missed.Method = _random.Chance(700) ? "saved" : "missed";
        yield return With(missed);
    }

    private IEnumerable<ScoreEvent> Shot(bool home, bool onTarget)
    {
        yield return Stat("shots", Count(_shots, home));
        if (onTarget) yield return Stat("shots_on_target", Count(_onTarget, home));
    }

    private ScoreEvent Stat(string key, Pair counts)
    {
        var told = Told();
        told.Stat = new StatUpdate { Key = key, Home = counts.Home, Away = counts.Away };
        return told;
    }

    private static Pair Count(Pair counts, bool home)
    {
        if (home) counts.Home++;
        else counts.Away++;
        return counts;
    }

    private ScoreEvent Corner(bool home)
    {
        Count(_corners, home);
        var told = Told();
        told.Score = new ScoreUpdate { Football = new Football { Corners = _corners.Clone() } };
        return told;
    }

    private ScoreEvent Yellow(bool home)
    {
        var player = TeamOf(home).Any(_random);
        return Card(home, player, TeamOf(home).Book(player) ? "second_yellow" : "yellow");
    }

    private ScoreEvent Card(bool home, string player, string card)
    {
        if (card != "yellow") TeamOf(home).SendOff(player);
        var incident = Incident("card", home, player);
        incident.Card = card;
        return With(incident);
    }

    private IEnumerable<ScoreEvent> Injury(bool home)
    {
        var player = TeamOf(home).Any(_random);
        yield return With(Incident("injury", home, player));
        var length = _random.Between(40, 170);
        _second += length;
        _addedSeconds += length;
        if (_random.Chance(400) && TeamOf(home).Replace(player) is { } on) yield return Substituted(home, player, on, "injured");
    }

    private IEnumerable<ScoreEvent> Substitution(bool home)
    {
        var off = TeamOf(home).Any(_random);
        if (TeamOf(home).Replace(off) is { } on) yield return Substituted(home, off, on, "tactical");
    }

    private ScoreEvent Substituted(bool home, string off, string on, string why)
    {
        var incident = Incident("substitution", home, on);
        incident.Player2 = off;
        incident.Method = why;
        _addedSeconds += 15;
        return With(incident);
    }

    private ScoreEvent AddedTime()
    {
        var told = Told();
        told.Clock = Clock(running: true);
        told.Clock.AddedMinutes = (uint)Math.Max(1, (_addedSeconds + 30) / 60);
        return told;
    }

    /// <summary>Everybody leaves the field and the clock stands; play goes on where it stopped.</summary>
    private IEnumerable<ScoreEvent> Interruption()
    {
        var stopped = Told();
        stopped.Status = new StatusUpdate { Status = MatchStatus.Interrupted, Reason = _random.Pick(["LIGHTNING", "FLOODLIGHTS"]) };
        stopped.Clock = Clock(running: false);
        yield return stopped;
        _began += TimeSpan.FromMinutes(_random.Between(9, 30));
        var resumed = Told();
        resumed.Status = new StatusUpdate { Status = MatchStatus.Live };
        resumed.Clock = Clock(running: true);
        yield return resumed;
    }

    private FootballTeam TeamOf(bool home) => home ? _home : _away;

    private ScoreEvent Told() => _match.At(Now);

    private ScoreEvent With(IncidentUpdate incident, ScoreUpdate? score = null)
    {
        var told = Told();
        told.Incident = incident;
        told.Score = score;
        return told;
    }

    private IncidentUpdate Incident(string type, bool home, string? player)
    {
        var (minute, added) = _period.MinuteAt(_second);
        var incident = new IncidentUpdate
        {
            Id = _match.NextIncident(),
            Type = type,
            Team = Side.Of(home),
            Minute = minute,
            Added = added,
            Phase = _period.Phase,
            Order = _period.Order(_second),
        };
        if (player is not null) incident.Player = player;
        return incident;
    }
}
