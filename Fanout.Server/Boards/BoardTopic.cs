using Fanout.Protocol.Messages;
using Fanout.Server.Resync;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary><c>board/…</c>: one page of a board. Its positions belong to this node.</summary>
internal sealed class BoardTopic(TopicPlace place, History<BoardState, BoardDelta> history)
    : MergingTopic<BoardState, BoardDelta>(place, history, StreamStyle.OfThisNode)
{
    public override int? Partition => null;

    /// <summary>State, position and time of publication, consistent with one another.</summary>
    public Point<BoardState, BoardDelta> Current => History.Head!;

    protected override void SetState(Snapshot snapshot, BoardState state) => snapshot.Board = state;

    protected override void SetDelta(Delta frame, BoardDelta delta) => frame.Board = delta;
}
