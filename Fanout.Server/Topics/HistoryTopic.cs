using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>A topic over a history: snapshots, made once per position and shared.</summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal abstract class HistoryTopic<TState, TDelta>(TopicPlace place, History<TState, TDelta> history) : Topic(place)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private (Point<TState, TDelta> At, SharedFrame Frame)? _snapshot;
    private bool _used;

    protected History<TState, TDelta> History => history;

    /// <summary>Guards the cached answers. Held while one is computed, so that each is computed once.</summary>
    protected Lock Answers { get; } = new();

    public override void Forget()
    {
        lock (Answers)
        {
            if (!_used)
                Drop_NeedsLock();
            _used = false;
        }
    }

    /// <summary>Lets go of every cached answer.</summary>
    protected virtual void Drop_NeedsLock() => _snapshot = null;

    protected SharedFrame SnapshotAt_NeedsLock(Point<TState, TDelta> point)
    {
        _used = true;
        if (_snapshot is { } known && ReferenceEquals(known.At, point))
            return known.Frame;
        var snapshot = new Snapshot
        {
            TopicId = Id,
            Position = point.Position.ToMessage(),
            StateHash = point.State.Hash,
            PublishedMs = Offset(point.PublishedMs),
        };
        SetState(snapshot, point.State.ToMessage());
        var frame = new SharedFrame(new ServerFrame { Snapshot = snapshot });
        _snapshot = (point, frame);
        return frame;
    }

    protected abstract void SetState(Snapshot snapshot, TState state);
}
