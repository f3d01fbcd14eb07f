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
        var stated = new MatchState { Format = delta.Format ?? proposal.Head.Format };
        if (delta.Tennis?.Sets is { } sets) stated.Tennis = new Tennis { Sets = { sets.Items } };
        else if (delta.Badminton?.Games is { } games) stated.Badminton = new Badminton { Games = { games.Items } };
        else if (delta.Cricket?.Innings is { } innings) stated.Cricket = new Cricket { Innings = { innings.Items } };
        else if (delta.Baseball?.Innings is { } frames) stated.Baseball = new Baseball { Innings = { frames.Items } };
        if (Of(stated) is not { } derived) return;
        SetTotal(proposal, derived.Total);
        if (derived.Periods is not null) SetPeriods(proposal, derived.Periods);
    }

    /// <summary>What the part of its sport makes the score of a match; null where it has none. Periods only of sets and games.</summary>
    public static (Pair Total, IReadOnlyList<PeriodScore>? Periods)? Of(MatchState match)
    {
        var format = match.Format ?? new Format();
        if (match.Tennis is { } tennis)
        {
            var (sets, count) = (tennis.Sets, tennis.Sets.Count);
            var won = Count(sets, (set, index) => SetWinner(set, index, count, format));
            return (won, PeriodsOf(sets.Select(static set => new Pair { Home = set.Home, Away = set.Away })));
        }
        if (match.Badminton is { } badminton)
        {
            var (games, count) = (badminton.Games, badminton.Games.Count);
            return (Count(games, (game, index) => GameWinner(game, index, count, format)), PeriodsOf(games));
        }
        if (match.Cricket is { } cricket) return (RunsOf(cricket.Innings), null);
        return match.Baseball is { } baseball ? (RunsOf(baseball.Innings), null) : null;
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

    private static void SetPeriods(Proposal proposal, IReadOnlyList<PeriodScore> periods)
    {
        if (!proposal.IsStated(ScoreFields.Periods)) proposal.Score.Periods = new PeriodTail { Items = { periods } };
    }

    private static List<PeriodScore> PeriodsOf(IEnumerable<Pair> periods) =>
    [
        .. periods.Select(static (period, index) => new PeriodScore
        {
            Phase = "S" + (index + 1).ToString(CultureInfo.InvariantCulture),
            Home = period.Home,
            Away = period.Away,
        }),
    ];

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
