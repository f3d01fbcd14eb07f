using System.Buffers.Binary;
using System.Text;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Peers;

/// <summary>In how many bytes a frame says how long it is.</summary>
internal enum LengthForm
{
    Shortest,
    In16Bits,
    In64Bits,
}

/// <summary>Writes frames byte by byte, also such as no library would; shares nothing with the product.</summary>
internal static class Frames
{
    public const uint Mask = 0x37FA213D; // that of RFC 6455 §5.7

    /// <summary>One frame.</summary>
    /// <param name="first">First byte: bits and opcode.</param>
    /// <param name="payload">Not masked yet.</param>
    /// <param name="mask">The key; null: not masked.</param>
    /// <param name="form">How the length is written.</param>
    public static byte[] Of(
        int first, ReadOnlySpan<byte> payload = default, uint? mask = Mask, LengthForm form = LengthForm.Shortest)
    {
        var head = Head(first, (ulong)payload.Length, mask, form);
        byte[] frame = [.. head, .. payload];
        if (mask is { } key)
        {
            for (var index = 0; index < payload.Length; index++)
                frame[head.Length + index] ^= (byte)(key >> (24 - (8 * (index % 4))));
        }
        return frame;
    }

    /// <summary>A head that announces so many bytes, whether they follow or not.</summary>
    public static byte[] Head(int first, ulong size, uint? mask = Mask, LengthForm form = LengthForm.Shortest)
    {
        var masked = mask is null ? 0 : 0x80;
        Span<byte> length = stackalloc byte[9];
        if (form == LengthForm.In64Bits || size > ushort.MaxValue)
        {
            length[0] = (byte)(masked | 127);
            BinaryPrimitives.WriteUInt64BigEndian(length[1..], size);
        }
        else if (form == LengthForm.In16Bits || size > 125)
        {
            length[0] = (byte)(masked | 126);
            BinaryPrimitives.WriteUInt16BigEndian(length[1..], (ushort)size);
            length = length[..3];
        }
        else
        {
            length[0] = (byte)(masked | (int)size);
            length = length[..1];
        }
        Span<byte> key = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(key, mask ?? 0);
        return [(byte)first, .. length, .. mask is null ? [] : key];
    }

    public static byte[] WholeText(string text) => Of(Final | Text, Encoding.UTF8.GetBytes(text));

    /// <summary>A message in fragments of these payloads.</summary>
    public static byte[] Message(int opcode, params byte[][] fragments) =>
        [.. fragments.SelectMany((fragment, index) => Of(
            (index == fragments.Length - 1 ? Final : 0) | (index == 0 ? opcode : Continuation), fragment))];

    /// <summary>A close frame of a code and a reason.</summary>
    public static byte[] Closing(int code, ReadOnlySpan<byte> reason = default) =>
        Of(Final | Close, [(byte)(code >> 8), (byte)code, .. reason]);
}
