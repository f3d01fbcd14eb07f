using Fanout.Ingest.Http;
using Fanout.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Push;

public static class PushRegistration
{
    /// <summary>Adds the canonical push; needs <c>AddIngest</c>.</summary>
    public static IServiceCollection AddPush(this IServiceCollection services, Action<PushOptions>? configure = null)
    {
        var options = services.AddOptions<PushOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<PushOptions>, PushOptionsValidator>();
        services.AddSingleton<FeedKeys>();
        services.TryAddSingleton<FollowProgress>();
        services.AddSingleton<PushEndpoint>();
        services.AddProblemDetails();
        return services;
    }

    /// <summary>Maps <c>POST /v1/feeds/{feed}/events</c>.</summary>
    public static IEndpointRouteBuilder MapPush(this IEndpointRouteBuilder routes)
    {
        PushEndpoint.Map(routes);
        return routes;
    }

    /// <summary>
    /// Refuses every push, and says where it belongs: for a process without <c>AddPush</c>. It forwards none, because
    /// names and partitions of matches are the business of those who take events.
    /// </summary>
    public static IEndpointRouteBuilder MapPushElsewhere(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(PushEndpoint.Path, static (string feed) => IngestProblem.Elsewhere("push to one that has")).ExcludeFromDescription();
        return routes;
    }
}
