using Fanout.Log.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Log;

public static class EventLogRegistration
{
    /// <summary>
    /// Adds the embedded log as <see cref="IEventLog"/> and <see cref="ILogReader"/>. It is opened when first asked for
    /// and closed with the container. Needs logging and metrics (a host has both); takes
    /// <see cref="TimeProvider.System"/> unless another clock is registered.
    /// </summary>
    public static IServiceCollection AddEventLog(
        this IServiceCollection services, Action<EventLogOptions>? configure = null)
    {
        OptionsBuilder<EventLogOptions> options = services.AddOptions<EventLogOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.AddSingleton<IValidateOptions<EventLogOptions>, EventLogOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EventLogMetrics>();
        services.TryAddSingleton<IEventLog>(static provider => SqliteEventLog.Open(
            provider.GetRequiredService<IOptions<EventLogOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<EventLogMetrics>(),
            provider.GetRequiredService<ILogger<SqliteEventLog>>()));
        services.TryAddSingleton<FollowProgress>();
        services.TryAddSingleton<ILogReader>(static provider => provider.GetRequiredService<IEventLog>());
        return services;
    }
}
