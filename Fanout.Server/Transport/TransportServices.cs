using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Transport;

internal static class TransportServices
{
    /// <summary>
    /// The transport on the web server's pipes; an <see cref="IConnectionAcceptor"/>, admission and a clock are
    /// the caller's to add.
    /// </summary>
    /// <param name="services">Where to add.</param>
    /// <param name="urls">All addresses that the server listens on.</param>
    public static IServiceCollection AddTransport(this IServiceCollection services, IEnumerable<string> urls)
    {
        services.AddOptions<TransportOptions>()
            .BindConfiguration(TransportOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(new ListenAddresses(urls));
        services.AddSingleton(static provider =>
            new MessageReaders(provider.GetRequiredService<IOptions<TransportOptions>>().Value));
        services.AddSingleton<PipeStreams>();
        services.AddSingleton<PipeArrivals>();
        services.Configure<KestrelServerOptions>(static kestrel => kestrel.ConfigureEndpointDefaults(LookBeforeHttp));
        return services;
    }

    private static void LookBeforeHttp(ListenOptions endpoint)
    {
        endpoint.CountVisits();
        var services = endpoint.ApplicationServices;
        if (services.GetRequiredService<IOptions<TransportOptions>>().Value.HandshakeOverHttp)
        {
            return;
        }

        if (services.GetRequiredService<ListenAddresses>().IsTls(endpoint.EndPoint))
        {
            endpoint.UseHttps(); // before what follows, which the server would otherwise put before it
        }

        var arrivals = services.GetRequiredService<PipeArrivals>();
        endpoint.Use(http => connection => arrivals.OnConnectionAsync(connection, http));
    }
}
