using System.Globalization;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Fanout.Server.Http;

/// <summary>
/// Parameters that are bound as text, so that the answer to one that is no number is ours; described as what they are.
/// </summary>
internal static class NumberParameters
{
    public static Task Describe(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Schema = parameter.Name switch
            {
                "limit" => Number(1, MatchQuery.LimitMax, MatchQuery.LimitDefault),
                "delaySeconds" => Number(0, (int)Horizon.DelaySecondsMax, usual: 0),
                _ => parameter.Schema,
            };
        }
        return Task.CompletedTask;
    }

    private static OpenApiSchema Number(int minimum, int maximum, int usual) => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = minimum.ToString(CultureInfo.InvariantCulture),
        Maximum = maximum.ToString(CultureInfo.InvariantCulture),
        Default = usual,
    };
}
