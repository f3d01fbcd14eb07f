using System.Text.Json;
using Fanout.Ingest.Arbitration;
using Fanout.Protocol.Json;
using Google.Protobuf;

namespace Fanout.Ingest.FeedControl;

/// <summary>Feeds of a match, and what was decided about them, as the HTTP API says it.</summary>
internal static class FeedForm
{
    private const string First = "it was the first that was heard";

    public static MatchFeeds Write(FeedsOfMatch match)
    {
        var head = match.Head;
        var isDecided = match.Arbitrated && head.Primary.Length > 0;
        return new MatchFeeds(
            match.Match, match.Arbitrated, head.Primary,
            [.. match.Feeds.Select(Write)],
            [.. match.Provisional.Select(static one => new OpenIncident(one.Id, one.Feed, one.OpenedMs, one.Side, one.Confirmed))])
        {
            SinceMs = isDecided ? head.SinceMs : null,
            Why = !isDecided ? null : head.Taken is { } taken ? DecisionSentence.Of(taken) : First,
            Pinned = OrNull(head.Pinned),
            ContinuedAs = OrNull(match.ContinuedAs),
        };
    }

    public static FeedDecision Write(string matchId, FeedOrder order, bool isDryRun, FeedOrderResult result) => new(
        NameOf(order.Kind), matchId, order.Feed, isDryRun,
        result.Outcome == FeedOrderOutcome.Unchanged ? "UNCHANGED" : "DONE", result.Effect, result.Decisions)
    {
        Delta = result.Delta is null ? null : Json(result.Delta),
    };

    public static string NameOf(FeedOrderKind kind) => kind.ToString().ToLowerInvariant();

    private static MatchFeed Write(FeedOfMatch feed)
    {
        var standing = feed.Standing;
        return new MatchFeed(
            standing.Feed, standing.HeardMs, standing.LagMs, feed.Well, standing.Muted, standing.Diverges, feed.Fast, feed.Authoritative)
        {
            Statistics = feed.Statistics,
            Lineups = feed.Lineups,
            Score = OrNull(feed.Score),
            Status = OrNull(feed.Status),
            Fault = OrNull(standing.Fault),
        };
    }

    private static string? OrNull(string text) => text.Length > 0 ? text : null;

    private static JsonElement Json(IMessage message)
    {
        using var document = JsonDocument.Parse(ProtoJson.ToText(message));
        return document.RootElement.Clone();
    }
}
