namespace Fanout.Server.Topics;

/// <summary>What a topic's stream carries.</summary>
internal enum TopicKind : byte
{
    /// <summary><c>match/{id}</c>: the whole state; deltas may be merged.</summary>
    Match,

    /// <summary><c>score/{id}</c>: the score view; deltas may be merged.</summary>
    Score,

    /// <summary><c>events/{id}</c>: every entry of the log, never merged.</summary>
    Events,

    /// <summary><c>board/…</c>: a page of headlines; deltas may be merged.</summary>
    Board,
}
