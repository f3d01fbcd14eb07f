using Fanout.Server.Following;

namespace Fanout.Server.Http;

/// <summary>Refuses what could only be answered wrongly: before the node has read its log, and behind live, which HTTP does not run yet.</summary>
internal sealed class ReadGate(NodeStatus node) : IEndpointFilter
{
    private const string RetryAfterSeconds = "1"; // loading takes about that long per 100,000 entries

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var delay = http.Request.Query["delaySeconds"].ToString();
        if (delay is not ("" or "0"))
            return new(Problem.Invalid($"delaySeconds: \"{delay}\" is not possible here; only 0 is"));
        if (node.Loaded)
            return next(context);
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return new(Problem.Unavailable("this server is reading its log"));
    }
}
