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
    private readonly Setups _open = new(options.DeflateBytesMin, needsToken: false);
    private readonly Setups _closed = new(options.DeflateBytesMin, needsToken: true);

    public IConnectionOwner Accept(ISink sink, HandshakeAnswer agreed, int? loop, bool needsToken) => shards.Open(
        sink,
        (needsToken ? _closed : _open).For(agreed),
        loop is { } index ? shards.All[index] : null);

    /// <summary>What connections have in common, made once for all of them.</summary>
    private sealed class Setups(int deflateBytesMin, bool needsToken)
    {
        private readonly ConnectionSetup _proto = new() { Wire = WebSocketWire.Proto, NeedsToken = needsToken };
        private readonly ConnectionSetup _json = new() { Wire = WebSocketWire.Json, NeedsToken = needsToken };

        private readonly ConnectionSetup _deflatedProto =
            new() { Wire = new WebSocketWire(FrameEncoding.Proto, deflateBytesMin), NeedsToken = needsToken };

        private readonly ConnectionSetup _deflatedJson =
            new() { Wire = new WebSocketWire(FrameEncoding.Json, deflateBytesMin), NeedsToken = needsToken };

        public ConnectionSetup For(HandshakeAnswer agreed) => agreed.Subprotocol == Subprotocol.Json
            ? agreed.Deflate ? _deflatedJson : _json
            : agreed.Deflate ? _deflatedProto : _proto;
    }
}
