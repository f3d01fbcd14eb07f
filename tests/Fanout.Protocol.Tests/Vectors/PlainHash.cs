using System.IO.Hashing;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>
/// The state hash as its definition says, from the bytes of a whole message and nothing else: no shapes, no sharing, no
/// shortcuts. What the product's own hash is held against.
/// </summary>
internal static class PlainHash
{
    /// <summary>The lists whose elements are parts of their own.</summary>
    private static readonly string[] KeyedLists = ["incidents", "stats", "lineups", "rows"];

    public static uint Of(IMessage state) =>
        Parts(state).Aggregate(0u, (sum, part) => sum + XxHash32.HashToUInt32(part.Bytes));

    /// <summary>The parts in order of field number; one of a keyed list for each element.</summary>
    public static List<(int Field, string? Key, byte[] Bytes)> Parts(IMessage state)
    {
        var parts = new List<(int Field, string? Key, byte[] Bytes)>();
        foreach (var (field, record) in Records(state.ToByteArray()))
        {
            var descriptor = state.Descriptor.FindFieldByNumber(field);
            if (KeyedLists.Contains(descriptor.Name))
                parts.Add((field, KeyOf(descriptor, record), record));
            else if (parts.Count > 0 && parts[^1].Field == field)
                parts[^1] = (field, null, [.. parts[^1].Bytes, .. record]);
            else
                parts.Add((field, null, record));
        }
        return parts;
    }

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

    private static string KeyOf(FieldDescriptor list, byte[] record)
    {
        using var input = new CodedInputStream(record);
        input.ReadTag();
        var element = list.MessageType.Parser.ParseFrom(input.ReadBytes());
        return (string)list.MessageType.FindFieldByNumber(1).Accessor.GetValue(element);
    }
}
