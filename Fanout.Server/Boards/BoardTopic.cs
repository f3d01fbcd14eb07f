using Fanout.Protocol.Messages;
using Fanout.Server.Resync;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary><c>board/…</c>: one page of a board. Its positions belong to this node.</summary>
internal sealed class BoardTopic(TopicPlace place, History<BoardState, BoardDelta> history)
    : MergingTopic<BoardState, BoardDelta>(place, history, StreamStyle.OfThisNode)
{
    public override int? Partition => null;

    /// <summary>What it was before it was built is in its history, and was never published.</summary>
    public override long UnpublishedUntilMs { get; } = history.Head!.AtMs;

    /// <summary>State, position and time of publication, consistent with one another.</summary>
    public Point<BoardState, BoardDelta> Current => History.Head!;

    /// <summary>The same at a horizon; null where that is not held.</summary>
    public Point<BoardState, BoardDelta>? At(long horizonMs) => History.At(horizonMs);

    protected override void SetState(Snapshot snapshot, BoardState state) => snapshot.Board = state;

    protected override void SetDelta(Delta frame, BoardDelta delta) => frame.Board = delta;
}
