using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Fouls that send somebody to the penalty box.</summary>
internal sealed class IceHockeyFouls(SimulationRandom random, IceHockeyRink rink)
{
    // Penalties last whole steps of the play, so that they end between two of them.
    private const int MajorSeconds = 5 * 60;
    private const int MisconductSeconds = 10 * 60;

    // Of a hundred fouls: 84 minors, 5 double minors, 2 majors, 4 misconducts, 5 fights.
    public IEnumerable<ScoreEvent> Foul(bool home)
    {
        var draw = random.Below(100);
        if ((draw -= 5) < 0) return Fight();
        if ((draw -= 4) < 0) return Penalty(home, "misconduct", MisconductSeconds, "Misconduct, 10 min", costsSkater: false);
        if ((draw -= 2) < 0) return Penalty(home, "major", MajorSeconds, $"{random.Pick(["Boarding", "Checking from behind"])}, 5 min");
        if ((draw -= 5) < 0) return Penalty(home, "minor", 2 * IceHockeyTeam.MinorSeconds, "High-sticking, double minor, 2 + 2 min");
        var why = random.Pick(["Hooking", "Tripping", "Holding", "Interference", "Slashing", "Roughing", "Cross-checking", "Delay of game"]);
        return Penalty(home, "minor", IceHockeyTeam.MinorSeconds, $"{why}, 2 min");
    }

    private IEnumerable<ScoreEvent> Penalty(bool home, string method, int seconds, string text, bool costsSkater = true)
    {
        var player = rink.TeamOf(home).Any(random);
        var given = Penalise(home, player, method, text, new IceHockeyPenalty(player, seconds, costsSkater, EndsWithGoal: method == "minor"));
        yield return given;
        yield return rink.CountMinutes(home, seconds / 60);
        rink.Wait(30, 60);
        yield return rink.FaceOff();
    }

    /// <summary>Both go off for five minutes and neither team plays with fewer.</summary>
    private IEnumerable<ScoreEvent> Fight()
    {
        foreach (var home in new[] { true, false })
        {
            var player = rink.TeamOf(home).Any(random);
            yield return Penalise(home, player, "major", "Fighting, 5 min", new IceHockeyPenalty(player, MajorSeconds, CostsSkater: false, EndsWithGoal: false));
            yield return rink.CountMinutes(home, MajorSeconds / 60);
            rink.Wait(5, 15);
        }

        rink.Wait(40, 80);
        yield return rink.FaceOff();
    }

    private ScoreEvent Penalise(bool home, string player, string method, string text, IceHockeyPenalty penalty)
    {
        rink.TeamOf(home).Penalise(penalty);
        var incident = rink.Incident("penalty", home, player);
        (incident.Method, incident.Text) = (method, text);
        return rink.With(incident, running: false);
    }
}
