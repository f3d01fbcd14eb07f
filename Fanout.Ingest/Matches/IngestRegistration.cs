using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity.Mapping;
using Fanout.Ingest.Scopes;
using Fanout.Log;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Matches;

public static class IngestRegistration
{
    /// <summary>
    /// Adds <see cref="MatchIngest"/>, which takes its share of the partitions as soon as the host starts: all of them,
    /// unless the log is shared (<see cref="ForwardingRegistration.AddForwarding"/>). Needs <see cref="IEventLog"/>,
    /// logging and metrics.
    /// </summary>
    public static IServiceCollection AddIngest(
        this IServiceCollection services, Action<IngestOptions>? configure = null)
    {
        var options = services.AddOptions<IngestOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<IngestOptions>, IngestOptionsValidator>();
        services.AddSingleton<IValidateOptions<IngestOptions>, WatchdogOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IngestMetrics>();
        services.TryAddSingleton(static provider => new MatchIngest(
            provider.GetRequiredService<IEventLog>(),
            provider.GetRequiredService<IOptions<IngestOptions>>(),
            provider.GetRequiredService<IngestMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MatchIngest>>(),
            provider.GetService<Peers>(),
            provider.GetService<IdentityDesk>(),
            provider.GetService<MatchArbitration>(),
            provider.GetService<FeedScopes>()));
        services.AddHostedService(static provider => provider.GetRequiredService<MatchIngest>());
        return services;
    }
}
