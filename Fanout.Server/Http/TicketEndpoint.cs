using System.Globalization;
using Fanout.Server.Access;
using Fanout.Server.Admission;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fanout.Server.Http;

/// <summary><c>POST /v1/tickets</c>: for a token in the header, a ticket that stands in an address (<see cref="Tickets"/>).</summary>
internal static class TicketEndpoint
{
    public static void MapTickets(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/tickets", Make)
            .ReadsMany()
            .WithName("makeTicket").WithTags("stream")
            .WithSummary("A ticket that opens /v1/events?ticket= once, within 30 s, on this server")
            .Produces<TicketDocument>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Results<Ok<TicketDocument>, ProblemHttpResult> Make(HttpContext http, Tickets tickets, TimeProvider time)
    {
        if (!http.HasToken())
            return Problem.NotAuthorized(); // who has none needs no ticket
        var verdict = tickets.Make(http.Reader(), ClientAddress.Of(http.Connection.RemoteIpAddress), out var text, out var ends);
        if (verdict != TicketVerdict.Made)
        {
            var seconds = (long)Math.Clamp(Math.Ceiling((ends - time.GetUtcNow()).TotalSeconds), 1, Tickets.Lifetime.TotalSeconds);
            return Refuse(http, verdict, seconds);
        }
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new TicketDocument(text, ends.ToUnixTimeMilliseconds()));
    }

    private static ProblemHttpResult Refuse(HttpContext http, TicketVerdict verdict, long retryAfterSeconds)
    {
        var ofHolder = verdict == TicketVerdict.HolderFull;
        var (count, whose) = ofHolder ? (Tickets.HolderCountMax, " for this token's holder") : (Tickets.CountMax, "");
        var why = string.Create(
            CultureInfo.InvariantCulture, $"{count} tickets were made{whose} in the last {Tickets.Lifetime.TotalSeconds} s");
        if (!ofHolder)
            return Problem.Unavailable(http, why, retryAfterSeconds);
        http.Response.Headers.RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return Problem.TooMany(why);
    }
}

/// <param name="Ticket">43 characters of an address.</param>
/// <param name="ExpiresMs">Unix time in milliseconds at which it ends, used or not.</param>
internal sealed record TicketDocument(string Ticket, long ExpiresMs);

/// <summary>Says of an endpoint that a ticket opens it as a token does.</summary>
internal sealed record TakesTickets
{
    /// <summary>Where it stands in the query.</summary>
    public const string Parameter = "ticket";

    /// <summary>The ticket that a request shows; null: none, or its endpoint takes none.</summary>
    public static string? Of(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<TakesTickets>() is not null
        && http.Request.Query.TryGetValue(Parameter, out var shown)
            ? shown.ToString()
            : null;
}
