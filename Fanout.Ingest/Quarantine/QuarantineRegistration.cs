using Fanout.Ingest.Http;
using Fanout.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fanout.Ingest.Quarantine;

public static class QuarantineRegistration
{
    /// <summary>Adds what editors do with what was put aside; needs <c>AddIngest</c> and <c>AddEditors</c>.</summary>
    public static IServiceCollection AddQuarantine(this IServiceCollection services)
    {
        services.TryAddSingleton<FollowProgress>();
        services.AddSingleton<QuarantineDesk>();
        services.AddSingleton<QuarantineEndpoint>();
        services.AddProblemDetails();
        return services;
    }

    /// <summary>Maps <c>/v1/quarantine</c>.</summary>
    public static IEndpointRouteBuilder MapQuarantine(this IEndpointRouteBuilder routes)
    {
        QuarantineEndpoint.Map(routes);
        return routes;
    }

    /// <summary>Says where it is asked for, in a process without <c>AddQuarantine</c>.</summary>
    public static IEndpointRouteBuilder MapQuarantineElsewhere(this IEndpointRouteBuilder routes)
    {
        routes.Map($"{QuarantineEndpoint.Path}/{{**rest}}", static () => IngestProblem.Elsewhere()).ExcludeFromDescription();
        return routes;
    }
}
