using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Fanout.Server.OpenApi;

/// <summary>The description of the HTTP API at <c>/openapi/v1.json</c>, OpenAPI 3.1.</summary>
internal static class OpenApiSetup
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi("v1", static options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer(static (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Fanout",
                    Version = "v1",
                    Description = "Live scores: what is the case now. To be told of changes, use the WebSocket at /v1/stream or /v1/events.",
                };
                document.Servers?.Clear(); // relative to wherever this document was read
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(DescribeMessage);
        });

    private static Task DescribeMessage(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var answer = context.Description.ActionDescriptor.EndpointMetadata.OfType<MessageResponse>().LastOrDefault();
        if (answer is null || context.Document is null)
            return Task.CompletedTask;
        operation.Responses ??= [];
        operation.Responses["200"] = new OpenApiResponse
        {
            Description = "OK",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = MessageSchemas.Reference(context.Document, answer.Message) },
            },
        };
        return Task.CompletedTask;
    }
}
