using System.Text.Json.Nodes;
using Fanout.Server.Http;

namespace Fanout.Server.AsyncApi;

/// <summary><c>GET /asyncapi.json</c>: the description of the stream.</summary>
internal static class AsyncApiEndpoint
{
    public static void MapAsyncApi(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/asyncapi.json", ReadMethods.All, static async (HttpRequest request, CancellationToken cancellation) =>
        {
            var document = await StreamDescription.CreateAsync(cancellation);
            document["servers"] = new JsonObject
            {
                ["here"] = new JsonObject
                {
                    ["host"] = request.Host.Value,
                    ["protocol"] = request.IsHttps ? "wss" : "ws",
                },
            };
            return TypedResults.Text(document.ToJsonString(), "application/json");
        }).ExcludeFromDescription();
}
