using Fanout.Server.Resync;

namespace Fanout.Server.Sessions;

internal static class SessionsRegistration
{
    /// <summary>The wire protocol's state machine; needs an <see cref="Access.IAccess"/>.</summary>
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<LogCheck>();
        services.AddSingleton<SessionServices>();
        services.AddSingleton(static provider => provider.GetRequiredService<SessionServices>().Holders);
        return services;
    }
}
