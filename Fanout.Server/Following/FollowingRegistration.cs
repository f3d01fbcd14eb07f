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
        // From the log alone, never its archive: no live match may wait for that.
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<MatchLoader>(
            provider, provider.GetService<IEventLog>() ?? provider.GetRequiredService<ILogReader>()));
        services.AddSingleton<FollowingMetrics>();
        services.AddHostedService<NodeFollower>();
        services.AddHostedService<MatchFetcher>();
        services.AddHostedService<PublisherClock>();
        return services;
    }
}
