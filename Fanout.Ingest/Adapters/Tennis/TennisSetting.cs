using System.Globalization;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Tennis;

/// <summary>A match, its sides and its rules: what is told before the first point, and names for what comes after.</summary>
/// <param name="Fixture">All that is known of the setting; home is the side that is named first.</param>
/// <param name="Start">The time that the times of the match count from.</param>
internal sealed record TennisSetting(string MatchId, Fixture Fixture, TennisRules Rules, DateTimeOffset Start)
{
    /// <summary>How long a point takes with the time until the next, where the source has no times: about 40 seconds in professional play.</summary>
    public static readonly TimeSpan PointLength = TimeSpan.FromSeconds(40);

    public string Name(bool home) => (home ? Fixture.Home : Fixture.Away)?.Name ?? "";

    /// <summary>An event of this match, still without content.</summary>
    /// <param name="what">Its place in the document.</param>
    public ScoreEvent Event(string what, DateTimeOffset at) => new()
    {
        Id = $"{MatchId}:{what}",
        Match = MatchId,
        At = at.ToTimestamp(),
    };

    public static string Phase(int setIndex) => string.Create(CultureInfo.InvariantCulture, $"S{setIndex + 1}");
}
