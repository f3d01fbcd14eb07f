using Fanout.Protocol.Messages;
using Fanout.Server.Access;
using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>A subscription ends: the last word on its topic.</summary>
internal static class TopicEnding
{
    /// <summary>
    /// Says so, behind the answers that are queued. Where none was given and none is queued, the peer knows of no
    /// subscription, and an error answers its question.
    /// </summary>
    public static void EndTopic(
        this Connection connection, int place, UnsubscribedCode.Types.Value code, string reason) =>
        connection.EndTopic(place, code, reason, objection: null);

    /// <summary>Its reader may not have it any more: the answers that are queued become errors, each in its place.</summary>
    public static void EndTopic(this Connection connection, int place, Objection objection) =>
        connection.EndTopic(place, objection.End, objection.Reason, objection);

    private static void EndTopic(
        this Connection connection, int place, UnsubscribedCode.Types.Value code, string reason, Objection? objection)
    {
        connection.SendDue(); // so that the position is the one that it ends at
        var topic = connection.Subscriptions.TopicAt(place);
        TopicPosition? position = connection.Subscriptions.ReaderAt(place) is { Answered: true, Position: var at }
            ? at
            : null;
        var known = connection.DetachAnswers(topic, objection) || position is not null;
        connection.Unsubscribe(place);
        if (!known)
            return;
        connection.Send(new ServerFrame
        {
            Unsubscribed = new Unsubscribed
            {
                TopicId = topic.Id,
                Code = code,
                Reason = reason,
                Position = position?.ToMessage(),
            },
        });
    }
}
