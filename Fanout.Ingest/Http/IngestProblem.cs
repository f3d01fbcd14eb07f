using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fanout.Ingest.Http;

/// <summary>Errors of what is asked over HTTP about matches and feeds, as RFC 9457 problem details.</summary>
internal static class IngestProblem
{
    private const string RetryAfterSeconds = "2"; // a lease takeover takes up to 3 s, of which the request waited for most

    public static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>The same, with a word that scripts can tell apart: as <c>reason</c>, and in <c>type</c>.</summary>
    public static ProblemHttpResult Of(int status, string detail, string reason) => TypedResults.Problem(
        detail, statusCode: status, type: $"urn:fanout:problem:{reason}", extensions: new Dictionary<string, object?> { ["reason"] = reason });

    /// <summary>The answer of a process that holds no matches: 421 (RFC 9110 §15.5.20), another one does.</summary>
    /// <param name="remedy">What to do then.</param>
    public static ProblemHttpResult Elsewhere(string remedy = "ask one that has") => Of(
        StatusCodes.Status421MisdirectedRequest, $"this process takes no events: it has not the role ingest; {remedy}");

    /// <summary>Whoever holds what was asked about has not answered in time: 503, and when to ask again.</summary>
    /// <param name="http">The request.</param>
    /// <param name="detail">What is to be done then.</param>
    public static ProblemHttpResult Unanswered(
        HttpContext http, string detail = "whoever holds it has not answered in time; ask again")
    {
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Of(StatusCodes.Status503ServiceUnavailable, detail);
    }
}
