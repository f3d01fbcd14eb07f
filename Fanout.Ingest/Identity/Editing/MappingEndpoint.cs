using Fanout.Ingest.Editors;
using Fanout.Ingest.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Fanout.Ingest.Identity.Editing;

/// <summary><c>/v1/mappings</c>: which match each name of a feed stands for, for editors.</summary>
internal sealed class MappingEndpoint(Mappings mappings)
{
    public const string Path = "/v1/mappings";

    private const int CountDefault = 100;
    private const int CountMax = 500;
    private const string JsonType = "application/json";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, static ([AsParameters] Filter filter, MappingEndpoint endpoint) => endpoint.List(filter))
            .Describe("listMappings", "Which match feeds' names stand for; what is proposed to people first", EditorRole.Viewer)
            .Produces<MappingList>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        MapDecision(routes, MappingAction.Confirm, "A name is of this match, and so is all that was taken for the name's own");
        MapDecision(routes, MappingAction.Reject, "A name is not of this match, and is not proposed to be again");
        MapDecision(routes, MappingAction.Move, "Take a name from the match that it was mapped to; to itself, for a match of its own");
    }

    private static void MapDecision(IEndpointRouteBuilder routes, MappingAction action, string summary) =>
        routes.MapPost(
                $"{Path}/{action.ToString().ToLowerInvariant()}",
                (HttpContext http, MappingEndpoint endpoint, [FromQuery] bool dryRun = false) => endpoint.DecideAsync(action, dryRun, http))
            .Accepts<MappingOrder>(JsonType)
            .Describe($"{action.ToString().ToLowerInvariant()}Mapping", summary, EditorRole.Editor)
            .WithDescription("With dryRun=true nothing is done, and the answer says what would be. What is so already is done: it is harmless to send a request again.")
            .Produces<MappingChange>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private Results<Ok<MappingList>, ProblemHttpResult> List(Filter filter)
    {
        var limit = filter.Limit ?? CountDefault;
        if (limit is < 1 or > CountMax) return IngestProblem.Of(StatusCodes.Status400BadRequest, $"limit: {limit} is not 1 to {CountMax}");
        var found = mappings.List(filter.Open ?? false)
            .Where(name => filter.Feed is null || name.Feed == filter.Feed)
            .Where(name => filter.Sport is null || name.Sport == filter.Sport)
            .Where(name => filter.Match is not { } match || name.Match == match || name.Id == match || name.Proposals.Any(one => one.Match == match))
            .OrderByDescending(static name => name.Proposals.Count > 0 ? name.Proposals[0].Score : -1)
            .ThenByDescending(static name => name.Match != name.Id) // stable: by sport, feed and id within
            .Take(limit + 1)
            .ToList();
        return TypedResults.Ok(new MappingList([.. found.Take(limit)], found.Count > limit));
    }

    private async Task<Results<Ok<MappingChange>, ProblemHttpResult>> DecideAsync(MappingAction action, bool isDryRun, HttpContext http)
    {
        if (await OrderBody.ReadAsync<MappingOrder>(http).ConfigureAwait(false) is not { Feed: not null, Id: not null } order)
        {
            return IngestProblem.Of(
                StatusCodes.Status400BadRequest,
                $"the body is not {OrderBody.FormOf("feed", "id", "match", "reason")}");
        }
        var reason = order.Reason?.Trim() ?? "";
        if (reason.Length == 0 && !isDryRun)
            return IngestProblem.Of(StatusCodes.Status400BadRequest, $"reason: 0 characters, 1 to {Mappings.ReasonLengthMax} are needed");
        order = order with { Reason = reason };
        var actor = http.Editor().Name;
        var result = isDryRun
            ? mappings.Preview(action, order, actor)
            : await mappings.DecideAsync(action, order, actor, http.RequestAborted).ConfigureAwait(false);
        if (result.Outcome == MappingOutcome.Unanswered) return IngestProblem.Unanswered(http, result.Detail);
        return result is { Outcome: MappingOutcome.Done, Change: { } change }
            ? TypedResults.Ok(change)
            : IngestProblem.Of(StatusOf(result.Outcome), result.Detail);
    }

    private static int StatusOf(MappingOutcome outcome) => outcome switch
    {
        MappingOutcome.NotFound => StatusCodes.Status404NotFound,
        MappingOutcome.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>What a list is asked for by.</summary>
    /// <param name="Open">Only names of which something is proposed.</param>
    /// <param name="Feed">Only of this feed.</param>
    /// <param name="Match">Only those that are, or are proposed to be, of this match, or are called so.</param>
    /// <param name="Sport">Only of this sport.</param>
    /// <param name="Limit">At most so many, 1 to 500; 100 by default.</param>
    internal sealed record Filter(bool? Open, string? Feed, string? Match, string? Sport, int? Limit);
}

file static class Description
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, EditorRole role) =>
        endpoint.WithName(name).WithTags("Mappings").WithSummary(summary).NeedsRole(role);
}
