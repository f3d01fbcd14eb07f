using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Fanout.Server.Delivery;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>
/// One held position of a stream: the state there, and how it came to be. Immutable but for the frames made of it.
/// </summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal sealed class Point<TState, TDelta>
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    // Bytes on the heap, fitted to 5,000 entries each of scores, incidents and stats: within a fifth of what they took.
    private const int SizeBase = 1280; // the state's head with its shared parts, its hashes, this object
    private const int SizePerDeltaByte = 10; // an encoded byte of delta as objects, in the delta and in the state

    private Publication? _asDelta;
    private Publication? _asEntry;

    public required TopicPosition Position { get; init; }

    /// <summary>Sequence of the point before; meaningless where <see cref="Delta"/> is null.</summary>
    public uint Previous { get; init; }

    public required State<TState, TDelta> State { get; init; }

    /// <summary>
    /// What led here from the point before; null where the stream began here (a snapshot, a new epoch).
    /// </summary>
    public TDelta? Delta { get; init; }

    /// <summary>Time of publication by the log's clock, Unix time in milliseconds.</summary>
    public required long PublishedMs { get; init; }

    /// <summary>
    /// When it came into force on this node, by the log's clock: what a delay counts from. Never before the point
    /// before it; otherwise <see cref="PublishedMs"/>, but where the log took another course: then when that was seen.
    /// </summary>
    public required long AtMs { get; init; }

    /// <summary>The match as lists and boards have it at this point; null for views and boards.</summary>
    public MatchRow? Row { get; init; }

    /// <summary>Who made the change and why, for <c>events/</c>; null for views and boards.</summary>
    public LoggedChange? Logged { get; init; }

    /// <summary>Estimate of what this point holds in memory, in bytes.</summary>
    public int Size =>
        SizeBase + (SizePerDeltaByte * (Delta?.CalculateSize() ?? 0))
        + (_asDelta?.Frame.EncodedSize ?? 0) + (_asEntry?.Frame.EncodedSize ?? 0);

    /// <summary>The delta's publication on the topic that merges; made by whoever needs it first.</summary>
    public Publication AsDelta(Topic topic, Func<Point<TState, TDelta>, SharedFrame> frame) =>
        Once(ref _asDelta, topic, frame);

    /// <summary>The entry's publication on <c>events/</c>.</summary>
    public Publication AsEntry(Topic topic, Func<Point<TState, TDelta>, SharedFrame> frame) =>
        Once(ref _asEntry, topic, frame);

    private Publication Once(ref Publication? slot, Topic topic, Func<Point<TState, TDelta>, SharedFrame> frame)
    {
        if (Volatile.Read(ref slot) is { } made)
            return made;
        var publication = new Publication(topic, PublicationKind.Step, Position, Previous, frame(this));
        return Interlocked.CompareExchange(ref slot, publication, null) ?? publication;
    }
}
