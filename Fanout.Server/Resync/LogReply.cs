using Fanout.Server.Topics;

namespace Fanout.Server.Resync;

/// <summary>What came of asking the log about a position.</summary>
internal enum LogReplyKind : byte
{
    /// <summary>The position is of the log's history, what follows it is there, and the node has reached it.</summary>
    Follows,

    /// <summary>It is not of the log's history.</summary>
    Void,

    /// <summary>What follows it was trimmed away.</summary>
    Gone,

    /// <summary>The log does not answer, or the node does not reach the position in time.</summary>
    Unavailable,
}

/// <param name="Kind">What came of it.</param>
/// <param name="First">For <see cref="LogReplyKind.Gone"/>: the first position available.</param>
internal readonly record struct LogReply(LogReplyKind Kind, TopicPosition First = default);
