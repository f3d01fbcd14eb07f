using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Delivery;

/// <summary>How frames look on one kind of connection: as WebSocket frames, or as server-sent events.</summary>
internal interface IWire
{
    FrameEncoding Encoding { get; }

    /// <summary>
    /// Whether a frame looks the same on every connection of this kind and encoding, wherever its reader stands.
    /// </summary>
    bool SharesFrames { get; }

    /// <summary>Whether the peer can send anything, so that its silence means something.</summary>
    bool ExpectsBytes { get; }

    /// <summary>Interval of heartbeats; null: the node's ping interval.</summary>
    TimeSpan? HeartbeatInterval { get; }

    /// <summary>
    /// The bytes of a frame on this connection. <see cref="Connection.Subscriptions"/> already count the frame in.
    /// </summary>
    ReadOnlyMemory<byte> Form(Frame frame, Connection connection);

    /// <summary>What is sent at each heartbeat.</summary>
    ReadOnlyMemory<byte> Heartbeat { get; }

    /// <summary>Answer to a ping of the transport's own kind; at most 125 bytes of payload.</summary>
    ReadOnlyMemory<byte> Pong(ReadOnlySpan<byte> payload);

    /// <summary>The last bytes of the connection; empty where it simply ends.</summary>
    ReadOnlyMemory<byte> Close(CloseCode code, string reason);
}
