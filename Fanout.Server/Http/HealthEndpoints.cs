using Fanout.Server.Delivery;
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
        routes.MapMethods("/readyz", ReadMethods.All, static (HttpContext http) => AnswerReady(
            http.RequestServices.GetService<NodeStatus>(), http.RequestServices.GetService<DeliveryProbe>()))
            .WithName("readyz").WithTags("health")
            .WithSummary("The node has caught up with the log, delivers, and takes readers");
    }

    /// <param name="node">Null: nobody reads here, and events that come before their partition is taken wait for it.</param>
    /// <param name="delivery">Null where the node is.</param>
    internal static ContentHttpResult AnswerReady(NodeStatus? node, DeliveryProbe? delivery) =>
        (node?.Reason ?? delivery?.Reason) is { } reason
            ? TypedResults.Text($"not ready: {reason}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("ready\n");
}
