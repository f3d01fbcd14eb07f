using Fanout.Ingest.Normalising.Rules;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using ScoreUnit = Fanout.Protocol.Messages.ScoreBasis.Types.Value;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// Marks what is implausible in a change that is applied all the same: real feeds correct themselves, and whoever reads
/// the log should see that they did. What every sport has is here, the rest in <see cref="SportRules"/>.
/// </summary>
internal static class Plausibility
{
    public static void Mark(Proposal proposal, Change change)
    {
        var (before, after) = (change.Before, change.After);
        MarkFalls(proposal, change);
        MarkSum(proposal, before, after);
        ClockRule.MarkBack(proposal, after);
        foreach (var (field, was, now) in SportRules.Implausible(change)) Mark(proposal, field, was, now);
    }

    /// <summary>
    /// A goal that was taken back explains a score that falls by it, in the same event or in the next one that states
    /// the score; see <see cref="TakenBackRule"/>.
    /// </summary>
    private static void MarkFalls(Proposal proposal, Change change)
    {
        var (before, after, excused) = (change.Before, change.After, change.Excused);
        var kicks = new Pair { Home = (int)excused.KicksHome, Away = (int)excused.KicksAway };
        var falls = Falls.Of("score", Total(before), Total(after), change.ExcusedScore)
            .Concat(Falls.Of("score.shootout", ShootoutOf(before), ShootoutOf(after), kicks));
        foreach (var (field, was, now) in falls) Mark(proposal, field, was, now);
    }

    /// <summary>
    /// Told once, when the difference appears or changes: a feed that gives its periods late differs for a while.
    /// </summary>
    private static void MarkSum(Proposal proposal, MatchState before, MatchState after)
    {
        var now = SumOf(after);
        if (now is null || now.Equals(Total(after))) return;
        if (now.Equals(SumOf(before)) && Equals(Total(before), Total(after))) return;
        Mark(proposal, "score.periods", $"sum {Show(now)}", $"score {Show(Total(after)!)}");
    }

    /// <summary>Sum of the periods; null where it need not be the score.</summary>
    private static Pair? SumOf(MatchState match)
    {
        if (match.Cricket is { Innings.Count: > 0 } cricket) return DerivedScore.RunsOf(cricket.Innings);
        if (match.Baseball is { Innings.Count: > 0 } baseball) return DerivedScore.RunsOf(baseball.Innings);
        if (match.Score is not { Periods.Count: > 0 } score) return null;
        // Sets are not games, and the winner of an ice hockey shoot-out is given a goal that belongs to no period.
        if (score.Basis is not (ScoreUnit.Goals or ScoreUnit.Points or ScoreUnit.Runs)) return null;
        if (match.Sport == "ice_hockey" && score.Shootout is not null) return null;
        var sum = new Pair();
        foreach (var period in score.Periods)
        {
            if (Phases.TryFind(match.Sport, period.Phase, out var phase) && phase.Stage == PhaseStage.Shootout)
                continue;
            sum.Home += period.Home;
            sum.Away += period.Away;
        }
        return sum;
    }

    private static Pair? Total(MatchState match) =>
        match.Score is { } score ? new Pair { Home = score.Home, Away = score.Away } : null;

    private static Pair? ShootoutOf(MatchState match) =>
        match.Score?.Shootout is { } shootout ? new Pair { Home = shootout.Home, Away = shootout.Away } : null;

    private static string Show(Pair pair) => $"{pair.Home}:{pair.Away}";

    private static void Mark(Proposal proposal, string field, string was, string now) =>
        proposal.AddMark(Protocol.Messages.Mark.Types.Kind.FeedCorrection, field, was, now);
}
