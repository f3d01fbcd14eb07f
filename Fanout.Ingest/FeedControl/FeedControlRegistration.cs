using Fanout.Ingest.Feeds;
using Fanout.Ingest.Feeds.Replaying;
using Fanout.Ingest.Http;
using Fanout.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fanout.Ingest.FeedControl;

public static class FeedControlRegistration
{
    /// <summary>Adds what editors see of feeds and decide about them; needs <c>AddIngest</c> and <c>AddEditors</c>.</summary>
    public static IServiceCollection AddFeedControl(this IServiceCollection services)
    {
        services.TryAddSingleton<FollowProgress>();
        services.TryAddSingleton<FeedMetrics>();
        services.TryAddSingleton<FeedReplays>();
        services.AddSingleton<FeedDesk>();
        services.AddSingleton<FeedsEndpoint>();
        services.AddSingleton<ReplayDesk>();
        services.AddSingleton<ReplayEndpoint>();
        services.AddProblemDetails();
        return services;
    }

    /// <summary>Maps <c>/v1/feeds</c>, <c>/v1/feeds/{feed}/replay</c> and <c>/v1/matches/{id}/feeds</c>.</summary>
    public static IEndpointRouteBuilder MapFeedControl(this IEndpointRouteBuilder routes)
    {
        FeedsEndpoint.Map(routes);
        ReplayEndpoint.Map(routes);
        return routes;
    }

    /// <summary>Says where it is asked for, in a process without <c>AddFeedControl</c>.</summary>
    public static IEndpointRouteBuilder MapFeedControlElsewhere(this IEndpointRouteBuilder routes)
    {
        routes.Map(FeedsEndpoint.Path, static () => IngestProblem.Elsewhere()).ExcludeFromDescription();
        routes.Map(ReplayEndpoint.Path, static () => IngestProblem.Elsewhere()).ExcludeFromDescription();
        routes.Map($"{FeedsEndpoint.MatchPath}/{{**rest}}", static () => IngestProblem.Elsewhere()).ExcludeFromDescription();
        return routes;
    }
}
