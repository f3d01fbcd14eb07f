using Fanout.Server.Access;
using Fanout.Server.Following;
using Fanout.Server.Topics;

namespace Fanout.Server.Http;

/// <summary>Refuses what could only be answered wrongly: before the node has read its log; and says how far the reader sees.</summary>
internal sealed class ReadGate(NodeStatus node, LogClock clock) : IEndpointFilter
{
    private const int RetryAfterSeconds = 1; // loading takes about that long per 100,000 entries

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var asked = http.Request.Query["delaySeconds"].ToString();
        if (!ReadHorizon.TryReadDelay("delaySeconds", asked, out var delaySeconds, out var problem))
            return new(Problem.Invalid(problem));
        var granted = http.Features.Get<Principal>()?.Rights.Granted(delaySeconds) ?? delaySeconds;
        http.Features.Set(new ReadHorizon(granted, Horizon.Of(clock.NowMs, granted)));
        if (node.Loaded)
            return next(context);
        return new(Problem.Unavailable(http, "this server is reading its log", RetryAfterSeconds));
    }
}
