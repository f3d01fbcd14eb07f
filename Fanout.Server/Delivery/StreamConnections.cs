using Fanout.Protocol.WebSockets;
using Fanout.Server.Transport;
using Fanout.Server.Transport.EventLoops;

namespace Fanout.Server.Delivery;

internal static class StreamRegistration
{
    /// <summary>
    /// WebSocket connections: their transport, and the way from it to the shards. Limits and times that both have are
    /// delivery's: the one that `welcome` names is the one that holds.
    /// </summary>
    /// <param name="services">Where to add.</param>
    /// <param name="urls">All addresses that the server listens on.</param>
    public static IServiceCollection AddStream(this IServiceCollection services, IEnumerable<string> urls)
    {
        services.AddTransport(urls);
        services.AddOptions<TransportOptions>().PostConfigure<DeliveryOptions, IConfiguration>(
            static (transport, delivery, configuration) =>
            {
                transport.MessageSizeMax = delivery.MessageBytesMax;
                transport.CloseTimeout = delivery.CloseTimeout;
                transport.Deflate = delivery.DeflateBytesMin > 0;
                // who filters by host wants the web server to look at every request
                transport.HandshakeOverHttp |= configuration["AllowedHosts"] is not (null or "" or "*");
            });
        if (OperatingSystem.IsLinux())
            services.AddEventLoops(static provider => provider.GetRequiredService<Shards>().All);
        return services.AddSingleton<IConnectionAcceptor, StreamConnections>();
    }
}

/// <summary>Brings the connections that a transport has shaken hands with to their shards.</summary>
internal sealed class StreamConnections(Shards shards, DeliveryOptions options) : IConnectionAcceptor
{
    private static readonly ConnectionSetup Proto = new() { Wire = WebSocketWire.Proto };
    private static readonly ConnectionSetup Json = new() { Wire = WebSocketWire.Json };

    private readonly ConnectionSetup _deflatedProto =
        new() { Wire = new WebSocketWire(FrameEncoding.Proto, options.DeflateBytesMin) };

    private readonly ConnectionSetup _deflatedJson =
        new() { Wire = new WebSocketWire(FrameEncoding.Json, options.DeflateBytesMin) };

    public IConnectionOwner Accept(ISink sink, HandshakeAnswer agreed, int? loop) => shards.Open(
        sink,
        agreed.Subprotocol == Subprotocol.Json
            ? agreed.Deflate ? _deflatedJson : Json
            : agreed.Deflate ? _deflatedProto : Proto,
        loop is { } index ? shards.All[index] : null);
}
