using Fanout.Log.Redis;
using Fanout.Log.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Log;

public static class EventLogRegistration
{
    /// <summary>
    /// Adds the log as <see cref="IEventLog"/> and <see cref="ILogReader"/>: on Redis where
    /// <see cref="EventLogOptions.Redis"/> names one, the embedded one otherwise. It is opened when first asked for
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
        services.TryAddSingleton(Open);
        services.TryAddSingleton<FollowProgress>();
        services.TryAddSingleton<ILogReader>(static provider => provider.GetRequiredService<IEventLog>());
        return services;
    }

    private static IEventLog Open(IServiceProvider provider)
    {
        EventLogOptions options = provider.GetRequiredService<IOptions<EventLogOptions>>().Value;
        TimeProvider time = provider.GetRequiredService<TimeProvider>();
        EventLogMetrics metrics = provider.GetRequiredService<EventLogMetrics>();
        if (options.Redis.Length == 0)
            return SqliteEventLog.Open(options, time, metrics, provider.GetRequiredService<ILogger<SqliteEventLog>>());
        var settings = new RedisLogSettings(
            options.Redis, options.PartitionCount, options.RedisWaitReplicas, options.RedisWaitTimeout, options.RedisMemoryTrim);
        return RedisEventLog.Open(settings, time, metrics, provider.GetRequiredService<ILogger<RedisEventLog>>());
    }
}
