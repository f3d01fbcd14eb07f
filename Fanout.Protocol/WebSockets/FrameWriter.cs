using System.Buffers;

namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Writes whole frames, head and payload side by side. A server passes no mask key; a client passes a fresh one,
/// unpredictable to whoever chose the payload, for each frame (RFC 6455 §5.3).
/// </summary>
public static class FrameWriter
{
    /// <summary>Writes an unfragmented frame; returns its size in bytes.</summary>
    /// <param name="destination">Holds at least <see cref="FrameHead.SizeMax"/> bytes more than the payload.</param>
    /// <param name="opcode">Text payloads are the caller's UTF-8; control payloads are at most 125 bytes.</param>
    /// <param name="payload">Must not overlap <paramref name="destination"/>.</param>
    /// <param name="deflated">The payload is compressed, where permessage-deflate was agreed on.</param>
    /// <param name="maskKey">A client's mask bytes, the first one lowest.</param>
    public static int Write(
        Span<byte> destination, Opcode opcode, ReadOnlySpan<byte> payload, bool deflated = false, uint? maskKey = null)
    {
        var head = new FrameHead(opcode, Final: true, deflated, payload.Length, maskKey);
        return Write(destination, head, payload);
    }

    /// <inheritdoc cref="Write(Span{byte}, Opcode, ReadOnlySpan{byte}, bool, uint?)"/>
    public static void Write(
        IBufferWriter<byte> output,
        Opcode opcode,
        ReadOnlySpan<byte> payload,
        bool deflated = false,
        uint? maskKey = null)
    {
        var head = new FrameHead(opcode, Final: true, deflated, payload.Length, maskKey);
        output.Advance(Write(output.GetSpan(head.Size + payload.Length), head, payload));
    }

    /// <summary>Writes a close frame (see <see cref="ClosePayload.Write"/>).</summary>
    public static void WriteClose(
        IBufferWriter<byte> output, CloseCode code, ReadOnlySpan<char> reason, uint? maskKey = null)
    {
        Span<byte> payload = stackalloc byte[FrameHead.ControlPayloadSizeMax];
        Write(output, Opcode.Close, payload[..ClosePayload.Write(payload, code, reason)], deflated: false, maskKey);
    }

    private static int Write(Span<byte> destination, in FrameHead head, ReadOnlySpan<byte> payload)
    {
        var headSize = head.Write(destination);
        if (head.MaskKey is { } key)
        {
            Masking.Apply(payload, destination[headSize..], key);
        }
        else
        {
            payload.CopyTo(destination[headSize..]);
        }

        return headSize + payload.Length;
    }
}
