using System.Globalization;
using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.OpenApi;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Fanout.Server.Http;

/// <summary>What is the case now: lists, matches and boards (DESIGN 8, HTTP).</summary>
internal static class ReadEndpoints
{
    public static void MapReading(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1/matches", ReadMethods.All, List)
            .WithName("listMatches").WithTags("matches")
            .WithSummary("Headlines of matches, soonest first")
            .AddOpenApiOperationTransformer(DescribeLimit)
            .ProducesMessage<MatchPage>().ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapMethods("/v1/matches/{id}", ReadMethods.All, Find)
            .WithName("getMatch").WithTags("matches")
            .WithSummary("The whole state of one match, with its position and state hash")
            .ProducesMessage<MatchDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapMethods("/v1/boards/{**name}", ReadMethods.All, Board)
            .WithName("getBoard").WithTags("boards")
            .WithSummary("A board: live, sport/{sport}, competition/{id}, team/{id}, day/{yyyy-mm-dd}; page 2 and on: live/2")
            .ProducesMessage<BoardDocument>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult List(
        HttpRequest request,
        MatchStore matches,
        [FromQuery] string? status,
        [FromQuery] string? sport,
        [FromQuery] string? competition,
        [FromQuery] string? team,
        [FromQuery] string? day,
        [FromQuery] string? limit,
        [FromQuery] string? cursor)
    {
        _ = (status, sport, competition, team, day, limit, cursor); // named for the description; read as text for clear errors
        return MatchQuery.TryParse(request.Query, out var query, out var problem)
            ? new ProtoResult(query.Page(matches.Listed), tag: null)
            : Problem.Invalid(problem);
    }

    /// <summary>Bound as text, so that the answer to one that is no number is ours; described as what it is.</summary>
    private static Task DescribeLimit(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(static one => one.Name == "limit") ?? [])
        {
            parameter.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = MatchQuery.LimitMax.ToString(CultureInfo.InvariantCulture),
                Default = MatchQuery.LimitDefault,
            };
        }
        return Task.CompletedTask;
    }

    private static async Task<IResult> Find(string id, MatchStore matches, MatchFetches fetches)
    {
        if (!await fetches.FetchAsync(id))
            return Problem.Unavailable("the log cannot be read now");
        if (matches.Find(id) is not { } stream)
            return Problem.NotFound($"match \"{id}\" is not known here");
        var point = stream.Current;
        var position = point.Position.ToMessage();
        var document = new MatchDocument
        {
            Position = position,
            StateHash = point.State.Hash,
            Match = point.State.ToMessage(),
        };
        return new ProtoResult(document, PositionText.Of(position));
    }

    private static IResult Board(string name, HttpContext http, TopicDirectory topics)
    {
        if (!TopicName.TryParseBoardPath(BoardPath.Of(http, name), out var topic, out var problem))
            return Problem.NotFound($"board \"{name}\": {problem}");
        if (topics.Find(topic).Topic is not BoardTopic board)
            return Problem.Unavailable("too many boards are being read");
        var point = board.Current;
        var position = point.Position.ToMessage();
        var document = new BoardDocument
        {
            Position = position,
            StateHash = point.State.Hash,
            Board = point.State.ToMessage(),
        };
        return new ProtoResult(document, $"{PositionText.Of(position)}-board");
    }
}
