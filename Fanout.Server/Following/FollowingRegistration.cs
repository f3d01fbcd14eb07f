using Fanout.Log;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fanout.Server.Following;

internal static class FollowingRegistration
{
    /// <summary>Follows the log into topics and boards. Needs an <see cref="Fanout.Log.ILogReader"/>.</summary>
    public static IServiceCollection AddFollowing(this IServiceCollection services)
    {
        services.TryAddSingleton<FollowProgress>();
        services.AddSingleton<NodeStatus>();
        services.AddSingleton<Publisher>();
        services.AddSingleton<MatchLoader>();
        services.AddSingleton<FollowingMetrics>();
        services.AddHostedService<NodeFollower>();
        services.AddHostedService<MatchFetcher>();
        services.AddHostedService<PublisherClock>();
        return services;
    }
}
