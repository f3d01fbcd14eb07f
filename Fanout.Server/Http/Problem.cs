using Microsoft.AspNetCore.Http.HttpResults;

namespace Fanout.Server.Http;

/// <summary>Errors of the HTTP API as RFC 9457 problem details: the thing, the value and the limit, never an exception's text.</summary>
internal static class Problem
{
    public static ProblemHttpResult NotFound(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    public static ProblemHttpResult Invalid(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "Invalid request");

    public static ProblemHttpResult NotAuthorized() => TypedResults.Problem(
        "a token is needed: Authorization: Bearer …", statusCode: StatusCodes.Status401Unauthorized, title: "Not authorized");

    public static ProblemHttpResult Unavailable(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not available now");

    /// <summary>What was asked for belongs to an epoch that is void; <paramref name="continues"/> is where to go on.</summary>
    public static ProblemHttpResult Gone(string detail, string? continues) => TypedResults.Problem(
        detail,
        statusCode: StatusCodes.Status410Gone,
        title: "Gone",
        extensions: continues is null ? null : new Dictionary<string, object?> { ["continues"] = continues });
}
