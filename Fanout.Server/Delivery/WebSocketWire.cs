using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Delivery;

/// <summary>
/// Frames go out as they were encoded, with the header that they share; where permessage-deflate was agreed, the large
/// ones in the deflated form that they share.
/// </summary>
internal sealed class WebSocketWire : IWire
{
    private static readonly ReadOnlyMemory<byte> EmptyPing = FrameEncoder.EncodeControl(Opcode.Ping, default).Whole;

    private readonly int _deflateBytesMin;

    /// <param name="encoding">How messages are written.</param>
    /// <param name="deflateBytesMin">
    /// Messages of so many bytes and more go out deflated; by default none, as where that was not agreed.
    /// </param>
    public WebSocketWire(FrameEncoding encoding, int deflateBytesMin = int.MaxValue) =>
        (Encoding, _deflateBytesMin) = (encoding, deflateBytesMin);

    public static WebSocketWire Proto { get; } = new(FrameEncoding.Proto);

    public static WebSocketWire Json { get; } = new(FrameEncoding.Json);

    public FrameEncoding Encoding { get; }

    public bool SharesFrames => true;

    public bool ExpectsBytes => true;

    public TimeSpan? HeartbeatInterval => null;

    public ReadOnlyMemory<byte> Heartbeat => EmptyPing;

    public ReadOnlyMemory<byte> Form(Frame frame, Connection connection) =>
        frame.Payload.Length < _deflateBytesMin ? frame.Whole : frame.Deflated.Whole;

    public ReadOnlyMemory<byte> Pong(ReadOnlySpan<byte> payload) =>
        FrameEncoder.EncodeControl(Opcode.Pong, payload).Whole;

    public ReadOnlyMemory<byte> Close(CloseCode code, string reason)
    {
        Span<byte> payload = stackalloc byte[FrameHead.ControlPayloadSizeMax];
        var size = ClosePayload.Write(payload, code, reason);
        return FrameEncoder.EncodeControl(Opcode.Close, payload[..size]).Whole;
    }
}
