using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>
/// Frames of `subscribed`, shared by all who are told the same: in a crowd that subscribes at once nearly everybody is,
/// because clients number their questions alike. One for a shard.
/// </summary>
/// <remarks>
/// The last frame of a topic, in a slot that it shares with others; a frame is made of the topic and its
/// <see cref="SubscribedHead"/> and of nothing else, so that one that matches is the right one.
/// </remarks>
internal sealed class SubscribedFrames
{
    private const int SlotCount = 256; // a third of a kilobyte each

    private readonly (uint TopicId, SubscribedHead Head, SharedFrame? Frame)[] _slots =
        new (uint, SubscribedHead, SharedFrame?)[SlotCount];

    public SharedFrame Of(Topic topic, in SubscribedHead head)
    {
        ref var slot = ref _slots[topic.Id % SlotCount];
        if (slot.TopicId != topic.Id || slot.Head != head)
            slot = (topic.Id, head, new SharedFrame(Message(topic, head)));
        return slot.Frame!;
    }

    private static ServerFrame Message(Topic topic, in SubscribedHead head) => new()
    {
        Subscribed = new Subscribed
        {
            Ref = head.Reference,
            Topic = topic.Name.ToString(),
            TopicId = topic.Id,
            Answer = head.Answer,
            Position = head.Position.ToMessage(),
            DelaySeconds = head.DelaySeconds,
            BaseMs = topic.BaseMs,
        },
    };
}

/// <summary>What a `subscribed` says that its topic does not.</summary>
/// <param name="Reference">The client's own number for its question; 0: nobody asked.</param>
/// <param name="Answer">Which answer it is.</param>
/// <param name="Position">Where the answer brings the client.</param>
/// <param name="DelaySeconds">How far behind live the subscription runs.</param>
internal readonly record struct SubscribedHead(
    uint Reference, Answer.Types.Value Answer, TopicPosition Position, uint DelaySeconds);
