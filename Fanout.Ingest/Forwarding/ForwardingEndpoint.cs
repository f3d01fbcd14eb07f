using Fanout.Ingest.Alarms;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Corrections;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Feeds.Replaying;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Push;
using Fanout.Ingest.Quarantine;
using Fanout.Log;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Forwarding;

/// <summary>What other processes may ask of this one, under <c>/internal/v1</c>, with the key that all of them have.</summary>
/// <remarks>
/// Only what this process holds is done here, and nothing is sent on: who asked looks for the holder again. So a request
/// makes one hop at most, whatever the leases say.
/// </remarks>
internal sealed class ForwardingEndpoint(
    MatchIngest ingest, FeedReplays replays, InternalKey key, ForwardingMetrics metrics, IHostApplicationLifetime life,
    ILogger<ForwardingEndpoint> logger)
{
    public const string ContentType = "application/x-protobuf";
    public const string YieldPath = "/internal/v1/yield";
    public const string Events = "events";
    public const string Note = "feed";
    public const string Quarantine = "quarantine";
    public const string Mapping = "mapping";
    public const string Order = "order";
    public const string Feeds = "feeds";
    public const string Alarms = "alarms";
    public const string Replay = "replay";
    public const string Corrections = "corrections";

    private const int BodyBytesMax = 4 << 20; // what a push of 1 MiB and 10,000 lines can become, our ids beside theirs

    /// <summary>Where a request about a partition is taken.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="what">One of the constants of this class.</param>
    public static string PathOf(int partition, string what) => $"/internal/v1/partitions/{partition}/{what}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapRequest(routes, Events, ForwardedEvents.Parser, static (endpoint, partition, body, http) => endpoint.TakeAsync(partition, body, http));
        MapRequest(routes, Note, ForwardedNote.Parser, static (endpoint, partition, body, http) => endpoint.NoteAsync(partition, body, http));
        MapRequest(routes, Quarantine, QuarantineRequest.Parser, static (endpoint, partition, body, http) => endpoint.LookAsync(partition, body, http));
        MapRequest(routes, Mapping, ForwardedMapping.Parser, static (endpoint, partition, body, http) => endpoint.MapAsync(partition, body, http));
        MapRequest(routes, Order, ForwardedOrder.Parser, static (endpoint, partition, body, http) => endpoint.OrderAsync(partition, body, http));
        MapRequest(routes, Feeds, FeedsRequest.Parser, static (endpoint, partition, body, http) => endpoint.FeedsAsync(partition, body, http));
        MapRequest(routes, Alarms, AlarmsRequest.Parser, static (endpoint, partition, body, http) => endpoint.AlarmsAsync(partition, body, http));
        MapRequest(routes, Replay, ReplayRequest.Parser, static (endpoint, partition, body, http) => endpoint.ReplayAsync(partition, body, http));
        MapRequest(routes, Corrections, CorrectionsRequest.Parser, static (endpoint, partition, body, http) => endpoint.CorrectAsync(partition, body, http));
        routes.MapPost(
                YieldPath,
                static (HttpContext http, ForwardingEndpoint endpoint) =>
                    endpoint.AnswerAsync(http, YieldRequest.Parser, body => endpoint.YieldAsync(body, http)))
            .ExcludeFromDescription();
    }

    private static void MapRequest<T>(
        IEndpointRouteBuilder routes, string what, MessageParser<T> parser,
        Func<ForwardingEndpoint, int, T, HttpContext, ValueTask<(PeerOutcome Outcome, IResult Result)>> take)
        where T : class, IMessage<T> =>
        routes.MapPost(
                $"/internal/v1/partitions/{{partition:int}}/{what}",
                (int partition, HttpContext http, ForwardingEndpoint endpoint) =>
                    endpoint.AnswerAsync(http, parser, body => take(endpoint, partition, body, http)))
            .ExcludeFromDescription();

    private async Task<IResult> AnswerAsync<T>(
        HttpContext http, MessageParser<T> parser, Func<T, ValueTask<(PeerOutcome Outcome, IResult Result)>> answer)
        where T : class, IMessage<T>
    {
        if (!key.IsIn(http.Request.Headers.Authorization))
        {
            ForwardingLog.KeyRefused(logger, http.Request.Path, http.Connection.RemoteIpAddress?.ToString() ?? "");
            metrics.Received(PeerOutcome.Refused);
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"internal\"";
            return Problem(401, "the internal key is needed: Authorization: Bearer <internal key>");
        }
        using var body = new PushBody();
        if (!await body.TryReadAsync(http.Request.BodyReader, BodyBytesMax, http.RequestAborted).ConfigureAwait(false))
            return Problem(413, $"more than {BodyBytesMax} bytes");
        T request;
        try
        {
            request = parser.ParseFrom(body.Bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return Problem(400, $"the body is no {typeof(T).Name}");
        }
        var (outcome, result) = await answer(request).ConfigureAwait(false);
        metrics.Received(outcome);
        return result;
    }

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> TakeAsync(
        int partition, ForwardedEvents batch, HttpContext http)
    {
        if (ingest.Door.FaultOf(partition, batch) is { } fault) return (PeerOutcome.Failed, Problem(400, fault));
        var (end, answers) =
            await ingest.Door.TakeAsync(partition, batch, http.RequestAborted).ConfigureAwait(false);
        var isLeaving = end == WorkEnd.GivenUp && life.ApplicationStopping.IsCancellationRequested;
        if (end == WorkEnd.GivenUp && !isLeaving)
            return (PeerOutcome.Unanswered, Problem(503, "the log has not answered for all events in time"));
        return end == WorkEnd.Done || answers.Answers.Count > 0
            ? (PeerOutcome.Answered, Message(answers))
            : (PeerOutcome.NotHolder, Problem(421, $"partition {partition} is not held here"));
    }

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> NoteAsync(
        int partition, ForwardedNote request, HttpContext http)
    {
        if (ingest.Door.FaultOf(partition, request) is { } fault) return (PeerOutcome.Failed, Problem(400, fault));
        var work = new FeedNoteWork(request.Feed, request.Note, request.Recall);
        var end = await ingest.Door.TakeAsync(partition, work, http.RequestAborted).ConfigureAwait(false);
        return Answer(end, partition, work.ToAnswer);
    }

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> LookAsync(
        int partition, QuarantineRequest request, HttpContext http)
    {
        if (request.Decide is { } command && ingest.Directory.PartitionOf(command.Place).Number != partition)
            return (PeerOutcome.Failed, Problem(400, $"{command.Place} is of another partition"));
        var work = new QuarantineWork(ingest.Directory, request);
        var end = await ingest.Door.TakeAsync(partition, work, http.RequestAborted).ConfigureAwait(false);
        return Answer(end, partition, () => work.Reply);
    }

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> CorrectAsync(
        int partition, CorrectionsRequest request, HttpContext http)
    {
        var matchId = request.Make?.Match ?? request.List?.Match ?? "";
        if (ingest.Directory.PartitionOf(matchId).Number != partition)
            return (PeerOutcome.Failed, Problem(400, $"{matchId} is of another partition"));
        var work = new CorrectionsWork(request);
        var end = await ingest.Door.TakeAsync(partition, work, http.RequestAborted).ConfigureAwait(false);
        return Answer(end, partition, () => work.Reply);
    }

    private static (PeerOutcome Outcome, IResult Result) Answer(WorkEnd end, int partition, Func<IMessage> answer) =>
        end switch
        {
            WorkEnd.Done => (PeerOutcome.Answered, Message(answer())),
            WorkEnd.Moved => (PeerOutcome.NotHolder, Problem(421, $"partition {partition} is not held here")),
            _ => (PeerOutcome.Unanswered, Problem(503, "the log has not answered in time")),
        };

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> MapAsync(
        int partition, ForwardedMapping request, HttpContext http)
    {
        if (ingest.MappingDoor is not { } door)
            return (PeerOutcome.Failed, Problem(400, "names are not looked for here: the processes have settings of their own"));
        if (door.FaultOf(partition, request) is { } fault) return (PeerOutcome.Failed, Problem(400, fault));
        var work = door.WorkOf(request);
        var end = await ingest.Door.TakeAsync(partition, work, http.RequestAborted).ConfigureAwait(false);
        return Answer(end, partition, () => new ForwardedMappingAnswer { Answers = { work.Answers } });
    }

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> OrderAsync(
        int partition, ForwardedOrder request, HttpContext http)
    {
        if (FeedOrderForm.FaultOf(request) is { } fault) return (PeerOutcome.Failed, Problem(400, fault));
        if (ingest.Directory.PartitionOf(request.Match).Number != partition)
            return (PeerOutcome.Failed, Problem(400, $"{request.Match} is of another partition"));
        var work = new FeedOrderWork(request.Match, FeedOrderForm.Read(request)!, FeedOrderForm.ReadTerms(request));
        var end = await ingest.Door.TakeAsync(partition, work, http.RequestAborted).ConfigureAwait(false);
        return Answer(end, partition, () => FeedOrderForm.Write(work.Result));
    }

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> FeedsAsync(
        int partition, FeedsRequest request, HttpContext http)
    {
        if (request.Match.Length > 0 && ingest.Directory.PartitionOf(request.Match).Number != partition)
            return (PeerOutcome.Failed, Problem(400, $"{request.Match} is of another partition"));
        var work = new FeedsWork(request, ingest.Time);
        var end = await ingest.Door.TakeAsync(partition, work, http.RequestAborted).ConfigureAwait(false);
        return Answer(end, partition, () => work.Reply);
    }

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> AlarmsAsync(
        int partition, AlarmsRequest request, HttpContext http)
    {
        var work = new AlarmsWork(request, ingest.Time);
        var end = await ingest.Door.TakeAsync(partition, work, http.RequestAborted).ConfigureAwait(false);
        return Answer(end, partition, () => work.Reply);
    }

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> ReplayAsync(
        int partition, ReplayRequest request, HttpContext http)
    {
        if (ReplayForm.FaultOf(request) is { } fault) return (PeerOutcome.Failed, Problem(400, fault));
        if (ingest.Directory.PartitionOf(FeedPlace.IdOf(request.Feed)).Number != partition)
            return (PeerOutcome.Failed, Problem(400, $"feed {request.Feed} is of another partition"));
        var work = new ReplayWork(request, replays);
        var end = await ingest.Door.TakeAsync(partition, work, http.RequestAborted).ConfigureAwait(false);
        return Answer(end, partition, () => work.Reply);
    }

    private async ValueTask<(PeerOutcome Outcome, IResult Result)> YieldAsync(YieldRequest request, HttpContext http)
    {
        var asker = new HolderId(request.Holder);
        var held = (int)Math.Min(request.Held, Partitioning.CountMax);
        var yielded = await ingest.Door.YieldAsync(asker, held, http.RequestAborted).ConfigureAwait(false);
        return (PeerOutcome.Answered, Message(new YieldAnswer { Yielded = yielded is not null }));
    }

    private static FileContentHttpResult Message(IMessage message) => TypedResults.Bytes(message.ToByteArray(), ContentType);

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
