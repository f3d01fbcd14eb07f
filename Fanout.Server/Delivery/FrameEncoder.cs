using System.Buffers;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Google.Protobuf;

namespace Fanout.Server.Delivery;

/// <summary>Writes a frame message and its WebSocket header into one array.</summary>
internal static class FrameEncoder
{
    private const int JsonSizeUsual = 512; // bytes; a score delta has about 200, the buffer grows

    public static Frame Encode(ServerFrame message, FrameEncoding encoding) =>
        encoding == FrameEncoding.Json ? EncodeJson(message) : EncodeProto(message);

    /// <summary>A WebSocket control frame; <paramref name="payload"/> has at most 125 bytes (RFC 6455 §5.5).</summary>
    public static Frame EncodeControl(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var bytes = Head(opcode, payload.Length, out var headSize);
        payload.CopyTo(bytes.AsSpan(headSize));
        return new Frame(bytes, headSize);
    }

    /// <summary>A data frame whose payload is compressed on its way in (RFC 7692).</summary>
    public static Frame EncodeDeflated(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var deflated = MessageDeflater.Deflate(payload);
        var bytes = Head(opcode, deflated.Length, out var headSize, deflated: true);
        deflated.CopyTo(bytes, headSize);
        return new Frame(bytes, headSize);
    }

    private static Frame EncodeProto(ServerFrame message)
    {
        var bytes = Head(Opcode.Binary, message.CalculateSize(), out var headSize);
        message.WriteTo(bytes.AsSpan(headSize));
        return new Frame(bytes, headSize);
    }

    private static Frame EncodeJson(ServerFrame message)
    {
        var json = new ArrayBufferWriter<byte>(JsonSizeUsual);
        ProtoJson.Write(message, json);
        var bytes = Head(Opcode.Text, json.WrittenCount, out var headSize);
        json.WrittenSpan.CopyTo(bytes.AsSpan(headSize));
        return new Frame(bytes, headSize);
    }

    private static byte[] Head(Opcode opcode, int payloadSize, out int headSize, bool deflated = false)
    {
        var head = new FrameHead(opcode, Final: true, deflated, payloadSize);
        var bytes = new byte[head.Size + payloadSize];
        headSize = head.Write(bytes);
        return bytes;
    }
}
