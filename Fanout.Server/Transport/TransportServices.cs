using Microsoft.Extensions.Options;

namespace Fanout.Server.Transport;

internal static class TransportServices
{
    /// <summary>Options of the transport; an <see cref="IConnectionAcceptor"/> is the caller's to add.</summary>
    public static IServiceCollection AddTransport(this IServiceCollection services)
    {
        services.AddOptions<TransportOptions>()
            .BindConfiguration(TransportOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services.AddSingleton(static provider =>
            new MessageReaders(provider.GetRequiredService<IOptions<TransportOptions>>().Value));
    }
}
