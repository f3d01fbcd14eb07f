namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Who of a squad sits in the penalty box, for how long, and how many skaters that leaves the team.</summary>
/// <param name="squad">The first of them keeps the goal.</param>
internal sealed class IceHockeyTeam(IReadOnlyList<string> squad)
{
    public const int MinorSeconds = 2 * 60;

    // A team never has fewer than three skaters: a third penalty begins when the first ends (IIHF Official Rule Book, rule 26).
    private const int ShortMax = 2;

    /// <summary>Penalties that are not over, in the order in which they were given.</summary>
    public IReadOnlyList<IceHockeyPenalty> Box { get; private set; } = [];

    /// <summary>How many skaters it lacks, 0 to 2.</summary>
    public int Short => Math.Min(ShortMax, Box.Count(static penalty => penalty.CostsSkater));

    /// <summary>The goalkeeper went off for one more skater.</summary>
    public bool IsNetEmpty { get; set; }

    /// <summary>Anybody but the goalkeeper who is not in the box.</summary>
    public string Any(SimulationRandom random)
    {
        while (true)
        {
            var player = squad[random.Between(1, squad.Count - 1)];
            if (!Box.Any(penalty => penalty.Player == player)) return player;
        }
    }

    public void Penalise(IceHockeyPenalty penalty) => Box = [.. Box, penalty];

    /// <summary>Lets time pass in the box.</summary>
    public void Serve(int seconds)
    {
        var running = ShortMax;
        Box = [.. Box.Select(Served).Where(static penalty => penalty.SecondsLeft > 0)];

        IceHockeyPenalty Served(IceHockeyPenalty penalty) =>
            penalty.CostsSkater && --running < 0 ? penalty : penalty with { SecondsLeft = penalty.SecondsLeft - seconds };
    }

    /// <summary>A goal against the team while it is outnumbered ends the minor that has the least time left, of a double minor the half that runs.</summary>
    public void EndMinor()
    {
        var minor = Box.Where(static penalty => penalty.CostsSkater).Take(ShortMax)
            .Where(static penalty => penalty.EndsWithGoal).MinBy(static penalty => penalty.SecondsLeft);
        if (minor is null) return;
        Box = minor.SecondsLeft > MinorSeconds
            ? [.. Box.Select(penalty => penalty == minor ? minor with { SecondsLeft = MinorSeconds } : penalty)]
            : [.. Box.Where(penalty => penalty != minor)];
    }

    /// <summary>Puts the box back as it was: the goal that ended a penalty did not count.</summary>
    public void Restore(IReadOnlyList<IceHockeyPenalty> box) => Box = box;
}

/// <param name="CostsSkater">The team plays with one fewer for it.</param>
/// <param name="EndsWithGoal">It is over when the other side makes use of it.</param>
internal sealed record IceHockeyPenalty(string Player, int SecondsLeft, bool CostsSkater, bool EndsWithGoal);
