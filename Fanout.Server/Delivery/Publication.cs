using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>What a publication does to a topic.</summary>
internal enum PublicationKind : byte
{
    /// <summary>
    /// A delta or an entry: brings those who stand at <see cref="Publication.Previous"/> to its position.
    /// </summary>
    Step,

    /// <summary>The stream begins anew: every subscriber gets an unsolicited `subscribed` and a snapshot.</summary>
    Restart,

    /// <summary>The topic is no more.</summary>
    End,
}

/// <summary>One step of a topic's stream, posted once to each shard that has subscribers of the topic.</summary>
/// <param name="topic">Topic that it is a step of.</param>
/// <param name="kind">What it does.</param>
/// <param name="position">Where it brings a subscriber.</param>
/// <param name="previous">Sequence that it follows, in the same epoch.</param>
/// <param name="frame">The frame of a <see cref="PublicationKind.Step"/>.</param>
internal sealed class Publication(
    Topic topic, PublicationKind kind, TopicPosition position, uint previous, SharedFrame? frame)
{
    public Topic Topic => topic;

    public PublicationKind Kind => kind;

    public TopicPosition Position => position;

    public uint Previous => previous;

    /// <summary>The frame of a step; the other kinds have none.</summary>
    public SharedFrame Frame =>
        frame ?? throw new InvalidOperationException($"{topic.Name} {position}: a {kind} has no frame");
}
