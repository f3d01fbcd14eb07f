using Fanout.Ingest.Editors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Fanout.Ingest.FeedControl;

/// <summary>What every endpoint of feeds says of itself, and who may ask.</summary>
internal static class FeedDescription
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, EditorRole role) =>
        endpoint.WithName(name)
            .WithTags("Feeds")
            .WithSummary(summary)
            .NeedsRole(role)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
