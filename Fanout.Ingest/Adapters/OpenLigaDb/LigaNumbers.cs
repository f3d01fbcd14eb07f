using Fanout.Ingest.Adapters.Documents;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.OpenLigaDb;

/// <summary>Makes the numbers of a match out of its results, which people type in: they win over the goals, and some of them cannot be.</summary>
internal sealed class LigaNumbers(LigaMatch match, Action<ProblemKind, string> report)
{
    private const int GoalsMax = 999;

    // A goal so late is one of the second half; until there is one, a half-time result may be the running score.
    private const long SecondHalfMinute = 55;

    public DocumentResult Read()
    {
        var half = PairOf(LigaResultKind.Half);
        var full = PairOf(LigaResultKind.Regulation);
        var extra = PairOf(LigaResultKind.Extra);
        var penalties = PairOf(LigaResultKind.Penalties);
        if (full is not null && half is not null && !Fits(half, full))
        {
            Contradict($"half-time {DocumentResult.Show(half)}, but {DocumentResult.Show(full)} at the end; the latter was followed");
            half = null;
        }

        if (extra is not null && full is not null && (full.Home != full.Away || !Fits(full, extra)))
        {
            Contradict($"{DocumentResult.Show(full)} after 90 minutes, and {DocumentResult.Show(extra)} after extra time; the former was followed");
            extra = null;
        }

        var shootout = ShootoutOf(extra ?? full, penalties);
        var isHalfOver = match.IsFinished || match.Goals.Any(static goal => goal.Minute >= SecondHalfMinute);
        return new DocumentResult(isHalfOver ? half : null, full, extra, shootout, Counted: full is null && extra is null ? Count(half) : null);
    }

    /// <summary>The score of the shoot-out. The provider adds it to the goals of the match, as German papers do: 1:1 and 4:5 is 3:4.</summary>
    private Pair? ShootoutOf(Pair? score, Pair? penalties)
    {
        var kicks = match.Goals.Where(static goal => goal.IsKick).ToList();
        if (penalties is null && kicks.Count == 0) return null;
        if (score is null || score.Home != score.Away)
        {
            Contradict($"a shoot-out after {(score is null ? "no result" : DocumentResult.Show(score))}; it was left out");
            return null;
        }

        penalties ??= new Pair { Home = Highest(kicks, static kick => kick.Home), Away = Highest(kicks, static kick => kick.Away) };
        if (!Fits(score, penalties)) return penalties;
        return new Pair { Home = penalties.Home - score.Home, Away = penalties.Away - score.Away };
    }

    private static int Highest(List<LigaGoal> goals, Func<LigaGoal, long?> number) =>
        (int)goals.Select(number).OfType<long>().Where(static goals => goals is >= 0 and <= GoalsMax).DefaultIfEmpty(0).Max();

    /// <summary>How far the rows of the goals reach, for a match that nobody has typed in a result of.</summary>
    private Pair? Count(Pair? half)
    {
        var goals = match.Goals.Where(static goal => !goal.IsKick && goal.Home is not null && goal.Away is not null).ToList();
        if (goals.Count == 0) return half;
        return new Pair { Home = Highest(goals, static goal => goal.Home), Away = Highest(goals, static goal => goal.Away) };
    }

    private Pair? PairOf(LigaResultKind kind)
    {
        Pair? found = null;
        foreach (var result in match.Results.Where(result => result.Kind == kind).OrderBy(static result => result.Order))
        {
            if (result.Home is null or -1 || result.Away is null or -1) continue; // its word for nothing typed in yet
            if (result.Home is < 0 or > GoalsMax || result.Away is < 0 or > GoalsMax)
            {
                report(ProblemKind.Unreadable, $"result {result.Name} of {result.Home}:{result.Away}, outside 0 to {GoalsMax}");
                continue;
            }

            var pair = new Pair { Home = (int)result.Home, Away = (int)result.Away };
            if (found is not null && !found.Equals(pair))
                Contradict($"{DocumentResult.Show(found)} and {DocumentResult.Show(pair)} are both a result of one kind ({result.Name}); the latter was followed");
            found = pair;
        }

        return found;
    }

    private void Contradict(string text) => report(ProblemKind.Contradiction, text);

    private static bool Fits(Pair before, Pair after) => before.Home <= after.Home && before.Away <= after.Away;
}
