using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Fanout.Server.Delivery;
using Fanout.Server.Resync;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>
/// A topic whose deltas may be merged (<c>match/</c>, <c>score/</c>, boards). Who missed something gets one delta that
/// leads from where it stands to the head, or the snapshot where that is smaller; each is computed once per (from, to)
/// and shared.
/// </summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal abstract class MergingTopic<TState, TDelta>(
    TopicPlace place, History<TState, TDelta> history, StreamStyle style) : HistoryTopic<TState, TDelta>(place, history)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    public override ResyncKind Judge(TopicPosition? client, LogVerdict verdict, long horizonMs) =>
        History.TryExtent(horizonMs, out var extent)
            ? ResyncRules.Decide(client, View(extent, client, horizonMs), verdict)
            : ResyncKind.NotCovered;

    public override ResyncAnswer Resync(TopicPosition? client, LogVerdict verdict, long horizonMs)
    {
        if (!History.TryExtent(horizonMs, out var extent))
            return ResyncAnswer.NotCovered;
        var head = extent.Newest;
        var kind = ResyncRules.Decide(client, View(extent, client, horizonMs), verdict);
        switch (kind)
        {
            case ResyncKind.AskLog:
                return ResyncAnswer.AskLog;
            case ResyncKind.UpToDate:
                return new ResyncAnswer(kind, client!.Value, client.Value, null);
            case ResyncKind.Replay:
                var (frame, merged) = MergedOrSnapshot(client!.Value, head, horizonMs);
                return new ResyncAnswer(merged ? kind : ResyncKind.Snapshot, head.Position, head.Position, frame);
            default:
                return new ResyncAnswer(kind, head.Position, head.Position, SnapshotAt(head, horizonMs));
        }
    }

    public override Step Next(TopicPosition from, long horizonMs)
    {
        if (History.At(horizonMs) is not { } head)
            return Step.NotCovered;
        if (from.Epoch != head.Position.Epoch)
            return Step.Reset;
        return from.Seq >= head.Position.Seq
            ? Step.None
            : new Step(StepKind.Frame, MergedOrSnapshot(from, head, horizonMs).Frame, head.Position);
    }

    public override Publication PublicationOf(Point<TState, TDelta> point) => point.AsDelta(this, OwnDelta);

    protected abstract void SetDelta(Delta frame, TDelta delta);

    /// <summary>How far the source of a view was looked at, as of a horizon.</summary>
    protected virtual uint ReachedAt(in HistoryExtent<TState, TDelta> extent, long horizonMs) => extent.Reached;

    private StreamView View(in HistoryExtent<TState, TDelta> extent, TopicPosition? client, long horizonMs)
    {
        var reached = ReachedAt(extent, horizonMs);
        return new StreamView(extent.Newest.Position, reached, extent.Oldest.Position.Seq, style)
        {
            IsBeyond = horizonMs != Horizon.Live && client is { } at && History.IsBeyond(at, horizonMs)
                && !(at.Epoch == extent.Newest.Position.Epoch && at.Seq <= reached),
        };
    }

    private (SharedFrame Frame, bool Merged) MergedOrSnapshot(
        TopicPosition from, Point<TState, TDelta> to, long horizonMs)
    {
        if (to.IsStep && to.Previous == from.Seq)
            return (PublicationOf(to).Frame, true);
        lock (Answers)
        {
            if (!History.TryFloor(from, horizonMs, out var start))
                return (SnapshotAt_NeedsLock(to, horizonMs), false);
            var snapshot = SnapshotAt_NeedsLock(to, horizonMs);
            var known = AnswersTo_NeedsLock(to, horizonMs).Merged;
            if (!known.TryGetValue(from.Seq, out var merged))
            {
                merged = FrameOf(to, from.Seq, State<TState, TDelta>.Diff(start.State, to.State));
                known[from.Seq] = merged = merged.MessageSize < snapshot.MessageSize ? merged : snapshot;
            }
            return (merged, !ReferenceEquals(merged, snapshot));
        }
    }

    private SharedFrame OwnDelta(Point<TState, TDelta> point) => FrameOf(point, point.Previous, point.Delta);

    private SharedFrame FrameOf(Point<TState, TDelta> to, uint previous, TDelta delta)
    {
        var frame = new Delta
        {
            TopicId = Id,
            Seq = to.Position.Seq,
            StateHash = to.StateHash,
            PublishedMs = Offset(to.PublishedMs),
        };
        if (to.StateHash1 != 0)
            frame.StateHash1 = to.StateHash1;
        if (previous != to.Position.Seq - 1)
            frame.Previous = previous;
        SetDelta(frame, delta);
        return new SharedFrame(new ServerFrame { Delta = frame });
    }
}
