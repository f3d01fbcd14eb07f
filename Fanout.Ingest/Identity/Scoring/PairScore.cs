using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Scoring;

/// <summary>How sure it is that two fixtures are of one match, and why.</summary>
/// <param name="Total">0 to 1000.</param>
/// <param name="Swapped">They agree better with the sides of one the other way round.</param>
/// <param name="Weaker">How alike the less alike of the two names are, 0 to 1.</param>
/// <param name="Stronger">How alike the other ones are.</param>
/// <param name="Start">Points of the start.</param>
/// <param name="Parts">What the total is made of.</param>
internal sealed record PairScore(
    int Total, bool Swapped, double Weaker, double Stronger, int Start, IReadOnlyList<ScorePart> Parts)
{
    /// <summary>Nothing speaks for it, or something makes it impossible.</summary>
    public static PairScore None { get; } = new(0, false, 0, 0, 0, []);
}
