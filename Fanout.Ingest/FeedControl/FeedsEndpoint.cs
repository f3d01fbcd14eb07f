using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Http;
using Fanout.Ingest.Matches;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Fanout.Ingest.FeedControl;

/// <summary><c>/v1/feeds</c> and <c>/v1/matches/{id}/feeds</c>: feeds, for editors.</summary>
internal sealed class FeedsEndpoint(FeedDesk desk)
{
    public const string Path = "/v1/feeds";
    public const string MatchPath = "/v1/matches/{id}/feeds";

    private const string JsonType = "application/json";
    private const int ReasonLengthMax = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, static (HttpContext http, FeedsEndpoint endpoint) => endpoint.ListAsync(http))
            .Describe("listFeeds", "The feeds that the server knows, configured and heard", EditorRole.Viewer)
            .WithDescription("runsHere, receivedMs, lagMs and silenceMs are those of the process that answers; the rest, of all processes.")
            .Produces<FeedList>();
        routes.MapGet(
                MatchPath,
                static (string id, HttpContext http, FeedsEndpoint endpoint) => endpoint.FindAsync(id, http))
            .Describe("showMatchFeeds", "The feeds of a match: which is primary, since when and why, and how each is doing", EditorRole.Viewer)
            .Produces<MatchFeeds>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        MapOrder(routes, FeedOrderKind.Pin, "pinFeed", "Have a feed be primary, whatever happens to it");
        MapOrder(routes, FeedOrderKind.Unpin, "unpinFeed", "Let the policy decide again which feed is primary");
        MapOrder(routes, FeedOrderKind.Mute, "muteFeed", "Have nothing of a feed be seen: it is recorded and is never primary");
        MapOrder(routes, FeedOrderKind.Unmute, "unmuteFeed", "Let the policy decide again about a feed that was muted");
    }

    private static void MapOrder(IEndpointRouteBuilder routes, FeedOrderKind kind, string name, string summary) =>
        routes.MapPost(
                $"{MatchPath}/{{feed}}/{FeedForm.NameOf(kind)}",
                (string id, string feed, HttpContext http, FeedsEndpoint endpoint, [FromQuery] bool dryRun = false) =>
                    endpoint.OrderAsync(kind, id, feed, dryRun, http))
            .Accepts<FeedChangeOrder>(JsonType)
            .Describe(name, summary, EditorRole.Editor)
            .WithDescription(
                "With dryRun=true nothing is done, and the answer says what would be. Sent again it changes nothing, and the outcome is UNCHANGED.")
            .Produces<FeedDecision>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private async Task<Results<Ok<FeedList>, ProblemHttpResult>> ListAsync(HttpContext http)
    {
        var list = await desk.ListAsync(http.RequestAborted).ConfigureAwait(false);
        return list is null ? IngestProblem.Unanswered(http) : TypedResults.Ok(list);
    }

    private async Task<Results<Ok<MatchFeeds>, ProblemHttpResult>> FindAsync(string id, HttpContext http)
    {
        var reply = await desk.FindAsync(id, http.RequestAborted).ConfigureAwait(false);
        if (reply is null) return IngestProblem.Unanswered(http);
        return reply.Match is { } match ? TypedResults.Ok(FeedForm.Write(match)) : NoMatch(id);
    }

    private async Task<Results<Ok<FeedDecision>, ProblemHttpResult>> OrderAsync(
        FeedOrderKind kind, string id, string feed, bool isDryRun, HttpContext http)
    {
        if (await OrderBody.ReadAsync<FeedChangeOrder>(http).ConfigureAwait(false) is not { } wanted)
            return IngestProblem.Of(StatusCodes.Status400BadRequest, $"the body is not {OrderBody.FormOf("reason")}");
        var reason = wanted.Reason?.Trim() ?? "";
        if (reason.Length > ReasonLengthMax || (reason.Length == 0 && !isDryRun))
            return IngestProblem.Of(StatusCodes.Status400BadRequest, $"reason: {reason.Length} characters, 1 to {ReasonLengthMax} are needed");
        if (!FeedName.IsValid(feed)) return NotCovered(id, feed);
        var editor = http.Editor();
        var order = new FeedOrder(kind, feed, editor.Name, editor.RoleName, reason);
        var terms = new FeedOrderTerms(isDryRun, wanted.Effect ?? "");
        var result = await desk.OrderAsync(id, order, terms, http.RequestAborted).ConfigureAwait(false);
        return Refusal(http, id, feed, result.Outcome) is { } refusal
            ? refusal
            : TypedResults.Ok(FeedForm.Write(id, order, isDryRun, result));
    }

    private static ProblemHttpResult? Refusal(HttpContext http, string id, string feed, FeedOrderOutcome outcome) => outcome switch
    {
        FeedOrderOutcome.Done or FeedOrderOutcome.Unchanged => null,
        FeedOrderOutcome.UnknownMatch => NoMatch(id),
        FeedOrderOutcome.NotCovered => NotCovered(id, feed),
        FeedOrderOutcome.NoPolicy => Conflict($"{id}: no policy decides between its feeds (Arbitration:Policies): they are one"),
        FeedOrderOutcome.Continued => Conflict($"{id}: it is continued as another match, and nothing is decided about it any more"),
        FeedOrderOutcome.EffectChanged => Conflict($"{id}: the match has moved on: the effect is not what was previewed; look at it again"),
        _ => IngestProblem.Unanswered(http),
    };

    private static ProblemHttpResult NoMatch(string id) => IngestProblem.Of(
        StatusCodes.Status404NotFound, $"\"{Shown(id)}\" is no match that feeds speak of, or it was over long ago");

    private static ProblemHttpResult NotCovered(string id, string feed) => IngestProblem.Of(
        StatusCodes.Status404NotFound, $"feed \"{Shown(feed)}\" has said nothing of {Shown(id)}");

    private static ProblemHttpResult Conflict(string detail) => IngestProblem.Of(StatusCodes.Status409Conflict, detail);

    private static string Shown(string text) => text.Length <= 100 ? text : text[..100];
}
