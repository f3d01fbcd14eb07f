using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;

namespace Fanout.Protocol.WebSockets;

/// <summary>The xor that clients put over their payloads (RFC 6455 §5.3); applied twice it undoes itself.</summary>
internal static class Masking
{
    /// <summary>
    /// Copies <paramref name="source"/> to <paramref name="destination"/> (which may be the same memory) through the
    /// mask. Returns the key turned to where it stands after these bytes, so that the next part of a payload goes on in
    /// phase.
    /// </summary>
    /// <param name="source">Part of a payload, of any length.</param>
    /// <param name="destination">At least as long.</param>
    /// <param name="key">Mask bytes, the one for <c>source[0]</c> lowest.</param>
    public static uint Apply(ReadOnlySpan<byte> source, Span<byte> destination, uint key)
    {
        Debug.Assert(destination.Length >= source.Length);

        var index = 0;
        if (source.Length >= Vector<byte>.Count)
        {
            var inMemoryOrder = BitConverter.IsLittleEndian ? key : BinaryPrimitives.ReverseEndianness(key);
            var pattern = Vector.AsVectorByte(new Vector<uint>(inMemoryOrder));
            for (; index <= source.Length - Vector<byte>.Count; index += Vector<byte>.Count)
            {
                (new Vector<byte>(source[index..]) ^ pattern).CopyTo(destination[index..]);
            }
        }

        for (; index <= source.Length - sizeof(uint); index += sizeof(uint))
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(source[index..]);
            BinaryPrimitives.WriteUInt32LittleEndian(destination[index..], word ^ key);
        }

        for (; index < source.Length; index++)
        {
            destination[index] = (byte)(source[index] ^ (key >> (8 * (index % sizeof(uint)))));
        }

        return BitOperations.RotateRight(key, 8 * (source.Length % sizeof(uint)));
    }
}
