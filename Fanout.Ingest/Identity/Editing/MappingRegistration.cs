using Fanout.Ingest.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fanout.Ingest.Identity.Editing;

public static class MappingRegistration
{
    /// <summary>Maps <c>/v1/mappings</c>; needs <c>AddIdentity</c> and <c>AddEditors</c>.</summary>
    public static IEndpointRouteBuilder MapMappings(this IEndpointRouteBuilder routes)
    {
        MappingEndpoint.Map(routes);
        return routes;
    }

    /// <summary>Says where it is asked for, in a process without <c>AddIdentity</c>.</summary>
    public static IEndpointRouteBuilder MapMappingsElsewhere(this IEndpointRouteBuilder routes)
    {
        routes.Map($"{MappingEndpoint.Path}/{{**rest}}", static () => IngestProblem.Elsewhere()).ExcludeFromDescription();
        return routes;
    }
}
