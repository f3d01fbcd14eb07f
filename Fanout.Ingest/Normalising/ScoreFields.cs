namespace Fanout.Ingest.Normalising;

/// <summary>
/// Names of the fields that rules of several files speak of, as <see cref="Proposal.Takes"/> knows them.
/// </summary>
internal static class ScoreFields
{
    /// <summary><c>score.home</c> and <c>score.away</c>, which are stated together.</summary>
    public const string Score = "score";
    public const string Periods = "score.periods";

    /// <summary><c>score.shootout.home</c> and <c>.away</c>, which are stated together.</summary>
    public const string Shootout = "score.shootout";
    public const string TennisSets = "tennis.sets";
    public const string BadmintonGames = "badminton.games";
    public const string CricketInnings = "cricket.innings";
    public const string BaseballInnings = "baseball.innings";
    public const string YellowCards = "football.yellowCards";
    public const string RedCards = "football.redCards";
}
