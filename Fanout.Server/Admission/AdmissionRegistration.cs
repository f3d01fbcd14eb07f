using Fanout.Server.Delivery;
using Fanout.Server.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Admission;

internal static class AdmissionRegistration
{
    private const string ForwardedFor = "X-Forwarded-For";

    /// <summary>
    /// The limits of connections and handshakes, as delivery's options have them where it serves readers. Needs a clock,
    /// meters, and the options of HTTP. Whoever needs it adds it: once is enough.
    /// </summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider =>
        {
            var options = provider.GetService<DeliveryOptions>() ?? new DeliveryOptions();
            var connectionsMax = options.ConnectionsMax ?? DescriptorLimit.ConnectionsMax();
            var socketsMax = DescriptorLimit.SocketsMax();
            return new ConnectionGate(
                connectionsMax,
                options.HandshakesPerSecond,
                provider.GetRequiredService<TimeProvider>(),
                AddressLimits.Of(options, connectionsMax).With(provider.GetRequiredService<IOptions<HttpOptions>>().Value, socketsMax),
                socketsMax);
        });
        services.TryAddSingleton(static provider =>
            new TrustedProxies(provider.GetRequiredService<IOptions<HttpOptions>>().Value.TrustedProxies));
        services.TryAddSingleton<Visitors>();
        services.TryAddSingleton<Reception>();
        return services.AddHostedService<AdmissionMetrics>();
    }

    /// <summary>
    /// From here on a request comes from its client, where a proxy that is believed stands between
    /// (<see cref="TrustedProxies"/>).
    /// </summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var proxies = new TrustedProxies(app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.TrustedProxies);
        app.Use((http, next) =>
        {
            if (http.Request.Headers.TryGetValue(ForwardedFor, out var forwarded))
            {
                var peer = http.Connection.RemoteIpAddress;
                http.Features.Set(new ForwardedClient(proxies.AddressOf(peer, forwarded.ToString())));
                http.Connection.RemoteIpAddress = proxies.ClientOf(peer, forwarded.ToString());
            }
            return next(http);
        });
    }

    /// <summary>Where a request comes from, as limits count it.</summary>
    public static ClientAddress ClientAddress(this HttpContext http) =>
        http.Features.Get<ForwardedClient>()?.Address ?? Admission.ClientAddress.Of(http.Connection.RemoteIpAddress);

    /// <summary>Of a request with <c>X-Forwarded-For</c>, whether that is believed or not.</summary>
    private sealed record ForwardedClient(ClientAddress Address);
}
