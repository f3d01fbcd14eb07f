using System.Buffers.Binary;
using System.Diagnostics;
using static Fanout.Protocol.WebSockets.ProtocolViolationException;

namespace Fanout.Protocol.WebSockets;

/// <summary>Head of a WebSocket frame (RFC 6455 §5.2).</summary>
/// <remarks><code>
/// offset  size  field          range
///      0     1  FIN+RSV+opcode fin 0x80, rsv1 0x40 (deflated, RFC 7692 §6), opcode 0x0–0x2, 0x8–0xA
///      1     1  MASK+length    mask 0x80; 0..125 as is, 126: 2 bytes follow, 127: 8 bytes follow (big-endian, below
/// 2^63)
///      2   0|2|8 long length   shortest form that fits, or the peer must fail the connection
///      …   0|4  mask key       only with the mask bit: in what a client sends
/// </code></remarks>
/// <param name="Opcode">What the frame carries.</param>
/// <param name="Final">The last, or only, frame of its message.</param>
/// <param name="Deflated">RSV1: the message is compressed. Only on the first frame of a data message.</param>
/// <param name="PayloadSize">Bytes that follow the head: 0 to 2^63 − 1, at most 125 in control frames.</param>
/// <param name="MaskKey">The four mask bytes, the first one lowest; <see langword="null"/>: not masked. Zero is a key
/// like any other.</param>
public readonly record struct FrameHead(
    Opcode Opcode, bool Final, bool Deflated, long PayloadSize, uint? MaskKey = null)
{
    /// <summary>Longest head, in bytes: 2, 8 of length, 4 of mask key.</summary>
    public const int SizeMax = 14;

    /// <summary>Longest payload of a control frame, in bytes (§5.5).</summary>
    public const int ControlPayloadSizeMax = 125;

    private const int FinalBit = 0x80;
    private const int DeflatedBit = 0x40;
    private const int ReservedBits = 0x30;
    private const int OpcodeBits = 0x0F;
    private const int MaskBit = 0x80;
    private const int LengthBits = 0x7F;
    private const int Length16 = 126;
    private const int Length64 = 127;
    private const int MaskKeySize = 4;

    /// <summary>Size of this head on the wire, 2 to <see cref="SizeMax"/> bytes.</summary>
    public int Size => 2 + LongLengthSize(LengthCode(PayloadSize)) + (MaskKey is null ? 0 : MaskKeySize);

    /// <summary>
    /// Writes the head; returns its size in bytes. <paramref name="destination"/> holds at least <see cref="Size"/>.
    /// </summary>
    public int Write(Span<byte> destination)
    {
        Debug.Assert(PayloadSize >= 0);
        Debug.Assert(!Opcode.IsControl() || (Final && !Deflated && PayloadSize <= ControlPayloadSizeMax));
        Debug.Assert(Opcode != Opcode.Continuation || !Deflated);

        var code = LengthCode(PayloadSize);
        destination[0] = (byte)((Final ? FinalBit : 0) | (Deflated ? DeflatedBit : 0) | (int)Opcode);
        destination[1] = (byte)((MaskKey is null ? 0 : MaskBit) | code);
        if (code == Length16)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)PayloadSize);
        }
        else if (code == Length64)
        {
            BinaryPrimitives.WriteInt64BigEndian(destination[2..], PayloadSize);
        }

        var size = 2 + LongLengthSize(code);
        if (MaskKey is { } key)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination[size..], key);
            size += MaskKeySize;
        }

        return size;
    }

    /// <summary>
    /// Reads the head that <paramref name="source"/> begins with and its <paramref name="size"/> in bytes;
    /// <see langword="false"/> means “wait for more bytes”. Checks all that a head alone can break; a bad first byte is
    /// refused before a second one has come.
    /// </summary>
    /// <exception cref="ProtocolViolationException">These bytes can never become a valid head.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, out FrameHead head, out int size)
    {
        (head, size) = (default, 0);
        if (source.IsEmpty)
        {
            return false;
        }

        CheckFirst(source[0]);
        if (source.Length == 1)
        {
            return false;
        }

        var code = source[1] & LengthBits;
        CheckControl(source[0], code);
        var masked = (source[1] & MaskBit) != 0;
        var keyOffset = 2 + LongLengthSize(code);
        size = keyOffset + (masked ? MaskKeySize : 0);
        if (source.Length < size)
        {
            return false;
        }

        head = new FrameHead(
            (Opcode)(source[0] & OpcodeBits),
            (source[0] & FinalBit) != 0,
            (source[0] & DeflatedBit) != 0,
            ReadLength(code, source[2..]),
            masked ? BinaryPrimitives.ReadUInt32LittleEndian(source[keyOffset..]) : null);
        return true;
    }

    private static void CheckFirst(byte first)
    {
        var opcode = (Opcode)(first & OpcodeBits);
        if ((first & ReservedBits) != 0)
        {
            ThrowProtocol($"reserved bits 0x{first & ReservedBits:x2} are set (only rsv1, 0x40, can be agreed on)");
        }

        if (opcode is > Opcode.Binary and < Opcode.Close or > Opcode.Pong)
        {
            ThrowProtocol($"opcode 0x{(int)opcode:x} is reserved");
        }

        if ((first & DeflatedBit) != 0 && opcode is not (Opcode.Text or Opcode.Binary))
        {
            ThrowProtocol($"rsv1 is set on a {opcode} frame (only the first frame of a data message may be deflated)");
        }
    }

    private static void CheckControl(byte first, int lengthCode)
    {
        var opcode = (Opcode)(first & OpcodeBits);
        if (!opcode.IsControl())
        {
            return;
        }

        if ((first & FinalBit) == 0)
        {
            ThrowProtocol($"{opcode} frame is fragmented");
        }

        if (lengthCode > ControlPayloadSizeMax)
        {
            ThrowProtocol(
                $"{opcode} frame has length code {lengthCode}, its payload exceeds {ControlPayloadSizeMax} bytes");
        }
    }

    private static long ReadLength(int code, ReadOnlySpan<byte> source)
    {
        if (code < Length16)
        {
            return code;
        }

        var length = code == Length16
            ? BinaryPrimitives.ReadUInt16BigEndian(source)
            : BinaryPrimitives.ReadInt64BigEndian(source);
        if (length < 0)
        {
            ThrowProtocol($"payload length {(ulong)length} exceeds {long.MaxValue}");
        }

        if (LengthCode(length) != code)
        {
            ThrowProtocol(
                $"payload length {length} has code {code}, its shortest form is code {LengthCode(length)}");
        }

        return length;
    }

    private static int LengthCode(long payloadSize) => payloadSize switch
    {
        < Length16 => (int)payloadSize,
        <= ushort.MaxValue => Length16,
        _ => Length64,
    };

    private static int LongLengthSize(int code) => code switch
    {
        < Length16 => 0,
        Length16 => sizeof(ushort),
        _ => sizeof(long),
    };
}
