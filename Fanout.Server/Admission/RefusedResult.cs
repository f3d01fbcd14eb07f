using System.Globalization;

namespace Fanout.Server.Admission;

/// <summary>
/// 503, 429 or 403 to who was not let in, with <c>Retry-After</c> (RFC 9110 §10.2.3) where that helps, and the limit's name
/// as <c>reason</c>; the connection ends with it.
/// </summary>
internal sealed class RefusedResult(Refusal refusal) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        if (refusal.RetryAfter > TimeSpan.Zero)
            headers.RetryAfter = ((int)refusal.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        headers.Connection = "close"; // what it holds is what there is too little of
        return TypedResults.Problem(
            refusal.Why,
            statusCode: refusal.Status,
            extensions: new Dictionary<string, object?> { ["reason"] = refusal.Name }).ExecuteAsync(httpContext);
    }
}
