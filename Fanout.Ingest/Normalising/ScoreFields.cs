namespace Fanout.Ingest.Normalising;

/// <summary>
/// Names of the fields that rules of several files speak of, as <see cref="Proposal.Takes"/> knows them.
/// </summary>
internal static class ScoreFields
{
    /// <summary><c>score.home</c> and <c>score.away</c>, which are stated together.</summary>
    public const string Score = "score";
    public const string Periods = "score.periods";
    public const string YellowCards = "football.yellowCards";
    public const string RedCards = "football.redCards";
}
