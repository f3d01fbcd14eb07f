using Fanout.Server.Topics;

namespace Fanout.Server.Resync;

/// <summary>Which answer a position gets (DESIGN 7). Pure.</summary>
/// <remarks><code>
/// position                           match/ score/            events/                      board/
/// none                               SNAPSHOT                 SNAPSHOT, then entries       SNAPSHOT
/// another epoch                      RESET                    RESET                        SNAPSHOT
/// sequence 0                         SNAPSHOT                 REPLAY from the start (any epoch)  SNAPSHOT
/// at the head, or above it where     UP_TO_DATE               UP_TO_DATE                   UP_TO_DATE
///   only the source went on
/// below the head and held            REPLAY                   REPLAY                       REPLAY
/// below the head, no longer held     SNAPSHOT                 ask the log: REPLAY, or      SNAPSHOT
///                                                             HISTORY_GONE if it is gone
/// ahead of this node                 ask the log: RESET where it is ahead of that too      SNAPSHOT
/// beyond its horizon, if delayed     SNAPSHOT                 SNAPSHOT                     SNAPSHOT
/// </code>
/// For a delayed reader the head is that at its horizon, and nothing is ahead of this node: the horizon is before that.
/// REPLAY on a merging stream may still become SNAPSHOT where that is smaller: the topic weighs them.
/// </remarks>
internal static class ResyncRules
{
    public static ResyncKind Decide(TopicPosition? client, in StreamView stream, LogVerdict verdict)
    {
        if (client is not { } position)
            return ResyncKind.Snapshot;
        if (stream.Style == StreamStyle.EveryEntry && position.Seq == 0)
            return stream.ReplayFrom == 0 ? ResyncKind.Replay : AskedFor(verdict);
        if (stream.Style == StreamStyle.OfThisNode)
            return DecideOfThisNode(position, stream);
        if (stream.IsBeyond && verdict != LogVerdict.Void)
            return ResyncKind.Snapshot; // an older state, which is what was asked for
        // Void even if the node has got there by now: whoever stood there before it existed has another history.
        if (position.Epoch != stream.Head.Epoch || verdict == LogVerdict.Void)
            return ResyncKind.Reset;
        if (position.Seq > stream.Reached)
            return ResyncKind.AskLog; // never an older state under the same epoch
        if (position.Seq >= stream.Head.Seq)
            return ResyncKind.UpToDate;
        if (position.Seq >= stream.ReplayFrom && position.Seq > 0)
            return ResyncKind.Replay;
        return stream.Style == StreamStyle.EveryEntry ? AskedFor(verdict) : ResyncKind.Snapshot;
    }

    private static ResyncKind DecideOfThisNode(TopicPosition position, in StreamView stream)
    {
        if (position == stream.Head)
            return ResyncKind.UpToDate;
        var held =
            position.Epoch == stream.Head.Epoch && position.Seq < stream.Head.Seq && position.Seq >= stream.ReplayFrom;
        return held && position.Seq > 0 ? ResyncKind.Replay : ResyncKind.Snapshot;
    }

    private static ResyncKind AskedFor(LogVerdict verdict) => verdict switch
    {
        LogVerdict.Follows => ResyncKind.Replay,
        LogVerdict.Void => ResyncKind.Reset,
        _ => ResyncKind.AskLog,
    };
}
