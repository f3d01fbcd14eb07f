using System.IO.Hashing;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>
/// The state hashes as their definition says, from the bytes of a whole message and nothing else: no shapes, no sharing,
/// no shortcuts. What the product's own hashes are held against.
/// </summary>
internal static class PlainHash
{
    private const int LaterFieldNumber = 500;

    /// <summary>The lists whose elements are parts of their own.</summary>
    private static readonly string[] KeyedLists = ["incidents", "stats", "lineups", "rows"];

    /// <summary>Over the fields of minor 0.</summary>
    public static uint Of(IMessage state) =>
        Sum(Parts(state.Descriptor, WithoutLater(state.Descriptor, state.ToByteArray())));

    /// <summary>Over the parts that hold what minor 1 added.</summary>
    public static uint OfMinor1(IMessage state) =>
        Sum(Parts(state).Where(part => HoldsLater(state.Descriptor, part.Bytes)));

    /// <summary>The parts in order of field number; one of a keyed list for each element.</summary>
    public static List<(int Field, string? Key, byte[] Bytes)> Parts(IMessage state) =>
        Parts(state.Descriptor, state.ToByteArray());

    private static List<(int Field, string? Key, byte[] Bytes)> Parts(MessageDescriptor type, byte[] state)
    {
        var parts = new List<(int Field, string? Key, byte[] Bytes)>();
        foreach (var (field, record) in Records(state))
        {
            var descriptor = type.FindFieldByNumber(field);
            if (KeyedLists.Contains(descriptor.Name))
                parts.Add((field, KeyOf(descriptor, record), record));
            else if (parts.Count > 0 && parts[^1].Field == field)
                parts[^1] = (field, null, [.. parts[^1].Bytes, .. record]);
            else
                parts.Add((field, null, record));
        }
        return parts;
    }

    private static uint Sum(IEnumerable<(int Field, string? Key, byte[] Bytes)> parts) =>
        parts.Aggregate(0u, static (sum, part) => sum + XxHash32.HashToUInt32(part.Bytes));

    private static bool HoldsLater(MessageDescriptor type, byte[] message) => Records(message).Any(item =>
        item.Field >= LaterFieldNumber
        || (MessageIn(type, item.Field) is { } nested && HoldsLater(nested, Content(item.Record))));

    private static byte[] WithoutLater(MessageDescriptor type, byte[] message) =>
        [.. Records(message).Where(static item => item.Field < LaterFieldNumber).SelectMany(item =>
            MessageIn(type, item.Field) is { } nested
                ? Record(item.Field, WithoutLater(nested, Content(item.Record)))
                : item.Record)];

    private static MessageDescriptor? MessageIn(MessageDescriptor type, int field) =>
        type.FindFieldByNumber(field) is { FieldType: FieldType.Message } found ? found.MessageType : null;

    private static IEnumerable<(int Field, byte[] Record)> Records(byte[] message)
    {
        using var input = new CodedInputStream(message);
        for (var start = 0; !input.IsAtEnd; start = (int)input.Position)
        {
            var tag = input.ReadTag();
            input.SkipLastField();
            yield return (WireFormat.GetTagFieldNumber(tag), message[start..(int)input.Position]);
        }
    }

    private static byte[] Content(byte[] record)
    {
        using var input = new CodedInputStream(record);
        input.ReadTag();
        return input.ReadBytes().ToByteArray();
    }

    private static byte[] Record(int field, byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }
        return bytes.ToArray();
    }

    private static string KeyOf(FieldDescriptor list, byte[] record)
    {
        var element = list.MessageType.Parser.ParseFrom(Content(record));
        return (string)list.MessageType.FindFieldByNumber(1).Accessor.GetValue(element);
    }
}
