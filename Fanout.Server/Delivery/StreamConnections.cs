using Fanout.Protocol.WebSockets;
using Fanout.Server.Sessions;
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
        services.AddTransport();
        services.AddOptions<TransportOptions>().PostConfigure<DeliveryOptions, IConfiguration>(
            static (transport, delivery, configuration) =>
            {
                transport.MessageSizeMax = delivery.MessageBytesMax;
                transport.CloseTimeout = delivery.CloseTimeout;
                // who filters by host wants the web server to look at every request
                transport.EventLoop &= configuration["AllowedHosts"] is null or "" or "*";
            });
        if (OperatingSystem.IsLinux())
            services.AddEventLoops(urls, static provider => provider.GetRequiredService<Shards>().All);
        return services.AddSingleton<IConnectionAcceptor, StreamConnections>();
    }
}

/// <summary>Brings the connections that a transport has shaken hands with to their shards.</summary>
internal sealed class StreamConnections(Shards shards) : IConnectionAcceptor
{
    public IConnectionOwner Accept(ISink sink, Subprotocol subprotocol, int? loop)
    {
        var setup = new ConnectionSetup { Wire = WebSocketWire.For(subprotocol) };
        return new Owner(shards.Open(sink, setup, loop is { } index ? shards.All[index] : null));
    }

    /// <summary>What a transport tells, as messages to the connection's shard.</summary>
    private sealed class Owner(Connection connection) : IConnectionOwner
    {
        public void Touch() => connection.Touch();

        public void PostMessage(in Message message) =>
            connection.Post(ClientMessage.Read(connection.Encoding, message.Opcode, message.Payload));

        public void PostViolation(ProtocolViolationException violation) =>
            connection.Post(new Violation(violation.Code, violation.Message));

        public void PostWritable() => connection.PostWritable();

        public void PostEnded() => connection.PostEnded();
    }
}
