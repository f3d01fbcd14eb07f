using Fanout.Protocol.WebSockets;
using Fanout.Server.Sessions;
using Fanout.Server.Transport;

namespace Fanout.Server.Delivery;

internal static class StreamRegistration
{
    /// <summary>
    /// WebSocket connections: their transport, and the way from it to the shards. Limits and times that both have are
    /// delivery's: the one that `welcome` names is the one that holds.
    /// </summary>
    public static IServiceCollection AddStream(this IServiceCollection services)
    {
        services.AddTransport();
        services.AddOptions<TransportOptions>().PostConfigure<DeliveryOptions>(
            static (transport, delivery) =>
            {
                transport.MessageSizeMax = delivery.MessageBytesMax;
                transport.CloseTimeout = delivery.CloseTimeout;
            });
        return services.AddSingleton<IConnectionAcceptor, StreamConnections>();
    }
}

/// <summary>Brings the connections that a transport has shaken hands with to their shards.</summary>
internal sealed class StreamConnections(Shards shards) : IConnectionAcceptor
{
    public IConnectionOwner Accept(ISink sink, Subprotocol subprotocol)
    {
        var wire = WebSocketWire.For(subprotocol);
        return new Owner(shards.Open(sink, new ConnectionSetup { Wire = wire }));
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
