using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Google.Protobuf;

namespace Fanout.Server.Sessions;

/// <summary>
/// What a peer sent, read off the wire on the transport's thread and posted to the connection's shard.
/// </summary>
internal abstract record ClientMessage
{
    private static readonly MessageParser<ClientFrame> Parser = ClientFrame.Parser.WithDiscardUnknownFields(true);

    /// <summary>
    /// Unknown enum names and members are ignored: a client may be newer than we are. The transport bounds the size.
    /// </summary>
    private static readonly JsonReadOptions JsonOptions = new() { UnknownEnumNamesAllowed = true };

    /// <summary>Reads a message of a WebSocket; copies what it keeps. Never throws on what a peer sent.</summary>
    public static ClientMessage Read(FrameEncoding encoding, Opcode opcode, ReadOnlySpan<byte> payload)
    {
        switch (opcode)
        {
            case Opcode.Ping:
                return new PingReceived(payload.ToArray());
            case Opcode.Pong:
                return PongReceived.Instance;
            case Opcode.Close:
                return new CloseReceived(ClosePayload.Read(payload, out _));
        }
        if (opcode != (encoding == FrameEncoding.Json ? Opcode.Text : Opcode.Binary))
            return new Violation(CloseCode.UnsupportedData, $"{encoding} frames do not come as {opcode} messages");
        try
        {
            return encoding == FrameEncoding.Json
                ? new FrameReceived(ProtoJson.Read<ClientFrame>(payload, JsonOptions).Message)
                : Bounded(Parser.ParseFrom(payload));
        }
        catch (InvalidProtocolBufferException)
        {
            return new Violation(CloseCode.StreamProtocolError, "not a ClientFrame");
        }
        catch (JsonFormatException failure)
        {
            return new Violation(CloseCode.StreamProtocolError, $"not a ClientFrame: {failure.Message}");
        }
    }

    /// <summary>
    /// The limit of lists, which the reader of JSON has kept already. Each element is owed an answer, and protobuf has
    /// room for one in a byte: 64 KiB would ask for megabytes.
    /// </summary>
    private static ClientMessage Bounded(ClientFrame frame)
    {
        var count = (frame.Subscribe?.Topics.Count ?? 0) + (frame.Unsubscribe?.TopicIds.Count ?? 0);
        return count <= JsonOptions.ListCountMax
            ? new FrameReceived(frame)
            : new Violation(
                CloseCode.StreamProtocolError,
                $"not a ClientFrame: a list of {count} elements exceeds {JsonOptions.ListCountMax}");
    }
}

/// <summary>A frame message. Members that we do not know are gone.</summary>
internal sealed record FrameReceived(ClientFrame Frame) : ClientMessage;

/// <summary>A ping of the transport's own kind; the payload comes back in the pong.</summary>
internal sealed record PingReceived(byte[] Payload) : ClientMessage;

/// <summary>A pong. That it came is what counts (<see cref="Connection.Touch"/>).</summary>
internal sealed record PongReceived : ClientMessage
{
    public static PongReceived Instance { get; } = new();
}

/// <summary>The peer closes.</summary>
internal sealed record CloseReceived(CloseCode Code) : ClientMessage;

/// <summary>What came breaks the framing or is no frame message: the connection ends with this code.</summary>
/// <param name="Code">Tells the peer what it did.</param>
/// <param name="Reason">For people; goes to the peer, cut to what a close frame holds.</param>
internal sealed record Violation(CloseCode Code, string Reason) : ClientMessage;
