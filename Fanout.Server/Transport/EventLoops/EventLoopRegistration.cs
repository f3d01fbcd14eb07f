using System.Runtime.Versioning;
using Fanout.Server.Admission;
using Fanout.Server.Delivery;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Transport.EventLoops;

internal static class EventLoopRegistration
{
    /// <summary>
    /// Event loops for the addresses without TLS. Whoever owns the work that they do in turns starts and ends them.
    /// </summary>
    /// <param name="services">Where to add; has the transport on pipes.</param>
    /// <param name="work">What the loops drive, one each.</param>
    [SupportedOSPlatform("linux")]
    public static IServiceCollection AddEventLoops(
        this IServiceCollection services, Func<IServiceProvider, IReadOnlyList<ITurns>> work)
    {
        services.AddSingleton(provider => new EventLoops(
            work(provider),
            provider.GetRequiredService<IOptions<TransportOptions>>().Value,
            provider.GetRequiredService<Reception>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventLoop>>()));
        services.AddSingleton(static provider => new SocketConnectionContextFactory(
            OptionsOf(provider.GetRequiredService<IOptions<SocketTransportOptions>>().Value),
            provider.GetRequiredService<ILogger<SocketConnectionContextFactory>>()));
        return services.AddSingleton<IConnectionListenerFactory, EventLoopTransport>();
    }

    /// <summary>Connections that go to the web server are as its own transport would have made them.</summary>
    private static SocketConnectionFactoryOptions OptionsOf(SocketTransportOptions transport) => new()
    {
        IOQueueCount = transport.IOQueueCount,
        MaxReadBufferSize = transport.MaxReadBufferSize,
        MaxWriteBufferSize = transport.MaxWriteBufferSize,
        UnsafePreferInlineScheduling = transport.UnsafePreferInlineScheduling,
        WaitForDataBeforeAllocatingBuffer = transport.WaitForDataBeforeAllocatingBuffer,
    };
}
