using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using ScoreUnit = Fanout.Protocol.Messages.ScoreBasis.Types.Value;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// Marks what is implausible in a change that is applied all the same: real feeds correct themselves, and whoever reads
/// the log should see that they did.
/// </summary>
internal static class Plausibility
{
    public static void Mark(Proposal proposal, MatchState after)
    {
        var before = proposal.Head;
        MarkFalls(proposal, before, after);
        MarkSum(proposal, before, after);
        if (proposal.Delta.Tennis is not null && before.Tennis is not null) MarkSkips(proposal, before.Tennis, after);
        if (before.Badminton is { Games.Count: > 0 } badminton && after.Badminton is not null) MarkSkips(proposal, badminton, after.Badminton);
    }

    /// <summary>
    /// A goal that was taken back explains a score that falls by it, in the same event or in the next one that states
    /// the score; see <see cref="TakenBackRule"/>.
    /// </summary>
    private static void MarkFalls(Proposal proposal, MatchState before, MatchState after)
    {
        if (ReferenceEquals(before, after)) return;
        var excused = proposal.TakenBack;
        var ofScore = new Pair { Home = (int)excused.Home, Away = (int)excused.Away };
        var ofKicks = new Pair { Home = (int)excused.KicksHome, Away = (int)excused.KicksAway };
        Falls(proposal, "score", Total(before), Total(after), ofScore);
        Falls(proposal, "score.shootout", ShootoutOf(before), ShootoutOf(after), ofKicks);
        FallsEach(proposal, "badminton.games", before.Badminton?.Games, after.Badminton?.Games,
            static game => game, _ => ofScore);
        FallsEach(proposal, "cricket.innings", before.Cricket?.Innings, after.Cricket?.Innings,
            static innings => new Pair { Home = innings.Runs, Away = (int)innings.Wickets },
            innings => new Pair
            {
                Home = innings.Side == "home" ? ofScore.Home : ofScore.Away,
                Away = (int)excused.Wickets,
            });
        FallsEach(proposal, "baseball.innings", before.Baseball?.Innings, after.Baseball?.Innings,
            static inning => new Pair { Home = inning.Home, Away = inning.Away }, _ => ofScore);
    }

    /// <summary>Games that are taken back, points that nobody saw.</summary>
    private static void MarkSkips(Proposal proposal, Tennis before, MatchState after)
    {
        if (!TennisPoints.IsOneStep(before, after.Tennis, after.Format))
            Mark(proposal, "tennis", Show(before), Show(after.Tennis));
    }

    /// <summary>Points that nobody saw. One that is taken back is a fall.</summary>
    private static void MarkSkips(Proposal proposal, Badminton before, Badminton after)
    {
        for (var i = 0; i < after.Games.Count; i++)
        {
            var was = i < before.Games.Count ? before.Games[i] : new Pair();
            var now = after.Games[i];
            var points = now.Home - was.Home + now.Away - was.Away;
            if (points > 1) Mark(proposal, $"badminton.games[{i}]", Show(was), Show(now));
        }
    }

    private static void FallsEach<T>(
        Proposal proposal,
        string field,
        IReadOnlyList<T>? before,
        IReadOnlyList<T>? after,
        Func<T, Pair> numbers,
        Func<T, Pair> excused)
    {
        for (var i = 0; i < (before?.Count ?? 0); i++)
        {
            var now = i < (after?.Count ?? 0) ? numbers(after![i]) : new Pair();
            Falls(proposal, $"{field}[{i}]", numbers(before![i]), now, excused(before[i]));
        }
    }

    private static void Falls(Proposal proposal, string field, Pair? was, Pair? now, Pair excused)
    {
        if (was is null) return;
        now ??= new Pair();
        if (was.Home - now.Home <= excused.Home && was.Away - now.Away <= excused.Away) return;
        Mark(proposal, field, Show(was), Show(now));
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

    private static string Show(Tennis tennis)
    {
        var sets = string.Join(' ', tennis.Sets.Select(static set => $"{set.Home}-{set.Away}"));
        return tennis.Game is { } game ? $"{sets} {game.Home}:{game.Away}" : sets;
    }

    private static void Mark(Proposal proposal, string field, string was, string now) =>
        proposal.AddMark(Protocol.Messages.Mark.Types.Kind.FeedCorrection, field, was, now);
}
