using Fanout.Server.Following;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fanout.Server.Http;

/// <summary>For load balancers and orchestrators: <c>/healthz</c> (the process lives) and <c>/readyz</c> (send it readers).</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/healthz", ReadMethods.All, static () => TypedResults.Text("alive\n"))
            .WithName("healthz").WithTags("health").WithSummary("The process lives");
        routes.MapMethods("/readyz", ReadMethods.All, static (HttpContext http) => AnswerReady(http.RequestServices.GetService<NodeStatus>()))
            .WithName("readyz").WithTags("health").WithSummary("The node has caught up with the log and takes readers");
    }

    /// <param name="node">Null: nobody reads here, and events that come before their partition is taken wait for it.</param>
    private static ContentHttpResult AnswerReady(NodeStatus? node) => node is { Ready: false }
        ? TypedResults.Text($"not ready: {node.Reason}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
        : TypedResults.Text("ready\n");
}
