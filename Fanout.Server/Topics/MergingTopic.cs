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
    // by the sequence that it leads from; empty where the snapshot is smaller
    private readonly Dictionary<uint, SharedFrame> _merged = [];
    private Point<TState, TDelta>? _mergedTo;

    public override ResyncKind Judge(TopicPosition? client, LogVerdict verdict) =>
        ResyncRules.Decide(client, View(History.Extent()), verdict);

    public override ResyncAnswer Resync(TopicPosition? client, LogVerdict verdict)
    {
        var extent = History.Extent();
        var head = extent.Newest;
        var kind = ResyncRules.Decide(client, View(extent), verdict);
        switch (kind)
        {
            case ResyncKind.AskLog:
                return ResyncAnswer.AskLog;
            case ResyncKind.UpToDate:
                return new ResyncAnswer(kind, client!.Value, client.Value, null);
            case ResyncKind.Replay:
                var (frame, merged) = MergedOrSnapshot(client!.Value, head);
                return new ResyncAnswer(merged ? kind : ResyncKind.Snapshot, head.Position, head.Position, frame);
            default:
                return new ResyncAnswer(kind, head.Position, head.Position, SnapshotAt(head));
        }
    }

    public override Step Next(TopicPosition from)
    {
        var head = History.Head!;
        if (from.Epoch != head.Position.Epoch)
            return Step.Reset;
        return from.Seq >= head.Position.Seq
            ? Step.None
            : new Step(StepKind.Frame, MergedOrSnapshot(from, head).Frame, head.Position);
    }

    /// <summary>The publication of a point's own delta.</summary>
    public Publication PublicationOf(Point<TState, TDelta> point) => point.AsDelta(this, OwnDelta);

    protected abstract void SetDelta(Delta frame, TDelta delta);

    protected override void Drop_NeedsLock()
    {
        base.Drop_NeedsLock();
        _merged.Clear();
        _mergedTo = null;
    }

    private StreamView View(in HistoryExtent<TState, TDelta> extent) =>
        new(extent.Newest.Position, extent.Reached, extent.Oldest.Position.Seq, style);

    private SharedFrame SnapshotAt(Point<TState, TDelta> point)
    {
        lock (Answers)
            return SnapshotAt_NeedsLock(point);
    }

    private (SharedFrame Frame, bool Merged) MergedOrSnapshot(TopicPosition from, Point<TState, TDelta> to)
    {
        if (to.Delta is not null && to.Previous == from.Seq)
            return (PublicationOf(to).Frame, true);
        lock (Answers)
        {
            if (!History.TryFloor(from, out var start))
                return (SnapshotAt_NeedsLock(to), false);
            if (!ReferenceEquals(_mergedTo, to))
            {
                _merged.Clear();
                _mergedTo = to;
            }
            var snapshot = SnapshotAt_NeedsLock(to);
            if (!_merged.TryGetValue(from.Seq, out var merged))
            {
                merged = FrameOf(to, from.Seq, State<TState, TDelta>.Diff(start.State, to.State));
                _merged[from.Seq] = merged = merged.MessageSize < snapshot.MessageSize ? merged : snapshot;
            }
            return (merged, !ReferenceEquals(merged, snapshot));
        }
    }

    private SharedFrame OwnDelta(Point<TState, TDelta> point) => FrameOf(point, point.Previous, point.Delta!);

    private SharedFrame FrameOf(Point<TState, TDelta> to, uint previous, TDelta delta)
    {
        var frame = new Delta
        {
            TopicId = Id,
            Seq = to.Position.Seq,
            StateHash = to.State.Hash,
            PublishedMs = Offset(to.PublishedMs),
        };
        if (previous != to.Position.Seq - 1)
            frame.Previous = previous;
        SetDelta(frame, delta);
        return new SharedFrame(new ServerFrame { Delta = frame });
    }
}
