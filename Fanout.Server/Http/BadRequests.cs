namespace Fanout.Server.Http;

/// <summary>What the web server lets through, or reports as a fault of ours, and is its sender's.</summary>
internal static class BadRequests
{
    /// <summary>Where Kestrel puts the <c>Content-Length</c> of a request that it reads by its <c>Transfer-Encoding</c>.</summary>
    private const string LengthPassedOver = "X-Content-Length";

    /// <summary>The status of a fault that is the sender's; null: it is ours.</summary>
    public static int? StatusOf(Exception fault) => fault switch
    {
        BadHttpRequestException bad => bad.StatusCode, // such as a body that broke off
        IOException { InnerException: OverflowException } => StatusCodes.Status400BadRequest, // a chunk of 2^31 bytes and more
        _ => null,
    };

    /// <summary>
    /// Refuses a request that gives its length in two ways: a proxy in front may have gone by the other one, and have let
    /// a second request through in the body of the first (RFC 9112 §6.1, §11.2). Kestrel closes the connection then.
    /// </summary>
    public static Task RefuseTwoLengths(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || (headers.ContentLength is null && !headers.ContainsKey(LengthPassedOver)))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }
}
