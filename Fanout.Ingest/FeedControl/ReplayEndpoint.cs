using System.Globalization;
using System.Security.Cryptography;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Feeds.Replaying;
using Fanout.Ingest.Http;
using Fanout.Protocol.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Outcome = Fanout.Ingest.FeedControl.ReplayReply.Types.Outcome;

namespace Fanout.Ingest.FeedControl;

/// <summary><c>/v1/feeds/{feed}/replay</c>: where a feed that is replayed from files is, and where it is to be.</summary>
internal sealed class ReplayEndpoint(ReplayDesk desk)
{
    public const string Path = "/v1/feeds/{feed}/replay";

    private const string JsonType = "application/json";
    private const int ReasonLengthMax = 500;
    private const int IdLength = 32; // 128 bits

    private static readonly string[] OffsetForms = [@"h\:mm\:ss", @"h\:mm\:ss\.FFF", @"d\.hh\:mm\:ss"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
                Path,
                static (string feed, HttpContext http, ReplayEndpoint endpoint) => endpoint.ShowAsync(feed, http))
            .Describe("showReplay", "Where the replay of a feed is: speed, pause, recorded time, events told and to be told", EditorRole.Viewer)
            .Produces<ReplayState>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        routes.MapPost(
                Path,
                static (string feed, HttpContext http, ReplayEndpoint endpoint, [FromQuery] bool dryRun = false) =>
                    endpoint.SteerAsync(feed, dryRun, http))
            .Accepts<ReplayChangeOrder>(JsonType)
            .Describe("steerReplay", "Pause or resume a replay, change its speed, seek forward", EditorRole.Editor)
            .WithDescription(
                "With dryRun=true nothing is done, and the answer says what would be. All that is wanted is done together or not at all.")
            .Produces<ReplayDecision>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<Results<Ok<ReplayState>, ProblemHttpResult>> ShowAsync(string feed, HttpContext http)
    {
        var reply = await desk.AskAsync(new ReplayRequest { Feed = feed, DryRun = true }, http.RequestAborted).ConfigureAwait(false);
        if (reply is null) return IngestProblem.Unanswered(http);
        return Refusal(feed, reply) is { } refusal ? refusal : TypedResults.Ok(ReplayForm.State(feed, reply.Standing));
    }

    private async Task<Results<Ok<ReplayDecision>, ProblemHttpResult>> SteerAsync(string feed, bool isDryRun, HttpContext http)
    {
        if (await OrderBody.ReadAsync<ReplayChangeOrder>(http).ConfigureAwait(false) is not { } wanted)
            return BadRequest($"the body is not {OrderBody.FormOf("seek", "reason")}; paused is true or false, speed a number");
        var reason = wanted.Reason?.Trim() ?? "";
        if (reason.Length > ReasonLengthMax || (reason.Length == 0 && !isDryRun))
            return BadRequest($"reason: {reason.Length} characters, 1 to {ReasonLengthMax} are needed");
        var editor = http.Editor();
        var request = new ReplayRequest
        {
            Feed = feed,
            DryRun = isDryRun,
            Id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true),
            Actor = editor.Name,
            Role = editor.RoleName,
            Reason = reason,
        };
        if (Fill(request, wanted) is { } fault) return BadRequest(fault);
        var reply = await desk.AskAsync(request, http.RequestAborted).ConfigureAwait(false);
        if (reply is null) return IngestProblem.Unanswered(http, "whoever runs it has not answered in time, and may do it all the same; ask where it is");
        return Refusal(feed, reply) is { } refusal ? refusal : TypedResults.Ok(ReplayForm.Decision(request, reply));
    }

    /// <summary>What is wrong with what is wanted; null: nothing is, and the request has it.</summary>
    private static string? Fill(ReplayRequest request, ReplayChangeOrder wanted)
    {
        if (wanted is { Paused: null, Speed: null, Seek: null }) return "nothing is wanted: paused, speed or seek is needed";
        if (wanted.Paused is { } paused) request.Paused = paused;
        if (wanted.Speed is { } speed)
        {
            if (!FilesTransport.IsSpeed(speed)) return FormattableString.Invariant($"speed: {speed}, {FilesTransport.SpeedForm}");
            request.Speed = speed;
        }
        if (wanted.Seek is not { } seek) return null;
        if (Rfc3339.TryParse(seek, out var instant))
            request.SeekMs = instant.ToDateTimeOffset().ToUnixTimeMilliseconds();
        else if (TimeSpan.TryParseExact(seek, OffsetForms, CultureInfo.InvariantCulture, out var offset))
            request.OffsetMs = offset.TotalMilliseconds;
        else
            return $"seek: \"{Shown(seek)}\" is no time like 2018-07-15T15:45:00Z, nor one from the beginning of the recording like 00:45:00";
        return null;
    }

    private static ProblemHttpResult? Refusal(string feed, ReplayReply reply) => reply.Outcome switch
    {
        Outcome.Done or Outcome.Unchanged => null,
        Outcome.NoReplay => IngestProblem.Of(StatusCodes.Status404NotFound, $"\"{Shown(feed)}\" is no feed that is replayed from files"),
        Outcome.Outside => BadRequest(reply.Detail),
        _ => IngestProblem.Of(StatusCodes.Status422UnprocessableEntity, $"{feed}: {reply.Detail}"),
    };

    private static ProblemHttpResult BadRequest(string detail) => IngestProblem.Of(StatusCodes.Status400BadRequest, detail);

    private static string Shown(string text) => text.Length <= 100 ? text : text[..100];
}
