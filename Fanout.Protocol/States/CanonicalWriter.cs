using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>
/// Writes the canonical encoding from its end to its beginning, so that every length is known when it is written.
/// </summary>
/// <remarks>
/// Canonical is what protobuf writes for a message without unknown fields: ascending field numbers, zeros of fields
/// without presence left out; and, at every depth, nothing of fields from <see cref="LaterFieldNumber"/> up. That is
/// why the messages' own <c>WriteTo</c> lost: it writes what a newer peer added, which the hash must not cover.
/// </remarks>
internal ref struct CanonicalWriter()
{
    /// <summary>Fields that came after minor 0 have this number or a greater one.</summary>
    public const int LaterFieldNumber = 500;

    private const int VarintSizeMax = 10;    // bytes: 64 bits in groups of 7
    private const int FirstBufferSize = 512; // bytes; most parts fit

    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor[]> Backwards = new();

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
    private int _size; // bytes written, at the buffer's end

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(_buffer.Length - _size);

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>All records of a field, none where it is unset.</summary>
    public void PrependField(FieldDescriptor field, IMessage message)
    {
        if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            for (var i = list.Count - 1; i >= 0; i--) PrependRecord(field, list[i]!);
            return;
        }
        if (field.HasPresence && !field.Accessor.HasValue(message)) return;
        var value = field.Accessor.GetValue(message);
        if (field.HasPresence || !IsZero(value)) PrependRecord(field, value);
    }

    /// <summary>One record: tag, length where the type has one, and value.</summary>
    public void PrependRecord(FieldDescriptor field, object value)
    {
        var sizeAfter = _size; // of the records that follow this one
        switch (value)
        {
            case IMessage message:
                foreach (var inner in FieldsBackwards(message.Descriptor)) PrependField(inner, message);
                PrependHead(field, WireFormat.WireType.LengthDelimited, _size - sizeAfter);
                break;
            case string text:
                var size = Encoding.UTF8.GetByteCount(text);
                Encoding.UTF8.GetBytes(text, Prepend(size));
                PrependHead(field, WireFormat.WireType.LengthDelimited, size);
                break;
            case double number:
                BinaryPrimitives.WriteDoubleLittleEndian(Prepend(sizeof(double)), number);
                PrependVarint(WireFormat.MakeTag(field.FieldNumber, WireFormat.WireType.Fixed64));
                break;
            default:
                PrependVarint(Varint(field, value));
                PrependVarint(WireFormat.MakeTag(field.FieldNumber, WireFormat.WireType.Varint));
                break;
        }
    }

    private void PrependHead(FieldDescriptor field, WireFormat.WireType type, int size)
    {
        PrependVarint((ulong)size);
        PrependVarint(WireFormat.MakeTag(field.FieldNumber, type));
    }

    private void PrependVarint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[VarintSizeMax];
        var size = 0;
        for (; value >= 0x80; value >>= 7) bytes[size++] = (byte)(value | 0x80);
        bytes[size++] = (byte)value;
        bytes[..size].CopyTo(Prepend(size));
    }

    private Span<byte> Prepend(int size)
    {
        if (_buffer.Length - _size < size) Grow(size);
        _size += size;
        return _buffer.AsSpan(_buffer.Length - _size, size);
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _size + size));
        Written.CopyTo(larger.AsSpan(larger.Length - _size));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static FieldDescriptor[] FieldsBackwards(MessageDescriptor type) => Backwards.GetOrAdd(type, static type =>
        [.. type.Fields.InFieldNumberOrder().Where(static field => field.FieldNumber < LaterFieldNumber).Reverse()]);

    /// <summary>
    /// The varint of an integer, boolean or enum; negative ones are sign-extended to 64 bits, as protobuf does.
    /// </summary>
    private static ulong Varint(FieldDescriptor field, object value) => field.FieldType switch
    {
        FieldType.Int32 => (ulong)(int)value,
        FieldType.UInt32 => (uint)value,
        FieldType.Bool => (bool)value ? 1UL : 0UL,
        FieldType.Enum => (ulong)(int)value,
        _ => throw new InvalidOperationException($"{field.FullName}: type {field.FieldType} has no place in a state"),
    };

    private static bool IsZero(object value) => value switch
    {
        string text => text.Length == 0,
        double number => number == 0,
        bool flag => !flag,
        uint number => number == 0,
        _ => (int)value == 0,
    };
}
