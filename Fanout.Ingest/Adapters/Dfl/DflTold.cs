using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>An event as it was told last.</summary>
internal sealed class DflTold(DflEvent read)
{
    public DflEvent Event { get; set; } = read;

    /// <summary>The side credited: for an own goal the one that it counts for. <see langword="null"/>: neither.</summary>
    public bool? Home { get; set; }

    /// <summary><see langword="null"/>: no kick-off is known to count from.</summary>
    public FootballPeriod? Period { get; set; }

    public double Second { get; set; }

    /// <summary>A tombstone came for it, or before it.</summary>
    public bool IsVoid { get; set; }

    public bool IsKick => Period == FootballPeriod.Shootout && Event.Kind is DflKind.Goal or DflKind.PenaltyMissed;

    public bool IsGoal => Event.Kind is DflKind.Goal or DflKind.OwnGoal && !IsKick;

    public bool IsCorner => Event.Kind == DflKind.Corner || Event.IsCorner;

    /// <summary>It is in the score, or in the shoot-out.</summary>
    public bool Counts => !IsVoid && Home is not null && (IsGoal || IsKick);
}

/// <summary>Counts a match again from all that stands, so that what was inserted late, changed or deleted leaves no trace in the numbers.</summary>
internal sealed class DflCount(IReadOnlyDictionary<string, DflTold> told)
{
    private readonly Dictionary<string, (int Home, int Away)> _unseen = new(StringComparer.Ordinal);

    /// <summary>Adds goals of a period that the provider counts and no event tells; less than none where it does not count one that an event tells.</summary>
    public void AddUnseen(FootballPeriod period, int home, int away)
    {
        var unseen = _unseen.GetValueOrDefault(period.Phase);
        _unseen[period.Phase] = (unseen.Home + home, unseen.Away + away);
    }

    /// <summary>A goal of a period that had none has its event now.</summary>
    public void See(FootballPeriod period, bool home)
    {
        if (!_unseen.TryGetValue(period.Phase, out var unseen)) return;
        if (home && unseen.Home > 0) unseen.Home--;
        if (!home && unseen.Away > 0) unseen.Away--;
        _unseen[period.Phase] = unseen;
    }

    /// <summary>The score of the periods that have begun.</summary>
    /// <param name="begun">In order of play.</param>
    /// <param name="isRegulationOver">More than 90 minutes are played.</param>
    public RunningScore Score(IReadOnlyCollection<FootballPeriod> begun, bool isRegulationOver)
    {
        var score = new RunningScore(ScoreBasis.Types.Value.Goals);
        var counted = told.Values.Where(static one => one.Counts)
            .OrderBy(static one => one.Period?.Number ?? 0).ThenBy(static one => one.Second).ToList();
        foreach (var period in FootballPeriod.All)
        {
            if (period == FootballPeriod.FirstExtra && isRegulationOver) score.EndRegulation();
            if (begun.Contains(period) && period == FootballPeriod.Shootout) score.BeginShootout();
            else if (begun.Contains(period)) score.Begin(period.Phase);
            foreach (var one in counted.Where(one => (one.Period ?? FootballPeriod.FirstHalf) == period)) Add(score, one, period);
            if (!_unseen.TryGetValue(period.Phase, out var unseen)) continue;
            score.Add(home: true, unseen.Home, period.Phase);
            score.Add(home: false, unseen.Away, period.Phase);
        }

        return score;
    }

    public Pair Corners() => new()
    {
        Home = told.Values.Count(static one => one is { IsVoid: false, IsCorner: true, Home: true }),
        Away = told.Values.Count(static one => one is { IsVoid: false, IsCorner: true, Home: false }),
    };

    private static void Add(RunningScore score, DflTold one, FootballPeriod period)
    {
        if (one.IsKick) score.AddKick(one.Home!.Value, one.Event.Kind == DflKind.Goal);
        else score.Add(one.Home!.Value, 1, period.Phase);
    }
}
