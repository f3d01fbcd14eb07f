using Fanout.Ingest.Http;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Fanout.Ingest.Push;

/// <summary><c>POST /v1/feeds/{feed}/events</c>: the canonical push.</summary>
internal sealed class PushEndpoint(
    MatchIngest ingest, PushAccess access, FollowProgress progress, ILogger<PushEndpoint> logger)
{
    public const string Path = "/v1/feeds/{feed}/events";

    private const int BodyBytesMax = 1 << 20; // 1 MiB (DESIGN: canonical push)
    private const int LineCountMax = 10_000;
    private const string LinesType = "application/x-ndjson";
    private const string JsonType = "application/json";
    private const string Identity = "identity";

    /// <summary>
    /// A follower in the same process is told of an append at once and needs a millisecond or two. What takes longer is
    /// a node in trouble, and a feed at 4 requests a second must not fall behind for it.
    /// </summary>
    private static readonly TimeSpan ShownWithin = TimeSpan.FromMilliseconds(250);

    public static void Map(IEndpointRouteBuilder routes, SignedCount countSigned) =>
        routes.MapPost(
                Path,
                (string feed, HttpContext http, PushEndpoint endpoint) => endpoint.TakeAsync(feed, http, countSigned))
            .WithName("pushEvents")
            .WithTags("Feeds")
            .WithSummary("Push events of a feed")
            .WithDescription("JSON lines or one JSON array. Every line is answered for; sending one again is harmless.")
            .AddOpenApiOperationTransformer(static (operation, _, _) => Describe(operation))
            .Produces<PushAnswer>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Not by Accepts(): routing would answer 415 before us, and without a problem document.</summary>
    private static Task Describe(OpenApiOperation operation)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = $"At most {BodyBytesMax} bytes and {LineCountMax} lines or elements.",
            Content = new Dictionary<string, OpenApiMediaType> { [LinesType] = new(), [JsonType] = new() },
        };
        return Task.CompletedTask;
    }

    private async Task<Results<Ok<PushAnswer>, ProblemHttpResult>> TakeAsync(string feed, HttpContext http, SignedCount countSigned)
    {
        if (access.RefuseHead(feed, http, out var signed) is { } refusal) return refusal;
        if (IsEncoded(http.Request, out var coding))
        {
            http.Response.Headers.AcceptEncoding = Identity; // RFC 9110 §15.5.16
            return IngestProblem.Of(415, $"Content-Encoding {coding} is not read here, only {Identity}: send the body as it is");
        }
        if (ReadsAs(http.Request.ContentType) is not { } isLines)
        {
            return IngestProblem.Of(
                415,
                $"Content-Type {http.Request.ContentType ?? "(none)"} is neither {LinesType} nor {JsonType}, in UTF-8");
        }
        if (http.Request.ContentLength > BodyBytesMax) return TooLarge($"{http.Request.ContentLength} bytes");

        PushLines read;
        using (var body = new PushBody())
        {
            var isWhole = body.TryReadAsync(http.Request.BodyReader, BodyBytesMax, http.RequestAborted);
            if (!await isWhole.ConfigureAwait(false)) return TooLarge("the body");
            if (signed is not null)
            {
                if (access.RefuseBody(feed, http, signed, body.Bytes) is { } unsigned) return unsigned;
                if (countSigned(http, feed, signed.KeyId) is { } tooMany) return tooMany; // now that nobody else can have sent it
            }
            read = PushLines.Read(body.Bytes, isLines, LineCountMax);
        }
        if (read.TooMany) return TooLarge($"more than {LineCountMax} lines");

        var events = read.Lines.Where(static line => line.Content is not null).ToList();
        var contents = events.Select(static line => line.Content!).ToList();
        var result = await ingest.AcceptAsync(feed, contents, http.RequestAborted).ConfigureAwait(false);
        if (!result.Complete) return Unanswered(feed, events.Count, http);
        await ShowAsync(result, http.RequestAborted).ConfigureAwait(false);
        return TypedResults.Ok(AnswerOf(read, events, result));
    }

    /// <summary>
    /// Whoever pushed and reads at this node next sees what it pushed. The log has it by now, so that a node which is
    /// slow, or still loading, may hold up this answer for a moment and never refuse it.
    /// </summary>
    private async ValueTask ShowAsync(BatchResult result, CancellationToken cancellationToken)
    {
        var shown = result.Reached.Select(reached =>
            progress.WaitAsync(reached.Partition, reached.Sequence, ShownWithin, cancellationToken).AsTask());
        await Task.WhenAll(shown).ConfigureAwait(false);
    }

    /// <remarks>Not read: a feed's lines are small, and 1 MiB of them is to stay 1 MiB of memory.</remarks>
    private static bool IsEncoded(HttpRequest request, out string coding)
    {
        coding = request.Headers.ContentEncoding.ToString();
        return coding.Length > 0 && !coding.Equals(Identity, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True: JSON lines; false: one JSON value; null: something else.</summary>
    private static bool? ReadsAs(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) return null;
        var charset = HeaderUtilities.RemoveQuotes(type.Charset); // either form is right (RFC 9110 §5.6.6)
        if (charset.HasValue && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return null;
        if (type.MediaType.Equals(LinesType, StringComparison.OrdinalIgnoreCase)) return true;
        return type.MediaType.Equals(JsonType, StringComparison.OrdinalIgnoreCase) ? false : null;
    }

    private static PushAnswer AnswerOf(PushLines read, List<PushLine> events, BatchResult result)
    {
        var quarantined = new List<QuarantinedLine>();
        var rejected = read.Lines
            .Where(static line => line.Content is null)
            .Select(static line => new RejectedLine(line.Number, line.Error))
            .ToList();
        for (var i = 0; i < events.Count; i++)
        {
            var (line, answer) = (events[i], result.Answers[i]);
            if (answer.Outcome == Outcome.Quarantined)
                quarantined.Add(new QuarantinedLine(line.Number, line.Content!.Id, answer.Reason, answer.Detail));
            if (answer.Outcome == Outcome.Rejected) rejected.Add(RejectedOf(line.Number, answer));
        }
        rejected.Sort(static (one, other) => one.Line.CompareTo(other.Line));
        var (accepted, duplicate) = (result.Count(Outcome.Accepted), result.Count(Outcome.Duplicate));
        return new PushAnswer(accepted, duplicate, quarantined, rejected, read.IgnoredMembers);
    }

    private static RejectedLine RejectedOf(int number, EventAnswer answer) => answer.Reason == Verdict.Invalid
        ? new RejectedLine(number, answer.Detail)
        : new RejectedLine(number, answer.Reason, answer.Detail);

    private ProblemHttpResult Unanswered(string feed, int count, HttpContext http)
    {
        PushLog.Unanswered(logger, feed, count);
        return IngestProblem.Unanswered(
            http, "the log has not answered for all events in time; send the whole batch again, ids make that harmless");
    }

    private static ProblemHttpResult TooLarge(string what) => IngestProblem.Of(
        413, $"{what}: more than {BodyBytesMax} bytes or {LineCountMax} lines; nothing was taken");
}
