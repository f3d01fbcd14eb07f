using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using System.Text;
using Fanout.Server.Topics;

namespace Fanout.Server.Sse;

/// <summary>The <c>id</c> of a server-sent event: where the reader stands in all of its topics. Opaque to readers.</summary>
/// <remarks><code>
/// offset  size  field
///      0     4  XXH32 of the topics' names, each followed by a line feed; an id of other topics tells nothing
///      4     8  per topic, in the order of the request: epoch, sequence (little-endian); 0-0: not answered yet
/// </code>in base64url (RFC 4648 §5). Binary, because it stands beside every event.</remarks>
internal static class EventId
{
    private const int HeadSize = 4;     // bytes
    private const int PositionSize = 8; // bytes

    /// <param name="topics">In the order of the request.</param>
    /// <param name="came">Where the reader stood when it came: what counts for a topic until it is answered. Forgotten
    /// then, because a topic that ends later has moved on: unknown brings a snapshot, which is always right. Entries are
    /// kept from there all the same: of those it may get some twice, but must not miss any.</param>
    /// <param name="positions">Where it stands now in the topics that were answered.</param>
    public static string Write(
        IReadOnlyList<TopicName> topics,
        TopicPosition?[] came,
        IEnumerable<(TopicName Topic, TopicPosition Position)> positions)
    {
        var bytes = new byte[HeadSize + (PositionSize * topics.Count)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, HashOf(topics));
        for (var index = 0; index < topics.Count; index++)
        {
            if (came[index] is { } position)
                Write(bytes, index, position);
        }
        foreach (var (topic, position) in positions)
        {
            var index = IndexOf(topics, topic);
            Write(bytes, index, position);
            if (topic.Kind != TopicKind.Events)
                came[index] = null;
        }
        return Base64Url.EncodeToString(bytes);
    }

    private static void Write(byte[] bytes, int index, TopicPosition position)
    {
        var place = bytes.AsSpan(HeadSize + (PositionSize * index));
        BinaryPrimitives.WriteUInt32LittleEndian(place, position.Epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(place[4..], position.Seq);
    }

    /// <summary>The positions, one per topic, null where unknown; all unknown for an id that is not of these topics.</summary>
    public static TopicPosition?[] Read(IReadOnlyList<TopicName> topics, string? id)
    {
        var positions = new TopicPosition?[topics.Count];
        var bytes = new byte[HeadSize + (PositionSize * topics.Count) + 1];
        if (string.IsNullOrEmpty(id)
            || Base64Url.DecodeFromChars(id, bytes, out _, out var size) != OperationStatus.Done
            || size != bytes.Length - 1
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != HashOf(topics))
        {
            return positions;
        }
        for (var index = 0; index < topics.Count; index++)
        {
            var place = bytes.AsSpan(HeadSize + (PositionSize * index));
            var epoch = BinaryPrimitives.ReadUInt32LittleEndian(place);
            if (epoch != 0)
                positions[index] = new TopicPosition(epoch, BinaryPrimitives.ReadUInt32LittleEndian(place[4..]));
        }
        return positions;
    }

    private static int IndexOf(IReadOnlyList<TopicName> topics, TopicName topic)
    {
        for (var index = 0; index < topics.Count; index++)
        {
            if (topics[index].Equals(topic))
                return index;
        }
        throw new ArgumentException($"{topic} is not a topic of this reader", nameof(topic));
    }

    private static uint HashOf(IReadOnlyList<TopicName> topics) =>
        XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(string.Concat(topics.Select(static topic => $"{topic}\n"))));
}
