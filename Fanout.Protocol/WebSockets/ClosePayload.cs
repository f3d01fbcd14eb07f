using System.Buffers.Binary;
using System.Text.Unicode;
using static Fanout.Protocol.WebSockets.ProtocolViolationException;

namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Payload of a close frame (RFC 6455 §5.5.1): nothing, or two bytes of code (big-endian) and a UTF-8 reason.
/// </summary>
public static class ClosePayload
{
    /// <summary>Longest reason, in bytes: what a control frame holds, less the code.</summary>
    public const int ReasonSizeMax = FrameHead.ControlPayloadSizeMax - sizeof(ushort);

    /// <summary>
    /// Reads the code; <see cref="CloseCode.NoStatus"/> where the payload is empty. <paramref name="reason"/> is valid
    /// UTF-8 and lies in <paramref name="payload"/>.
    /// </summary>
    /// <exception cref="ProtocolViolationException">
    /// One byte, a code that may not be sent, or a reason that is not UTF-8.
    /// </exception>
    public static CloseCode Read(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> reason)
    {
        reason = default;
        if (payload.IsEmpty)
        {
            return CloseCode.NoStatus;
        }

        if (payload.Length < sizeof(ushort))
        {
            ThrowProtocol("close payload of 1 byte cannot hold a code of 2");
        }

        var code = (CloseCode)BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!code.MayBeSent())
        {
            ThrowProtocol($"close code {(ushort)code} may not be sent");
        }

        reason = payload[sizeof(ushort)..];
        if (!Utf8.IsValid(reason))
        {
            ThrowInvalidUtf8("close reason", reason.Length);
        }

        return code;
    }

    /// <summary>
    /// Writes code and reason; returns the size in bytes. A reason longer than <see cref="ReasonSizeMax"/> is cut
    /// between two characters.
    /// </summary>
    /// <param name="destination">At least <see cref="FrameHead.ControlPayloadSizeMax"/> bytes.</param>
    /// <param name="code">One that may be sent, or <see cref="CloseCode.NoStatus"/>: an empty payload, the reason then
    /// left out.</param>
    /// <param name="reason">For people; lone surrogates become U+FFFD.</param>
    public static int Write(Span<byte> destination, CloseCode code, ReadOnlySpan<char> reason)
    {
        if (code == CloseCode.NoStatus)
        {
            return 0;
        }

        if (!code.MayBeSent())
        {
            throw new ArgumentOutOfRangeException(nameof(code), code, "a code that RFC 6455 §7.4 keeps off the wire");
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)code);
        // Stops before the character that no longer fits, and never fails: invalid sequences are replaced.
        Utf8.FromUtf16(reason, destination.Slice(sizeof(ushort), ReasonSizeMax), out _, out var size);
        return sizeof(ushort) + size;
    }
}
