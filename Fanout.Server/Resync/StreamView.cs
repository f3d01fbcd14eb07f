using Fanout.Server.Topics;

namespace Fanout.Server.Resync;

/// <summary>
/// What deciding on an answer needs to know of a stream, as of one moment; for a delayed reader, as of its horizon.
/// </summary>
/// <param name="Head">The newest position.</param>
/// <param name="Reached">Sequence of the source up to which the head stands; above the head's where a view did not
/// change since.</param>
/// <param name="ReplayFrom">Lowest sequence from which memory can replay.</param>
/// <param name="Style">How the stream is read.</param>
internal readonly record struct StreamView(TopicPosition Head, uint Reached, uint ReplayFrom, StreamStyle Style)
{
    /// <summary>The reader is delayed, and stands beyond its horizon.</summary>
    public bool IsBeyond { get; init; }
}

/// <summary>How a stream is read.</summary>
internal enum StreamStyle : byte
{
    /// <summary><c>match/</c> and <c>score/</c>: the log's positions, deltas may be merged.</summary>
    Merging,

    /// <summary><c>events/</c>: the log's positions, every entry.</summary>
    EveryEntry,

    /// <summary>Boards: positions of this node alone, deltas may be merged.</summary>
    OfThisNode,
}
