namespace Fanout.Ingest.Identity.Scoring;

/// <summary>What scores lead to.</summary>
/// <param name="Automatic">From here on a fixture is taken for a match, if nothing else is near. Points of 1000; more than 1000: never.</param>
/// <param name="Proposed">From here on it is proposed to people.</param>
/// <param name="Margin">So far must the second best be behind.</param>
internal readonly record struct Thresholds(int Automatic, int Proposed, int Margin);

/// <summary>Chooses among matches that a fixture may be of.</summary>
/// <param name="Best">The match that it is of without asking anybody; null: none is sure enough.</param>
/// <param name="Proposed">Those to be proposed, the best first; empty where <paramref name="Best"/> is known.</param>
internal sealed record Choice(
    (string Match, PairScore Score)? Best, IReadOnlyList<(string Match, PairScore Score)> Proposed)
{
    /// <summary>Nobody looks through more.</summary>
    private const int ProposedCountMax = 3;

    /// <summary>Both names must be as alike as this, whatever the sum; one unknown spelling is for people.</summary>
    private const double NameAutomatic = 0.85;

    /// <summary>One side that is surely the same, or two that may be.</summary>
    private const double NameProposed = 0.6;

    /// <summary>As much as a start far apart has, within what its sport allows.</summary>
    private const int StartAutomatic = 210;

    /// <param name="candidates">Matches and their scores, each match once.</param>
    /// <param name="thresholds">What scores lead to.</param>
    public static Choice Of(IEnumerable<(string Match, PairScore Score)> candidates, Thresholds thresholds)
    {
        var ranked = candidates
            .Where(candidate => IsProposed(candidate.Score, thresholds))
            .OrderByDescending(static candidate => candidate.Score.Total)
            .ThenBy(static candidate => candidate.Match, StringComparer.Ordinal)
            .ToList();
        if (ranked.Count == 0) return new Choice(null, []);
        var isAlone = ranked.Count == 1 || ranked[0].Score.Total - ranked[1].Score.Total >= thresholds.Margin;
        return isAlone && IsAutomatic(ranked[0].Score, thresholds)
            ? new Choice(ranked[0], [])
            : new Choice(null, [.. ranked.Take(ProposedCountMax)]);
    }

    public static bool IsAutomatic(PairScore score, Thresholds thresholds) =>
        score.Total >= thresholds.Automatic && !score.Swapped && score.Weaker >= NameAutomatic && score.Start >= StartAutomatic;

    private static bool IsProposed(PairScore score, Thresholds thresholds) =>
        score.Total >= thresholds.Proposed && (score.Stronger >= NameAutomatic || score.Weaker >= NameProposed);
}
