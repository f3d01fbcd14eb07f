using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>The result that the match list states: all there is of a match without events, and a check on one with them.</summary>
internal sealed class WyscoutResult(WyscoutListing listing)
{
    /// <summary>The whole result as one event, at the time of the kick-off: the list does not say when the match ended.</summary>
    public ScoreEvent Tell(WyscoutSetting setting)
    {
        var result = setting.Event("result", setting.Match.Start);
        var (home, away) = listing.Final;
        result.Score = new ScoreUpdate { Home = home, Away = away, Basis = ScoreBasis.Types.Value.Goals };
        AddPeriods(result.Score);
        if (listing.WentToExtraTime) result.Score.AfterRegulation = Regulation;
        if (listing.WentToShootout)
            result.Score.Shootout = new ShootoutUpdate { Home = listing.Home.Penalties, Away = listing.Away.Penalties };
        result.Status = FootballOutcome.Of(home, away, result.Score.Shootout, listing.WentToExtraTime);
        result.Coverage = new CoverageUpdate { Coverage = Coverage.Types.Value.ScoreOnly };
        return result;
    }

    /// <summary>What the list says otherwise than the events; empty when they agree.</summary>
    public string Differences(RunningScore told)
    {
        var differences = new List<string>();
        var (home, away) = listing.Final;
        if ((home, away) != (told.Home, told.Away)) differences.Add($"score {home}:{away}, the events give {told.Home}:{told.Away}");
        var kicks = told.Shootout;
        if ((listing.Home.Penalties, listing.Away.Penalties) != (kicks.Home, kicks.Away))
            differences.Add($"shoot-out {listing.Home.Penalties}:{listing.Away.Penalties}, the events give {kicks.Home}:{kicks.Away}");
        return string.Join("; ", differences);
    }

    private Pair Regulation => new() { Home = listing.Home.Regulation ?? 0, Away = listing.Away.Regulation ?? 0 };

    // Extra time is listed as a whole, so the score of each of its halves is not known.
    private void AddPeriods(ScoreUpdate score)
    {
        if (listing.Home.Half is not { } home || listing.Away.Half is not { } away) return;
        score.Periods.Add(new PeriodScore { Phase = FootballPeriod.FirstHalf.Phase, Home = home, Away = away });
        score.Periods.Add(new PeriodScore
        {
            Phase = FootballPeriod.SecondHalf.Phase,
            Home = Regulation.Home - home,
            Away = Regulation.Away - away,
        });
    }
}
