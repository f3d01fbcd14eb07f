using Fanout.Server.Resync;

namespace Fanout.Server.Sessions;

internal static class SessionsRegistration
{
    /// <summary>The wire protocol's state machine.</summary>
    /// <param name="services">The server's services.</param>
    /// <param name="access">Who may read.</param>
    public static IServiceCollection AddSessions(this IServiceCollection services, IAccess access)
    {
        services.AddSingleton(access);
        services.AddSingleton<LogCheck>();
        services.AddSingleton<SessionServices>();
        return services;
    }
}
