using Fanout.Log;
using Fanout.Protocol.Messages;
using Fanout.Server.OpenApi;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.Mvc;
using LogPage = Fanout.Protocol.Messages.LogPage;
using MatchPage = Fanout.Log.MatchPage;

namespace Fanout.Server.Http;

/// <summary><c>GET /v1/matches/{id}/log?after=&lt;epoch&gt;-&lt;seq&gt;</c>: every entry of a match after a position, a page at a time.</summary>
internal static class LogEndpoint
{
    internal const int EntryCountMax = 500; // as a page of a board; an entry is some hundred bytes

    public static void MapLog(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/v1/matches/{id}/log", ReadMethods.All, ReadAsync)
            .ReadsMatch(TopicKind.Events)
            .WithName("getMatchLog").WithTags("matches")
            .WithSummary("Every entry of a match after a position; from its start without one")
            .AddOpenApiOperationTransformer(NumberParameters.Describe)
            .ProducesMessage<LogPage>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status410Gone)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync(
        string id,
        string? after,
        HttpContext http,
        MatchStore matches,
        MatchFetches fetches,
        ILogReader log,
        [FromQuery] string? delaySeconds,
        CancellationToken cancellation)
    {
        _ = delaySeconds; // named for the description; the gate has read it
        if (!await fetches.FetchAsync(id))
            return Problem.Unavailable(http, "the log cannot be read now");
        if (matches.Find(id) is not { } stream)
            return Problem.NotFound(ReadHorizon.Unknown(id));
        var horizon = ReadHorizon.Of(http);
        if (stream.Matches.PositionAt(horizon.Ms) is not { } head)
            return horizon.Refuse(http, new TopicName(TopicKind.Match, id, 1), stream.Matches.CoverAt(horizon.Ms));
        var position = new Position { Epoch = head.Epoch };
        if (!string.IsNullOrEmpty(after) && !PositionText.TryParse(after, out position))
            return Problem.Invalid($"after: \"{after}\" is not a position like {head}");
        if (horizon.Ms != Horizon.Live && position.Epoch == head.Epoch && position.Seq > head.Seq)
            return Problem.Invalid(Ahead(PositionText.Of(position), head.ToString()));

        MatchPage page;
        try
        {
            page = await log.ReadMatchAsync(id, new MatchPosition(position.Epoch, position.Seq), EntryCountMax, cancellation);
        }
        catch (LogStorageException)
        {
            return Problem.Unavailable(http, "the log cannot be read now");
        }
        return Answer(id, page, position, horizon.Ms, horizon.Ms == Horizon.Live ? TopicPosition.From(page.Head) : head);
    }

    /// <param name="id">The match.</param>
    /// <param name="page">What the log has after the position.</param>
    /// <param name="after">The position.</param>
    /// <param name="horizonMs">What came later is not there.</param>
    /// <param name="head">Where the match ends for this reader.</param>
    internal static IResult Answer(string id, MatchPage page, Position after, long horizonMs, TopicPosition head)
    {
        var asked = PositionText.Of(after);
        return page.Status switch
        {
            MatchPageStatus.Ok => new ProtoResult(Document(page, after, horizonMs, head), tag: null),
            MatchPageStatus.NotFound => Problem.NotFound($"match \"{id}\" has no entries"),
            MatchPageStatus.Ahead => Problem.Invalid(Ahead(asked, head.ToString())),
            MatchPageStatus.Gone => Problem.Gone(
                $"after: what follows {asked} is no longer kept; the first position that is there is {Text(page.First)}",
                Text(page.First)),
            _ => Problem.Void(
                $"after: {asked} is of an epoch that is void; the log continues after {Text(page.Continues)}",
                Text(page.Continues)),
        };
    }

    private static string Ahead(string after, string head) => $"after: {after} lies ahead of the log, which ends at {head}";

    /// <summary>The entries up to the horizon: what came later is not there, and nothing tells that it came.</summary>
    private static LogPage Document(MatchPage page, Position after, long horizonMs, TopicPosition head)
    {
        var document = new LogPage { Position = after };
        foreach (var entry in page.Entries)
        {
            if (entry.PublishedMs > horizonMs)
                return document;
            if (document.Entries.Count == 0)
                document.BaseMs = entry.PublishedMs;
            var publishedOffset = (uint)(entry.PublishedMs - (long)document.BaseMs);
            document.Entries.Add(LoggedEntries.Message(LoggedEntries.Change(entry), entry.MatchSequence, topicId: 0, publishedOffset));
            document.Position = new Position { Epoch = entry.MatchPosition.Epoch, Seq = entry.MatchPosition.Sequence };
        }
        document.More = document.Position.Seq < head.Seq; // a page ends by count or by size
        return document;
    }

    private static string Text(MatchPosition position) => $"{position.Epoch}-{position.Sequence}";
}
