using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Fanout.Server.Http;

/// <summary>Errors of the HTTP API as RFC 9457 problem details: the thing, the value and the limit, never an exception's text.</summary>
internal static class Problem
{
    public static ProblemHttpResult NotFound(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    public static ProblemHttpResult Invalid(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "Invalid request");

    public static ProblemHttpResult NotAuthorized(string detail = "a token is needed: Authorization: Bearer …") => TypedResults.Problem(
        detail, statusCode: StatusCodes.Status401Unauthorized, title: "Not authorized");

    public static ProblemHttpResult Forbidden(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed");

    /// <summary>More than one client may have (RFC 6585 §4); when to ask again is the caller's to say.</summary>
    public static ProblemHttpResult TooMany(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status429TooManyRequests, title: "Too many requests");

    /// <summary>Not now, but later (RFC 9110 §15.6.4).</summary>
    /// <param name="http">The request.</param>
    /// <param name="detail">What is missing.</param>
    /// <param name="retryAfterSeconds">When to ask again, at least 1; what the log or a board needs is there as soon as that.</param>
    public static ProblemHttpResult Unavailable(HttpContext http, string detail, long retryAfterSeconds = 1)
    {
        http.Response.Headers.RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not available now");
    }

    /// <summary>What the web server itself refused, with the status that it set: no endpoint, or none for the method.</summary>
    public static ProblemHttpResult Refusal(HttpContext http)
    {
        var (request, status) = (http.Request, http.Response.StatusCode);
        var asked = $"{request.Method} {request.Path}";
        return TypedResults.Problem(
            status switch
            {
                StatusCodes.Status400BadRequest => $"{asked}: the request is not whole, or not as HTTP has it",
                StatusCodes.Status404NotFound => $"{request.Path}: there is nothing here; /openapi/v1.json says what there is",
                StatusCodes.Status405MethodNotAllowed => $"{asked}: possible here: {http.Response.Headers.Allow}",
                StatusCodes.Status500InternalServerError => $"{asked}: the server failed; its log says why",
                _ => $"{asked}: {ReasonPhrases.GetReasonPhrase(status)}",
            },
            statusCode: status);
    }

    /// <summary>The position that was asked for is of an epoch that is void.</summary>
    /// <param name="detail">What and why.</param>
    /// <param name="continues">The last position that it has in common with the log: where to go on.</param>
    public static ProblemHttpResult Void(string detail, string continues) => Gone(detail, "continues", continues);

    /// <summary>What follows the position that was asked for is no longer kept.</summary>
    /// <param name="detail">What and why.</param>
    /// <param name="first">The first position that is there.</param>
    public static ProblemHttpResult Gone(string detail, string first) => Gone(detail, "first", first);

    private static ProblemHttpResult Gone(string detail, string member, string position) => TypedResults.Problem(
        detail,
        statusCode: StatusCodes.Status410Gone,
        title: "Gone",
        extensions: new Dictionary<string, object?> { [member] = position });
}
