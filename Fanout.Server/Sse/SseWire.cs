using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Fanout.Server.Topics;

namespace Fanout.Server.Sse;

/// <summary>Frames as server-sent events (WHATWG HTML §9.2): the JSON of the frame as data, and where it brings the reader as id.</summary>
internal sealed class SseWire(IReadOnlyList<TopicName> topics, TopicPosition?[] came) : IWire
{
    private static readonly ReadOnlyMemory<byte> Comment = ":\n\n"u8.ToArray();

    public FrameEncoding Encoding => FrameEncoding.Json;

    /// <summary>Each event names all positions of its reader.</summary>
    public bool SharesFrames => false;

    /// <summary>A reader of events cannot speak, so its silence means nothing; one that is gone shows as a failed write.</summary>
    public bool ExpectsBytes => false;

    /// <summary>Below the 30 s after which proxies commonly end what is silent.</summary>
    public TimeSpan? HeartbeatInterval { get; } = TimeSpan.FromSeconds(15);

    public ReadOnlyMemory<byte> Heartbeat => Comment;

    public ReadOnlyMemory<byte> Form(Frame frame, Connection connection)
    {
        var id = EventId.Write(topics, came, connection.Subscriptions.ToPositions());
        var bytes = new byte["id: \ndata: \n\n".Length + id.Length + frame.Payload.Length];
        var rest = bytes.AsSpan();
        Append(ref rest, "id: "u8);
        rest = rest[System.Text.Encoding.ASCII.GetBytes(id, rest)..];
        Append(ref rest, "\ndata: "u8);
        Append(ref rest, frame.Payload.Span); // JSON of ours holds no line feed
        Append(ref rest, "\n\n"u8);
        return bytes;
    }

    public ReadOnlyMemory<byte> Pong(ReadOnlySpan<byte> payload) => default;

    public ReadOnlyMemory<byte> Close(CloseCode code, string reason) => default;

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
