using System.Buffers.Binary;
using System.Collections;
using System.Text;
using Google.Protobuf;

namespace Fanout.Protocol.States;

/// <summary>
/// Writes the canonical encoding from its end to its beginning, so that every length is known when it is written.
/// </summary>
/// <remarks>
/// Canonical is what protobuf writes for a message without unknown fields: ascending field numbers, zeros of fields
/// without presence left out; and, at every depth, nothing of fields that came after the minor that is written. That is
/// why the messages' own <c>WriteTo</c> lost: it writes what a newer peer added, which the hash must not cover. One
/// writer a thread, used again and again.
/// </remarks>
internal sealed class CanonicalWriter
{
    private const int VarintSizeMax = 10;    // bytes: 64 bits in groups of 7
    private const int FirstBufferSize = 512; // bytes; most parts fit
    private const int KeptBufferSizeMax = 64 * 1024; // bytes; of a larger part the buffer goes

    [ThreadStatic]
    private static CanonicalWriter? _ofThread;

    private byte[] _buffer = new byte[FirstBufferSize];
    private int _size; // bytes written, at the buffer's end

    /// <summary>Whether a field is among what was written that came after minor 0.</summary>
    public bool HoldsLater { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(_buffer.Length - _size);

    /// <summary>This thread's writer, with nothing written; good until the next call.</summary>
    public static CanonicalWriter Begin()
    {
        var writer = _ofThread ??= new CanonicalWriter();
        writer._size = 0;
        writer.HoldsLater = false;
        if (writer._buffer.Length > KeptBufferSizeMax)
            writer._buffer = new byte[FirstBufferSize];
        return writer;
    }

    public void PrependMessages(int fieldNumber, IList messages, CanonicalPlan plan)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
            PrependMessage(fieldNumber, (IMessage)messages[i]!, plan);
    }

    /// <summary>A record of a message; none where it is absent.</summary>
    public void PrependMessage(int fieldNumber, IMessage? message, CanonicalPlan plan)
    {
        if (message is null)
            return;
        var sizeAfter = _size; // of the records that follow this one
        plan.Prepend(this, message);
        PrependVarint((ulong)(_size - sizeAfter));
        PrependTag(fieldNumber, WireFormat.WireType.LengthDelimited);
    }

    public void PrependText(int fieldNumber, string text)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, Prepend(size));
        PrependVarint((ulong)size);
        PrependTag(fieldNumber, WireFormat.WireType.LengthDelimited);
    }

    public void PrependDouble(int fieldNumber, double number)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Prepend(sizeof(double)), number);
        PrependTag(fieldNumber, WireFormat.WireType.Fixed64);
    }

    public void PrependInteger(int fieldNumber, ulong varint)
    {
        PrependVarint(varint);
        PrependTag(fieldNumber, WireFormat.WireType.Varint);
    }

    private void PrependTag(int fieldNumber, WireFormat.WireType type)
    {
        HoldsLater |= fieldNumber >= CanonicalPlan.LaterFieldNumber;
        PrependVarint(WireFormat.MakeTag(fieldNumber, type));
    }

    private void PrependVarint(ulong value)
    {
        if (value < 0x80)
        {
            Prepend(1)[0] = (byte)value;
            return;
        }
        Span<byte> bytes = stackalloc byte[VarintSizeMax];
        var size = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[size++] = (byte)(value | 0x80);
        bytes[size++] = (byte)value;
        bytes[..size].CopyTo(Prepend(size));
    }

    private Span<byte> Prepend(int size)
    {
        if (_buffer.Length - _size < size)
            Grow(size);
        _size += size;
        return _buffer.AsSpan(_buffer.Length - _size, size);
    }

    private void Grow(int size)
    {
        var larger = new byte[Math.Max(_buffer.Length * 2, _size + size)];
        Written.CopyTo(larger.AsSpan(larger.Length - _size));
        _buffer = larger;
    }
}
