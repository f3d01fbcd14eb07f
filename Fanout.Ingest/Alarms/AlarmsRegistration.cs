using Fanout.Ingest.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fanout.Ingest.Alarms;

public static class AlarmsRegistration
{
    /// <summary>Adds the list of alarms; needs <c>AddIngest</c> and <c>AddEditors</c>.</summary>
    public static IServiceCollection AddAlarms(this IServiceCollection services)
    {
        services.AddSingleton<AlarmDesk>();
        services.AddSingleton<AlarmsEndpoint>();
        services.AddProblemDetails();
        return services;
    }

    /// <summary>Maps <c>/v1/alarms</c>.</summary>
    public static IEndpointRouteBuilder MapAlarms(this IEndpointRouteBuilder routes)
    {
        AlarmsEndpoint.Map(routes);
        return routes;
    }

    /// <summary>Says where it is asked for, in a process without <c>AddAlarms</c>.</summary>
    public static IEndpointRouteBuilder MapAlarmsElsewhere(this IEndpointRouteBuilder routes)
    {
        routes.Map(AlarmsEndpoint.Path, static () => IngestProblem.Elsewhere()).ExcludeFromDescription();
        return routes;
    }
}
