using Fanout.Ingest.Http;
using Fanout.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fanout.Ingest.Corrections;

public static class CorrectionsRegistration
{
    /// <summary>Adds what editors correct of matches; needs <c>AddIngest</c> and <c>AddEditors</c>.</summary>
    public static IServiceCollection AddCorrections(this IServiceCollection services)
    {
        services.TryAddSingleton<FollowProgress>();
        services.AddSingleton<CorrectionDesk>();
        services.AddSingleton<CorrectionsEndpoint>();
        services.AddProblemDetails();
        return services;
    }

    /// <summary>Maps <c>/v1/matches/{id}/corrections</c>.</summary>
    public static IEndpointRouteBuilder MapCorrections(this IEndpointRouteBuilder routes)
    {
        CorrectionsEndpoint.Map(routes);
        return routes;
    }

    /// <summary>Says where it is asked for, in a process without <c>AddCorrections</c>.</summary>
    public static IEndpointRouteBuilder MapCorrectionsElsewhere(this IEndpointRouteBuilder routes)
    {
        routes.Map(CorrectionsEndpoint.Path, static () => IngestProblem.Elsewhere()).ExcludeFromDescription();
        return routes;
    }
}
