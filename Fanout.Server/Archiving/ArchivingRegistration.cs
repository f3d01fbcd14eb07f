using Fanout.Log;

namespace Fanout.Server.Archiving;

internal static class ArchivingRegistration
{
    /// <summary>Archives a shared log. Needs an event log that knows where its archive is.</summary>
    public static IServiceCollection AddArchiving(this IServiceCollection services)
    {
        services.AddArchiver();
        services.AddHostedService<ArchivingService>();
        return services;
    }
}
