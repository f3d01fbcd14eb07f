using Fanout.Ingest.Adapters;
using Fanout.Ingest.Feeds.Amqp;
using Fanout.Ingest.Feeds.Kafka;
using Fanout.Ingest.Feeds.Polling;
using Fanout.Ingest.Feeds.Replaying;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Feeds;

public static class FeedsRegistration
{
    /// <summary>Adds the feeds that the server fetches itself; needs <c>AddIngest</c>.</summary>
    public static IServiceCollection AddFeeds(this IServiceCollection services, Action<FeedsOptions>? configure = null)
    {
        var options = services.AddOptions<FeedsOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<FeedsOptions>, FeedsOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(FeedFormats.Shipped);
        services.TryAddSingleton<FeedMetrics>();
        services.AddPolling();
        services.TryAddSingleton<FeedReplays>();
        services.AddSingleton<IFeedTransport, FilesTransport>();
        services.AddSingleton<IFeedTransport, AmqpTransport>();
        services.AddSingleton<IFeedTransport, KafkaTransport>();
        services.AddHostedService<FeedService>();
        return services;
    }
}
