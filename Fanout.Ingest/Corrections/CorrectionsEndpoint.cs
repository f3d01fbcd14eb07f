using System.Globalization;
using System.Security.Cryptography;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Http;
using Fanout.Ingest.Normalising.Correcting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Fanout.Ingest.Corrections;

/// <summary><c>/v1/matches/{id}/corrections</c>: what editors correct of a match.</summary>
internal sealed class CorrectionsEndpoint(CorrectionDesk desk)
{
    public const string Path = "/v1/matches/{id}/corrections";

    private const string JsonType = "application/json";
    private const int BodyBytesMax = 256 * 1024; // 50 changes, with a paragraph of text each
    private const int ReasonLengthMax = 500;
    private const int RequestIdLengthMax = 100;
    private const int RequestIdLength = 32; // 128 bits
    private const string RequestIdHeader = "Idempotency-Key";
    private const string DryRun = "dryRun";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, static (string id, HttpContext http, CorrectionsEndpoint endpoint) => endpoint.ListAsync(id, http))
            .Describe("listCorrections", "What editors corrected of a match, newest first, and which fields do not follow the feeds", EditorRole.Viewer)
            .Produces<CorrectionList>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost(
                Path,
                static (string id, HttpContext http, CorrectionsEndpoint endpoint, [FromQuery] bool dryRun = false) => endpoint.MakeAsync(id, dryRun, http))
            .Accepts<CorrectionRequest>(JsonType)
            .Describe("correctMatch", "Correct a match: all changes in one entry, and locked until the feeds agree", EditorRole.Editor)
            .WithDescription(
                "With dryRun=true nothing is done, and the answer says what would be. If-Match with a position, as ETags have it, refuses "
                + $"the order where something that it is about changed since, as ifSeq does. {RequestIdHeader} makes it harmless to send a request "
                + "again. Problems have a member reason that scripts can tell apart (docs/operations/editors.md).")
            .Produces<CorrectionAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<Results<Ok<CorrectionList>, ProblemHttpResult>> ListAsync(string id, HttpContext http)
    {
        var reply = await desk.ListAsync(id, http.RequestAborted).ConfigureAwait(false);
        if (reply is null) return IngestProblem.Unanswered(http);
        return reply.Refusal.Length > 0 ? Refusal(reply, isConditional: false) : TypedResults.Ok(CorrectionForm.WriteList(reply));
    }

    private async Task<Results<Ok<CorrectionAnswer>, ProblemHttpResult>> MakeAsync(string id, bool isDryRun, HttpContext http)
    {
        if (await OrderBody.ReadAsync<CorrectionRequest>(http, BodyBytesMax).ConfigureAwait(false) is not { } order)
            return Invalid($$"""the body is not JSON of at most {{BodyBytesMax}} bytes like {"reason":"…","changes":[{"score":{"home":1,"away":0} }]}""");
        if (Fault(order, isDryRun, http) is { } fault) return Invalid(fault);
        var command = new CorrectionCommand
        {
            Match = id,
            Until = order.Until ?? LockRule.Agree,
            Force = order.Force,
            DryRun = isDryRun,
            Reason = order.Reason?.Trim() ?? "",
            Id = RequestIdOf(http),
        };
        foreach (var (index, change) in (order.Changes ?? []).Index())
        {
            if (!CorrectionForm.TryRead(change, out var step, out var problem)) return Invalid($"changes[{index}]: {problem}");
            command.Steps.Add(step);
        }
        if (order.IfSeq is { } seq) command.IfSeq = seq;
        if (order.StateHash is { } hash) command.StateHash = hash;
        if (order.Effect is { } effect) command.Effect = effect;
        var condition = ConditionOf(http);
        if (condition is { } position) (command.IfEpoch, command.IfSeq) = position;
        var reply = await desk.MakeAsync(command, http.Editor(), http.RequestAborted).ConfigureAwait(false);
        if (reply is null) return IngestProblem.Unanswered(http);
        return reply.Refusal.Length > 0 ? Refusal(reply, condition is not null) : TypedResults.Ok(CorrectionForm.Write(reply, isDryRun));
    }

    private static string? Fault(CorrectionRequest order, bool isDryRun, HttpContext http)
    {
        // A misspelt dryRun would correct for real.
        if (http.Request.Query.Keys.FirstOrDefault(static name => name != DryRun) is { } unknown)
            return $"{unknown}: there is no such parameter, but {DryRun}=true";
        var reason = order.Reason?.Trim() ?? "";
        if (reason.Length > ReasonLengthMax || (reason.Length == 0 && !isDryRun))
            return $"reason: {reason.Length} characters, 1 to {ReasonLengthMax} are needed";
        var count = order.Changes?.Count ?? 0;
        if (count is 0 or > CorrectionLimits.StepCountMax) return $"changes: {count}, 1 to {CorrectionLimits.StepCountMax} may be";
        var requestId = http.Request.Headers[RequestIdHeader].ToString();
        if (requestId.Length > RequestIdLengthMax) return $"{RequestIdHeader}: {requestId.Length} characters exceed {RequestIdLengthMax}";
        if (http.Request.Headers.IfMatch.Count == 0) return null;
        if (ConditionOf(http) is null) return "If-Match: is no ETag of a match, like \"7-42\"";
        return order.IfSeq is null ? null : "ifSeq and If-Match say the same: one of them";
    }

    /// <summary>Ours where there is none: an answer that another process lost is not asked for twice.</summary>
    private static string RequestIdOf(HttpContext http)
    {
        var stated = http.Request.Headers[RequestIdHeader].ToString();
        return stated.Length > 0 ? $"{http.Editor().Name}/{stated}" : RandomNumberGenerator.GetHexString(RequestIdLength, lowercase: true);
    }

    /// <summary>The position in an ETag (<c>"epoch-seq"</c>, with or without what stands for a view); null: there is none.</summary>
    private static (uint Epoch, uint Seq)? ConditionOf(HttpContext http)
    {
        var tag = http.Request.Headers.IfMatch.ToString();
        if (tag.Length < 2 || tag[0] != '"' || tag[^1] != '"') return null;
        var parts = tag[1..^1].Split('-');
        return parts.Length >= 2
            && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? (epoch, seq)
            : null;
    }

    private static ProblemHttpResult Invalid(string detail) =>
        IngestProblem.Of(StatusCodes.Status400BadRequest, detail, CorrectionRefusal.Invalid);

    private static ProblemHttpResult Refusal(CorrectionsReply reply, bool isConditional) =>
        IngestProblem.Of(StatusOf(reply.Refusal, isConditional), reply.Detail, reply.Refusal);

    /// <summary>Who asks again with something else (400, 404), may not (403), looks again (409, 412), or cannot have it so (422).</summary>
    internal static int StatusOf(string refusal, bool isConditional) => refusal switch
    {
        CorrectionRefusal.Invalid or CorrectionRefusal.UnknownField => StatusCodes.Status400BadRequest,
        CorrectionRefusal.NotAllowed or CorrectionRefusal.StepUp => StatusCodes.Status403Forbidden,
        CorrectionRefusal.UnknownMatch or CorrectionRefusal.UnknownCorrection => StatusCodes.Status404NotFound,
        CorrectionRefusal.Conflict when isConditional => StatusCodes.Status412PreconditionFailed,
        CorrectionRefusal.Conflict or CorrectionRefusal.EffectChanged or CorrectionRefusal.KeyReused => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}

file static class Description
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, EditorRole role) =>
        endpoint.WithName(name)
            .WithTags("Corrections")
            .WithSummary(summary)
            .NeedsRole(role)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
