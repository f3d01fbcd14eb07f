using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.IO.Hashing;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>One field of a message in the canonical encoding, and its hash: the parts that a state hash sums up.</summary>
/// <remarks>
/// Canonical is what protobuf writes for a message without unknown fields: ascending field numbers, zeros of fields without
/// presence left out. The record's tag is the part's key.
/// </remarks>
internal static class CanonicalRecord
{
    private const int VarintSizeMax = 10; // bytes: 64 bits in groups of 7

    /// <summary>Hash of a field that is not a keyed list: all of its records together; 0 when nothing is written for it.</summary>
    public static uint Hash(FieldDescriptor field, IMessage message)
    {
        if (field.IsRepeated)
            return HashList(field, (IList)field.Accessor.GetValue(message));
        if (field.HasPresence)
            return field.Accessor.HasValue(message) ? HashValues(field, [field.Accessor.GetValue(message)]) : 0;
        var value = field.Accessor.GetValue(message);
        return IsZero(value) ? 0 : HashValues(field, [value]);
    }

    /// <summary>Hash of one element of a keyed list.</summary>
    public static uint HashElement(FieldDescriptor field, IMessage element) => HashValues(field, [element]);

    private static uint HashList(FieldDescriptor field, IList values)
    {
        if (values.Count == 0)
            return 0;
        var items = new object[values.Count];
        values.CopyTo(items, 0);
        return HashValues(field, items);
    }

    private static uint HashValues(FieldDescriptor field, ReadOnlySpan<object> values)
    {
        var sizeMax = 0;
        foreach (var value in values)
            sizeMax += SizeMax(value);
        var rented = ArrayPool<byte>.Shared.Rent(sizeMax);
        try
        {
            var size = 0;
            foreach (var value in values)
                size += Write(field, value, rented.AsSpan(size));
            return XxHash32.HashToUInt32(rented.AsSpan(0, size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int SizeMax(object value) => (2 * VarintSizeMax) + value switch
    {
        IMessage message => message.CalculateSize(),
        string text => Encoding.UTF8.GetMaxByteCount(text.Length),
        _ => VarintSizeMax,
    };

    private static int Write(FieldDescriptor field, object value, Span<byte> destination)
    {
        switch (value)
        {
            case IMessage message:
                var head = WriteHead(field, WireFormat.WireType.LengthDelimited, message.CalculateSize(), destination);
                var size = message.CalculateSize();
                message.WriteTo(destination.Slice(head, size));
                return head + size;
            case string text:
                var start = WriteHead(field, WireFormat.WireType.LengthDelimited, Encoding.UTF8.GetByteCount(text), destination);
                return start + Encoding.UTF8.GetBytes(text, destination[start..]);
            case double number:
                var tag = WriteVarint(WireFormat.MakeTag(field.FieldNumber, WireFormat.WireType.Fixed64), destination);
                BinaryPrimitives.WriteDoubleLittleEndian(destination[tag..], number);
                return tag + sizeof(double);
            default:
                var key = WriteVarint(WireFormat.MakeTag(field.FieldNumber, WireFormat.WireType.Varint), destination);
                return key + WriteVarint(Varint(field, value), destination[key..]);
        }
    }

    private static int WriteHead(FieldDescriptor field, WireFormat.WireType type, int size, Span<byte> destination)
    {
        var tag = WriteVarint(WireFormat.MakeTag(field.FieldNumber, type), destination);
        return tag + WriteVarint((ulong)size, destination[tag..]);
    }

    /// <summary>The varint of an integer, boolean or enum; negative ones are sign-extended to 64 bits, as protobuf does.</summary>
    private static ulong Varint(FieldDescriptor field, object value) => field.FieldType switch
    {
        FieldType.Int32 => (ulong)(int)value,
        FieldType.UInt32 => (uint)value,
        FieldType.Bool => (bool)value ? 1UL : 0UL,
        FieldType.Enum => (ulong)(int)value,
        _ => throw new InvalidOperationException($"{field.FullName}: type {field.FieldType} has no place in a state"),
    };

    private static int WriteVarint(ulong value, Span<byte> destination)
    {
        var size = 0;
        for (; value >= 0x80; value >>= 7)
            destination[size++] = (byte)(value | 0x80);
        destination[size++] = (byte)value;
        return size;
    }

    private static bool IsZero(object value) => value switch
    {
        string text => text.Length == 0,
        double number => number == 0,
        bool flag => !flag,
        uint number => number == 0,
        _ => (int)value == 0,
    };
}
