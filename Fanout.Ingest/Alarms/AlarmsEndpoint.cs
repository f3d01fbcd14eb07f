using Fanout.Ingest.Editors;
using Fanout.Ingest.Http;
using Fanout.Ingest.Normalising;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Kind = Fanout.Ingest.Normalising.Alarm.Types.Kind;

namespace Fanout.Ingest.Alarms;

/// <summary><c>/v1/alarms</c>: what lasts longer than it can, for those who look after a match day.</summary>
internal sealed class AlarmsEndpoint(AlarmDesk desk)
{
    public const string Path = "/v1/alarms";

    private const int CountDefault = 100;
    private const int CountMax = 500;

    private static readonly Dictionary<string, Kind> Kinds = Enum.GetValues<Kind>()
        .Where(static kind => kind != Kind.Unspecified)
        .ToDictionary(static kind => EnumNames.Of(kind), StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(
                Path,
                static ([AsParameters] Filter filter, HttpContext http, AlarmsEndpoint endpoint) => endpoint.ListAsync(filter, http))
            .WithName("listAlarms")
            .WithTags("Alarms")
            .WithSummary("Alarms that are not over, and feeds that are silent, those first that began first")
            .NeedsRole(EditorRole.Viewer)
            .Produces<AlarmList>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private async Task<Results<Ok<AlarmList>, ProblemHttpResult>> ListAsync(Filter filter, HttpContext http)
    {
        var limit = filter.Limit ?? CountDefault;
        if (limit is < 1 or > CountMax)
            return IngestProblem.Of(StatusCodes.Status400BadRequest, $"limit: {limit} is not 1 to {CountMax}");
        var kind = Kind.Unspecified;
        if (filter.Kind is { } word && !Kinds.TryGetValue(word, out kind))
            return IngestProblem.Of(StatusCodes.Status400BadRequest, $"kind: \"{word}\" is not one of {string.Join(", ", Kinds.Keys)}");
        var wanted = new AlarmsRequest
        {
            Match = filter.Match ?? "",
            Feed = filter.Feed ?? "",
            Kind = kind,
            Limit = (uint)limit,
        };
        var list = await desk.ListAsync(wanted, http.RequestAborted).ConfigureAwait(false);
        return list is null ? IngestProblem.Unanswered(http) : TypedResults.Ok(list);
    }

    /// <summary>What a list is asked for by.</summary>
    /// <param name="Match">Only of this match.</param>
    /// <param name="Feed">Only of this feed.</param>
    /// <param name="Kind">Only of this kind.</param>
    /// <param name="Limit">At most so many, 1 to 500; 100 by default.</param>
    internal sealed record Filter(string? Match, string? Feed, string? Kind, int? Limit);
}
