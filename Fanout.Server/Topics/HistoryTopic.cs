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
    private readonly AnswerCache _answers = new();
    private bool _used;

    protected History<TState, TDelta> History => history;

    /// <summary>Guards the cached answers. Held while one is computed, so that each is computed once.</summary>
    protected Lock Answers { get; } = new();

    public override Cover CoverAt(long horizonMs) => history.CoverAt(horizonMs);

    public override TopicPosition? HeadAt(long horizonMs) => history.PositionAt(horizonMs);

    public override bool TryFind(long atMs, TopicPosition position, out Publication? publication)
    {
        var held = history.TryFind(atMs, position, out var point);
        publication = point is null ? null : PublicationOf(point);
        return held;
    }

    public override void Forget()
    {
        lock (Answers)
        {
            if (!_used)
                _answers.Clear();
            _used = false;
        }
    }

    /// <summary>The publication of a point's own delta or entry.</summary>
    public abstract Publication PublicationOf(Point<TState, TDelta> point);

    /// <summary>What was made for readers who go to this point.</summary>
    protected AnswersTo AnswersTo_NeedsLock(Point<TState, TDelta> point, long horizonMs)
    {
        _used = true;
        return _answers.Find(point.Number, horizonMs == Horizon.Live);
    }

    protected SharedFrame SnapshotAt(Point<TState, TDelta> point, long horizonMs)
    {
        lock (Answers)
            return SnapshotAt_NeedsLock(point, horizonMs);
    }

    protected SharedFrame SnapshotAt_NeedsLock(Point<TState, TDelta> point, long horizonMs)
    {
        var answers = AnswersTo_NeedsLock(point, horizonMs);
        if (answers.Snapshot is { } known)
            return known;
        var snapshot = new Snapshot
        {
            TopicId = Id,
            Position = point.Position.ToMessage(),
            StateHash = point.StateHash,
            PublishedMs = Offset(point.PublishedMs),
        };
        if (point.StateHash1 != 0)
            snapshot.StateHash1 = point.StateHash1;
        SetState(snapshot, point.State.ToMessage());
        return answers.Snapshot = new SharedFrame(new ServerFrame { Snapshot = snapshot });
    }

    protected abstract void SetState(Snapshot snapshot, TState state);
}
