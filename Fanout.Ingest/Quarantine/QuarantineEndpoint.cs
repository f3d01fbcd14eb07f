using System.Security.Cryptography;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Action = Fanout.Ingest.Quarantine.QuarantineCommand.Types.Action;
using Outcome = Fanout.Ingest.Quarantine.QuarantineReply.Types.Outcome;

namespace Fanout.Ingest.Quarantine;

/// <summary><c>/v1/quarantine</c>: what was put aside, for editors.</summary>
internal sealed class QuarantineEndpoint(QuarantineDesk desk)
{
    public const string Path = "/v1/quarantine";

    private const int CountDefault = 100;
    private const int CountMax = 500;
    private const string JsonType = "application/json";
    private const int ReasonLengthMax = 500;
    private const int RequestIdLengthMax = 100;
    private const int RequestIdLength = 32; // 128 bits
    private const string RequestIdHeader = "Idempotency-Key";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
                Path,
                static ([AsParameters] Filter filter, HttpContext http, QuarantineEndpoint endpoint) => endpoint.ListAsync(filter, http))
            .Describe("listQuarantine", "What was put aside: events, newest first, and messages that could not be read", EditorRole.Viewer)
            .Produces<QuarantineList>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGet(
                Path + "/{id}",
                static (string id, HttpContext http, QuarantineEndpoint endpoint) => endpoint.ShowAsync(id, http))
            .Describe("showQuarantined", "One thing that was put aside, whole", EditorRole.Viewer)
            .Produces<QuarantineItem>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        MapDecision(routes, Action.Force, "forceQuarantined", "Apply an event although a rule refused it", EditorRole.Senior);
        MapDecision(routes, Action.Drop, "dropQuarantined", "Hold it no longer; the log keeps it", EditorRole.Editor);
    }

    private static void MapDecision(IEndpointRouteBuilder routes, Action action, string name, string summary, EditorRole role) =>
        routes.MapPost(
                $"{Path}/{{id}}/{QuarantineDesk.NameOf(action)}",
                (string id, HttpContext http, QuarantineEndpoint endpoint, [FromQuery] bool dryRun = false) =>
                    endpoint.DecideAsync(action, id, dryRun, http))
            .Accepts<QuarantineOrder>(JsonType)
            .Describe(name, summary, role)
            .WithDescription(
                $"With dryRun=true nothing is done, and the answer says what would be. {RequestIdHeader} makes it harmless to send a request again.")
            .Produces<QuarantineDecision>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status500InternalServerError);

    private async Task<Results<Ok<QuarantineList>, ProblemHttpResult>> ListAsync(Filter filter, HttpContext http)
    {
        var limit = filter.Limit ?? CountDefault;
        if (limit is < 1 or > CountMax) return IngestProblem.Of(400, $"limit: {limit} is not 1 to {CountMax}");
        var query = new QuarantineQuery
        {
            Match = filter.Match ?? "",
            Feed = filter.Feed ?? "",
            Reason = filter.Reason ?? "",
            Limit = (uint)limit,
        };
        var list = await desk.ListAsync(query, http.RequestAborted).ConfigureAwait(false);
        return list is null ? IngestProblem.Unanswered(http) : TypedResults.Ok(list);
    }

    private async Task<Results<Ok<QuarantineItem>, ProblemHttpResult>> ShowAsync(string id, HttpContext http)
    {
        if (!QuarantineId.TryParse(id, out var parsed)) return NoId(id);
        var command = new QuarantineCommand { Action = Action.Show, Place = parsed.Place, Key = parsed.Key };
        var reply = await desk.AskAsync(command, http.Editor(), http.RequestAborted).ConfigureAwait(false);
        if (reply is null) return IngestProblem.Unanswered(http);
        return Refusal(id, reply) is { } refusal ? refusal : TypedResults.Ok(QuarantineForm.Write(reply.Held[0], isWhole: true));
    }

    private async Task<Results<Ok<QuarantineDecision>, ProblemHttpResult>> DecideAsync(
        Action action, string id, bool isDryRun, HttpContext http)
    {
        if (!QuarantineId.TryParse(id, out var parsed)) return NoId(id);
        if (await OrderBody.ReadAsync<QuarantineOrder>(http).ConfigureAwait(false) is not { } order)
            return IngestProblem.Of(400, $"the body is not {OrderBody.FormOf("reason")}");
        var reason = order.Reason?.Trim() ?? "";
        if (reason.Length > ReasonLengthMax || (reason.Length == 0 && !isDryRun))
            return IngestProblem.Of(400, $"reason: {reason.Length} characters, 1 to {ReasonLengthMax} are needed");
        var requestId = http.Request.Headers[RequestIdHeader].ToString();
        if (requestId.Length > RequestIdLengthMax)
            return IngestProblem.Of(400, $"{RequestIdHeader}: {requestId.Length} characters exceed {RequestIdLengthMax}");
        var command = new QuarantineCommand
        {
            Action = action,
            Place = parsed.Place,
            Key = parsed.Key,
            DryRun = isDryRun,
            Reason = reason,
            // Ours where there is none: an answer that another process lost is not asked for twice.
            Id = requestId.Length > 0 ? $"{http.Editor().Name}/{requestId}" : RandomNumberGenerator.GetHexString(RequestIdLength, lowercase: true),
        };
        if (order.StateHash is { } hash) command.StateHash = hash;
        var reply = await desk.AskAsync(command, http.Editor(), http.RequestAborted).ConfigureAwait(false);
        if (reply is null) return IngestProblem.Unanswered(http);
        return Refusal(id, reply) is { } refusal
            ? refusal
            : TypedResults.Ok(QuarantineForm.Write(QuarantineDesk.NameOf(action), isDryRun, reply));
    }

    /// <summary>What whoever asked is told where it was not done; null: it was.</summary>
    internal static ProblemHttpResult? Refusal(string id, QuarantineReply reply) => reply.Outcome switch
    {
        Outcome.Done => null,
        Outcome.NotFound => IngestProblem.Of(StatusCodes.Status404NotFound, $"{id}: {reply.Detail}"),
        Outcome.ServerFault => IngestProblem.Of(StatusCodes.Status500InternalServerError, $"{id}: {reply.Detail}"),
        Outcome.NotPossible => IngestProblem.Of(StatusCodes.Status422UnprocessableEntity, $"{id}: {reply.Detail}"),
        _ => IngestProblem.Of(StatusCodes.Status409Conflict, $"{id}: {reply.Detail}"),
    };

    private static ProblemHttpResult NoId(string id) => IngestProblem.Of(
        StatusCodes.Status404NotFound,
        $"\"{(id.Length <= 100 ? id : id[..100])}\" is no id of something that was put aside, like m1~0123456789abcdef");

    /// <summary>What a list is asked for by.</summary>
    /// <param name="Match">Only of this match.</param>
    /// <param name="Feed">Only of this feed.</param>
    /// <param name="Reason">Only for this reason.</param>
    /// <param name="Limit">At most so many, 1 to 500; 100 by default.</param>
    internal sealed record Filter(string? Match, string? Feed, string? Reason, int? Limit);
}

file static class Description
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, EditorRole role) =>
        endpoint.WithName(name)
            .WithTags("Quarantine")
            .WithSummary(summary)
            .NeedsRole(role)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
