using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using State = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>What happens on the ice, in steps of five seconds of playing time, at about the rates of a professional league.</summary>
internal sealed class IceHockeyPlay
{
    public const string ShootoutPhase = "SO";
    private const int StepSeconds = 5;

    private readonly SimulatedMatch _match;
    private readonly SimulationRandom _random;
    private readonly IceHockeyRink _rink;
    private readonly IceHockeyFouls _fouls;
    private readonly int _homeEdge;

    public IceHockeyPlay(SimulatedMatch match, IceHockeyRink rink)
    {
        _match = match;
        _random = match.Random;
        _rink = rink;
        _fouls = new IceHockeyFouls(_random, rink);
        _homeEdge = _random.Between(-6, 9); // of a thousand, in every step
    }

    /// <summary>Plays the period to its end, or to the goal that ends overtime.</summary>
    public IEnumerable<ScoreEvent> Period()
    {
        while (_rink.ClockMs > 0 && !_rink.IsDecided)
        {
            var before = _rink.OnIce();
            _rink.Run(StepSeconds);
            if (_rink.ClockMs == 0) yield break;
            _rink.PullGoalkeepers();
            if (!_rink.OnIce().Equals(before)) yield return _rink.With(null);
            foreach (var told in Step()) yield return told;
        }
    }

    /// <summary>A shot of the shoot-out.</summary>
    public ScoreEvent Shot(bool home, TimeSpan at)
    {
        var scored = _random.Chance(330);
        _rink.Score.AddKick(home, scored);
        var shot = _match.At(at);
        shot.Score = _rink.ScoreAtRest();
        shot.Incident = new IncidentUpdate
        {
            Id = _match.NextIncident(),
            Type = "shootout_kick",
            Method = scored ? "scored" : _random.Chance(800) ? "saved" : "missed",
            Team = Side.Of(home),
            Player = _rink.TeamOf(home).Any(_random),
            Phase = ShootoutPhase,
            Order = at.TotalSeconds,
        };
        return shot;
    }

    // Of a thousand steps, of which a match has 720: about 42 shots a side, 11 fouls, a penalty shot, 45 other whistles.
    private IEnumerable<ScoreEvent> Step()
    {
        var draw = _random.Below(1000);
        if ((draw -= ShotsOf(home: true)) < 0) return Shot(home: true);
        if ((draw -= ShotsOf(home: false)) < 0) return Shot(home: false);
        if ((draw -= 11) < 0) return _fouls.Foul(home: _random.Chance(490));
        if (draw-- == 0) return PenaltyShot(home: _random.Chance(510));
        return draw < 45 ? Whistle() : [];
    }

    private int ShotsOf(bool home)
    {
        var advantage = _rink.TeamOf(!home).Short - _rink.TeamOf(home).Short;
        var shots = 40 + (home ? _homeEdge : -_homeEdge) + (advantage > 0 ? 32 : advantage < 0 ? -24 : 0);
        if (_rink.TeamOf(home).IsNetEmpty) shots += 20;
        return _rink.IsOvertime ? shots + 20 : shots;
    }

    private IEnumerable<ScoreEvent> Shot(bool home)
    {
        var (own, other) = (_rink.TeamOf(home), _rink.TeamOf(!home));
        yield return _rink.CountShot(home);
        var chance = other.IsNetEmpty ? 600 : other.Short > own.Short || _rink.IsOvertime ? 125 : 88;
        if (!_random.Chance(chance)) yield break;
        var method = other.IsNetEmpty ? "empty_net"
            : own.Short < other.Short ? "power_play"
            : own.Short > other.Short ? "short_handed" : "even_strength";
        foreach (var told in Goal(home, method)) yield return told;
    }

    private IEnumerable<ScoreEvent> Goal(bool home, string method)
    {
        var (own, other) = (_rink.TeamOf(home), _rink.TeamOf(!home));
        var box = other.Box;
        if (own.Short < other.Short && method != "penalty_shot") other.EndMinor();
        _rink.Score.Add(home, 1, _rink.Phase);
        var goal = _rink.Incident("goal", home, own.Any(_random));
        goal.Method = method;
        if (method != "penalty_shot" && _random.Chance(850) && own.Any(_random) is var assist && assist != goal.Player) goal.Player2 = assist;
        yield return _rink.With(goal, running: false);
        _rink.Wait(45, 75);
        if (_random.Chance(80))
        {
            foreach (var told in Review(home, goal.Id, box)) yield return told;
        }

        if (!_rink.IsDecided) yield return _rink.FaceOff();
    }

    /// <summary>The clock stands while the goal is looked at. Taken back, it and the score fall in one event, and who was in the box is there again.</summary>
    private IEnumerable<ScoreEvent> Review(bool home, string goal, IReadOnlyList<IceHockeyPenalty> box)
    {
        var review = _match.At(_rink.Now);
        review.Incident = new IncidentUpdate { Id = goal, State = State.UnderReview, Text = "Goal under video review" };
        yield return review;
        _rink.Wait(60, 200);
        if (_random.Chance(450))
        {
            _rink.Score.Add(home, -1, _rink.Phase);
            _rink.TeamOf(!home).Restore(box);
            var taken = _rink.With(null, running: false);
            taken.Void = new VoidUpdate { Incident = goal, Reason = _random.Pick(["VAR_OFFSIDE", "VAR_FOUL", "VAR_OTHER"]) };
            yield return taken;
            yield break;
        }

        var given = _match.At(_rink.Now);
        given.Incident = new IncidentUpdate { Id = goal, State = State.Confirmed, Text = "Goal given after video review" };
        yield return given;
    }

    private IEnumerable<ScoreEvent> PenaltyShot(bool home)
    {
        var awarded = _rink.Incident("penalty", home, _rink.TeamOf(home).Any(_random));
        (awarded.Method, awarded.Text) = ("awarded", "Penalty shot");
        yield return _rink.With(awarded, running: false);
        _rink.Wait(40, 60);
        if (_random.Chance(330))
        {
            foreach (var told in Goal(home, "penalty_shot")) yield return told;
            yield break;
        }

        var failed = _match.At(_rink.Now);
        failed.Incident = new IncidentUpdate { Id = awarded.Id, Method = _random.Chance(800) ? "saved" : "missed" };
        yield return failed;
        _rink.Wait(15, 25);
        yield return _rink.FaceOff();
    }

    /// <summary>Icing, offside, or the puck out of play.</summary>
    private IEnumerable<ScoreEvent> Whistle()
    {
        yield return _rink.With(null, running: false);
        _rink.Wait(18, 45);
        yield return _rink.FaceOff();
    }
}
