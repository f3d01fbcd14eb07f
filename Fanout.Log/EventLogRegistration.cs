using Fanout.Log.Archive;
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
    /// <see cref="EventLogOptions.Redis"/> names one, the embedded one otherwise. Where a shared log has an archive, the
    /// reader answers from that, too. It is opened when first asked for and closed with the container. Needs logging and metrics (a host has both); takes
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
        services.TryAddSingleton(OpenReader);
        return services;
    }

    /// <summary>
    /// Adds the <see cref="Archiver"/> of the log, which the host has to run. Needs <see cref="AddEventLog"/>, with
    /// <see cref="EventLogOptions.Redis"/> and <see cref="EventLogOptions.Postgres"/>.
    /// </summary>
    public static IServiceCollection AddArchiver(this IServiceCollection services)
    {
        services.TryAddSingleton<ArchiveMetrics>();
        services.TryAddSingleton(static provider => new Archiver(
            provider.GetRequiredService<IEventLog>(),
            ArchiveConnection.Parse(provider.GetRequiredService<IOptions<EventLogOptions>>().Value.Postgres),
            provider.GetRequiredService<ArchiveMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Archiver>>()));
        return services;
    }

    private static ILogReader OpenReader(IServiceProvider provider)
    {
        EventLogOptions options = provider.GetRequiredService<IOptions<EventLogOptions>>().Value;
        IEventLog log = provider.GetRequiredService<IEventLog>();
        return options.Redis.Length == 0 || options.Postgres.Length == 0
            ? log
            : new ArchivedLogReader(
                log,
                new ArchiveReader(ArchiveConnection.Parse(options.Postgres)),
                provider.GetRequiredService<ILogger<ArchivedLogReader>>());
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
