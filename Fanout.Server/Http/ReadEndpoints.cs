using Fanout.Log;
using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.OpenApi;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.Mvc;
using MatchPage = Fanout.Protocol.Messages.MatchPage;

namespace Fanout.Server.Http;

/// <summary>What is the case now, or was a delay ago: lists, matches and boards (DESIGN 8, HTTP).</summary>
internal static class ReadEndpoints
{
    public static void MapReading(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1/matches", ReadMethods.All, List)
            .ReadsMany()
            .WithName("listMatches").WithTags("matches")
            .WithSummary("Headlines of matches, soonest first; with continued=true those too that are continued as another match")
            .AddOpenApiOperationTransformer(NumberParameters.Describe)
            .ProducesMessage<MatchPage>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapMethods("/v1/matches/{id}", ReadMethods.All, Find)
            .ReadsMatch(TopicKind.Match)
            .WithName("getMatch").WithTags("matches")
            .WithSummary("The whole state of one match, with its position and state hash")
            .AddOpenApiOperationTransformer(NumberParameters.Describe)
            .ProducesMessage<MatchDocument>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapMethods("/v1/boards/{**name}", ReadMethods.All, Board)
            .Reads(static http => TopicOfBoard(http, out _))
            .WithName("getBoard").WithTags("boards")
            .WithSummary("A board: live, sport/{sport}, competition/{id}, team/{id}, day/{yyyy-mm-dd}; page 2 and on: live/2")
            .AddOpenApiOperationTransformer(NumberParameters.Describe)
            .ProducesMessage<BoardDocument>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult List(
        HttpContext http,
        MatchStore matches,
        [FromQuery] string? status,
        [FromQuery] string? sport,
        [FromQuery] string? competition,
        [FromQuery] string? team,
        [FromQuery] string? day,
        [FromQuery] string? continued,
        [FromQuery] string? limit,
        [FromQuery] string? cursor,
        [FromQuery] string? delaySeconds)
    {
        // named for the description; read as text for clear errors
        _ = (status, sport, competition, team, day, continued, limit, cursor, delaySeconds);
        if (!MatchQuery.TryParse(http.Request.Query, out var query, out var problem))
            return Problem.Invalid(problem);
        var rights = http.Reader().Rights;
        var horizon = ReadHorizon.Of(http);
        if (horizon.Ms == Horizon.Live)
            return new ProtoResult(query.Page(matches.Listed, rights), tag: null);
        return matches.ListedAt(horizon.Ms, out var gap) is { } listed
            ? new ProtoResult(query.Page(listed, rights), tag: null)
            : horizon.Refuse(http, null, gap);
    }

    private static async Task<IResult> Find(
        string id, HttpContext http, MatchStore matches, MatchFetches fetches, ILogReader log, [FromQuery] string? delaySeconds)
    {
        _ = delaySeconds; // as above
        if (!await fetches.FetchAsync(id))
            return Problem.Unavailable(http, "the log cannot be read now");
        if (matches.Find(id) is not { } stream)
            return Problem.NotFound(ReadHorizon.Unknown(id));
        var horizon = ReadHorizon.Of(http);
        if (stream.Matches.At(horizon.Ms) is not { } point)
            return horizon.Refuse(http, new TopicName(TopicKind.Match, id, 1), stream.Matches.CoverAt(horizon.Ms));
        var position = point.Position.ToMessage();
        var document = new MatchDocument
        {
            Position = position,
            StateHash = point.State.Hash,
            Match = point.State.ToMessage(),
        };
        if (await new Continuations(log).FindAsync(id, point.State.Head, point.Position, http.RequestAborted) is { } other
            && http.Reader().Rights.MayList(other)) // whose very id may say who plays
        {
            document.ContinuedAs = other;
        }
        return new ProtoResult(document, horizon.Tag(PositionText.Of(position)));
    }

    private static IResult Board(string name, HttpContext http, TopicDirectory topics, [FromQuery] string? delaySeconds)
    {
        _ = delaySeconds; // as above
        if (TopicOfBoard(http, out var problem) is not { } topic)
            return Problem.NotFound($"board \"{name}\": {problem}");
        if (topics.Find(http.Reader().Rights.Own(topic)).Topic is not BoardTopic board)
            return Problem.Unavailable(http, "too many boards are being read");
        var horizon = ReadHorizon.Of(http);
        if (board.At(horizon.Ms) is not { } point)
            return horizon.Refuse(http, null, board.CoverAt(horizon.Ms));
        var position = point.Position.ToMessage();
        var document = new BoardDocument
        {
            Position = position,
            StateHash = point.State.Hash,
            Board = point.State.ToMessage(),
        };
        if (point.StateHash1 != 0)
            document.StateHash1 = point.StateHash1;
        return new ProtoResult(document, horizon.Tag($"{PositionText.Of(position)}-board"));
    }

    private static TopicName? TopicOfBoard(HttpContext http, out string? problem)
    {
        var routed = http.Request.RouteValues["name"] as string ?? "";
        return TopicName.TryParseBoardPath(BoardPath.Of(http, routed), out var topic, out problem) ? topic : null;
    }
}
