using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// Sets and games won, runs made: counted from the sport's own part while no feed states them. Once a feed states a
/// number, that number is the feed's.
/// </summary>
internal static class DerivedScore
{
    private const int TieBreakAtDefault = 6;
    private const int ShortestBestOf = 3; // sets
    private const int GamePointsDefault = 21;
    private const int GamePointsCapDefault = 30;

    public static void Derive(Proposal proposal)
    {
        var delta = proposal.Delta;
        var format = delta.Format ?? proposal.Head.Format ?? new Format();
        if (delta.Tennis?.Sets is { } sets)
        {
            SetTotal(proposal, Count(sets.Items, (set, index) => SetWinner(set, index, sets.Items.Count, format)));
            SetPeriods(proposal, sets.Items.Select(static set => new Pair { Home = set.Home, Away = set.Away }));
        }
        else if (delta.Badminton?.Games is { } games)
        {
            SetTotal(proposal, Count(games.Items, (game, index) => GameWinner(game, index, games.Items.Count, format)));
            SetPeriods(proposal, games.Items);
        }
        else if (delta.Cricket?.Innings is { } innings)
        {
            SetTotal(proposal, RunsOf(innings.Items));
        }
        else if (delta.Baseball?.Innings is { } frames)
        {
            SetTotal(proposal, RunsOf(frames.Items));
        }
    }

    /// <summary>Runs over all innings; super overs decide a tie and never count.</summary>
    public static Pair RunsOf(IEnumerable<CricketInnings> innings)
    {
        var total = new Pair();
        foreach (var one in innings.Where(static one => !one.SuperOver))
        {
            if (one.Side == "home") total.Home += one.Runs;
            else total.Away += one.Runs;
        }
        return total;
    }

    /// <summary>Runs over all innings; a half that was not played has none.</summary>
    public static Pair RunsOf(IReadOnlyList<BaseballInning> innings) => new()
    {
        Home = innings.Sum(static inning => inning.Home),
        Away = innings.Sum(static inning => inning.Away),
    };

    private static void SetTotal(Proposal proposal, Pair total)
    {
        if (proposal.IsStated(ScoreFields.Score)) return;
        proposal.Score.Home = total.Home;
        proposal.Score.Away = total.Away;
        ScoreRule.BaseOn(proposal);
    }

    private static void SetPeriods(Proposal proposal, IEnumerable<Pair> periods)
    {
        if (proposal.IsStated(ScoreFields.Periods)) return;
        var tail = new PeriodTail();
        tail.Items.AddRange(periods.Select(static (period, index) => new PeriodScore
        {
            Phase = "S" + (index + 1).ToString(CultureInfo.InvariantCulture),
            Home = period.Home,
            Away = period.Away,
        }));
        proposal.Score.Periods = tail;
    }

    private static Pair Count<T>(IReadOnlyList<T> parts, Func<T, int, int> winner)
    {
        var won = new Pair();
        for (var i = 0; i < parts.Count; i++)
        {
            var side = winner(parts[i], i);
            if (side > 0) won.Home++;
            else if (side < 0) won.Away++;
        }
        return won;
    }

    /// <summary>Who won a set: above 0 home, below 0 away, 0 nobody yet. A set that another follows is over.</summary>
    private static int SetWinner(TennisSet set, int index, int setCount, Format format)
    {
        var lead = set.Home - set.Away;
        if (index < setCount - 1) return lead;
        // not stated: it may be
        var isLast = format.BestOf > 0 ? index == format.BestOf - 1 : index >= ShortestBestOf - 1;
        if (isLast && format.FinalSet == FinalSet.Types.Value.MatchTieBreak) return lead; // 1–0, written when it is won
        var tieBreakAt = format.TieBreakAt > 0 ? (int)format.TieBreakAt : TieBreakAtDefault;
        var most = Math.Max(set.Home, set.Away);
        if (most >= TieBreakAtDefault && Math.Abs(lead) >= 2) return lead;
        // One game ahead decides only after a tie-break, and whether the last set has one is a matter of its format.
        var hasTieBreak = set.TieBreak is not null || !isLast || format.FinalSet == FinalSet.Types.Value.TieBreak;
        return hasTieBreak && most == tieBreakAt + 1 ? lead : 0;
    }

    private static int GameWinner(Pair game, int index, int gameCount, Format format)
    {
        var lead = game.Home - game.Away;
        if (index < gameCount - 1) return lead;
        var points = format.Points > 0 ? (int)format.Points : GamePointsDefault;
        var cap = format.PointsCap > 0 ? (int)format.PointsCap : GamePointsCapDefault;
        var most = Math.Max(game.Home, game.Away);
        return most >= cap || (most >= points && Math.Abs(lead) >= 2) ? lead : 0;
    }
}
