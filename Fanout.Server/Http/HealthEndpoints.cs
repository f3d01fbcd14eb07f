using Fanout.Server.Following;

namespace Fanout.Server.Http;

/// <summary>For load balancers and orchestrators: <c>/healthz</c> (the process lives) and <c>/readyz</c> (send it readers).</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/healthz", ReadMethods.All, static () => TypedResults.Text("alive\n"))
            .WithName("healthz").WithTags("health").WithSummary("The process lives");
        routes.MapMethods("/readyz", ReadMethods.All, static (NodeStatus node) => node.Ready
                ? (IResult)TypedResults.Text("ready\n")
                : TypedResults.Text($"not ready: {node.Reason}\n", statusCode: StatusCodes.Status503ServiceUnavailable))
            .WithName("readyz").WithTags("health").WithSummary("The node has caught up with the log and takes readers");
    }
}
