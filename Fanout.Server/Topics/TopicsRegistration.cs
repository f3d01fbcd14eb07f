using Fanout.Server.Delivery;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Topics;

internal static class TopicsRegistration
{
    /// <summary>Matches, their histories, and the topics made of them.</summary>
    public static IServiceCollection AddTopics(this IServiceCollection services)
    {
        services.AddOptions<TopicsOptions>()
            .BindConfiguration("Fanout:Topics")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<TopicsOptions>>().Value);
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<TopicsOptions>();
            return new HistoryBudget(options.HistoryRetention, options.HistoryBytesMax);
        });
        services.AddSingleton(
            static provider => new TopicRegistry(provider.GetRequiredService<DeliveryOptions>().Shards));
        services.AddSingleton<LogClock>();
        services.AddSingleton<PublishIndex>();
        services.AddSingleton<MatchStore>();
        services.AddSingleton<MatchStay>();
        services.AddSingleton<MatchFetches>();
        services.AddSingleton<TopicDirectory>();
        services.AddSingleton<TopicsMetrics>();
        return services;
    }
}
