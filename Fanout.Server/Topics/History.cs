using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>
/// The held positions of one stream, oldest first: the state at any of them, and at any time since the oldest, is a
/// lookup and at most a few deltas.
/// </summary>
/// <remarks>
/// A stream that begins anew begins a new run of points; those of the run before stay for readers behind live, until
/// the budget takes them. Who reads undelayed sees the last run alone, a delayed reader the run at its horizon.
/// One writer (the publisher), any number of readers. The newest point is one volatile read; all else takes a lock for
/// the length of a binary search and of a copy of up to sixteen changes. A lock-free ring lost: readers come once per
/// resync, not once per delivery.
/// </remarks>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
/// <param name="budget">Decides when superseded points go.</param>
internal sealed class History<TState, TDelta>(HistoryBudget budget) : IHistory
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private readonly Lock _gate = new();
    private readonly Past<TState, TDelta> _past = new(budget);
    private uint _reached;
    private long? _bornMs;

    /// <summary>The newest point; null before the first.</summary>
    public Point<TState, TDelta>? Head => _past.Head;

    /// <summary>Points held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return Ring.Count;
        }
    }

    /// <summary>Publication of the oldest point held, Unix time in milliseconds.</summary>
    public long OldestPublishedMs
    {
        get
        {
            lock (_gate)
                return Ring[0].PublishedMs;
        }
    }

    /// <summary>The stream's very beginning was seen, so that it is known where it is not yet there.</summary>
    public bool IsBorn
    {
        get
        {
            lock (_gate)
                return _bornMs is not null;
        }
    }

    /// <summary>The stream begins (anew) at this point. A first one at sequence 0 is where it was born.</summary>
    public void Begin(Point<TState, TDelta> point)
    {
        lock (_gate)
        {
            if (_past.Head is null && point.Position.Seq == 0)
                _bornMs = point.AtMs;
            Add_NeedsLock(point, newRun: true);
        }
    }

    /// <summary>The next point of the stream.</summary>
    public void Append(Point<TState, TDelta> point)
    {
        lock (_gate)
        {
            Debug.Assert(_past.Head is not null && _past.Head.Position == point.Position with { Seq = point.Previous });
            Debug.Assert(_past.Head.AtMs <= point.AtMs);
            Add_NeedsLock(point, newRun: false);
        }
    }

    /// <summary>The source of a view went on to <paramref name="seq"/> without changing the view.</summary>
    public void Reach(uint seq)
    {
        lock (_gate)
            _reached = seq;
    }

    /// <summary>Newest and oldest point, and how far the source is, as of one moment.</summary>
    /// <exception cref="InvalidOperationException">The stream has not begun.</exception>
    public HistoryExtent<TState, TDelta> Extent() => TryExtent(Horizon.Live, out var extent)
        ? extent
        : throw new InvalidOperationException("the stream has not begun");

    /// <summary>The same as of a horizon; false where that is not held.</summary>
    public bool TryExtent(long horizonMs, out HistoryExtent<TState, TDelta> extent)
    {
        lock (_gate)
        {
            var index = Ring.IndexAt(horizonMs);
            if (index < 0)
            {
                extent = default;
                return false;
            }
            var newest = _past.PointAt(index);
            extent = new HistoryExtent<TState, TDelta>(
                newest, Ring[Ring.RunStart(index)], horizonMs == Horizon.Live ? _reached : newest.Position.Seq);
            return true;
        }
    }

    /// <summary>The state at a horizon; null where that is not held.</summary>
    public Point<TState, TDelta>? At(long horizonMs)
    {
        if (horizonMs == Horizon.Live)
            return Head;
        lock (_gate)
            return Ring.IndexAt(horizonMs) is var index and >= 0 ? _past.PointAt(index) : null;
    }

    /// <summary>The position at a horizon; null where that is not held. Makes nothing.</summary>
    public TopicPosition? PositionAt(long horizonMs)
    {
        if (horizonMs == Horizon.Live)
            return Head?.Position;
        lock (_gate)
            return Ring.IndexAt(horizonMs) is var index and >= 0 ? Ring[index].Position : null;
    }

    /// <summary>
    /// All steps from the point in force at a time on, to go through; before <paramref name="knownSinceMs"/> they do not
    /// tell what was.
    /// </summary>
    /// <exception cref="InvalidOperationException">The stream has not begun.</exception>
    public PastSteps<TState, TDelta> StepsFrom(long atMs, out long knownSinceMs)
    {
        lock (_gate)
        {
            if (_past.Head is null)
                throw new InvalidOperationException("the stream has not begun");
            var index = Ring.IndexAt(atMs);
            knownSinceMs = index >= 0 ? atMs : Ring[0].AtMs;
            return _past.Steps(Math.Max(0, index), Ring.Count - 1);
        }
    }

    /// <summary>Whether a horizon is held, and if not, why.</summary>
    public Cover CoverAt(long horizonMs)
    {
        lock (_gate)
        {
            if (horizonMs < _bornMs)
                return new Cover(CoverKind.NotYet, _bornMs.Value);
            var oldestMs = Ring.Count == 0 ? Horizon.Live : Ring[0].AtMs;
            return new Cover(horizonMs < oldestMs ? CoverKind.Gone : CoverKind.Held, oldestMs);
        }
    }

    /// <summary>
    /// The newest point at or below a position of the run at the horizon; false where that is no longer held.
    /// </summary>
    public bool TryFloor(
        TopicPosition position, long horizonMs, [NotNullWhen(true)] out Point<TState, TDelta>? point)
    {
        lock (_gate)
        {
            var last = Ring.IndexAt(horizonMs);
            var index = FloorInRun_NeedsLock(position, last);
            point = index < 0 ? null : _past.PointAt(index);
        }
        return point is not null;
    }

    /// <summary>
    /// The point that follows a position of the run at the horizon directly; null where there or its delta is no longer
    /// held.
    /// </summary>
    public Point<TState, TDelta>? After(TopicPosition position, long horizonMs)
    {
        lock (_gate)
        {
            var last = Ring.IndexAt(horizonMs);
            if (last < 0 || Ring[last].Position.Epoch != position.Epoch)
                return null;
            var index = FloorInRun_NeedsLock(position, last);
            index = index < 0 ? Ring.RunStart(last) : index + 1;
            return index <= last && Ring[index].IsStep && Ring[index].Previous == position.Seq
                ? _past.PointAt(index)
                : null;
        }
    }

    /// <summary>Whether a position is beyond the horizon: after the point there, or of a run that begins later.</summary>
    public bool IsBeyond(TopicPosition position, long horizonMs)
    {
        lock (_gate)
        {
            var last = Ring.IndexAt(horizonMs);
            if (last >= 0 && Ring[last].Position.Epoch == position.Epoch)
                return position.Seq > Ring[last].Position.Seq;
            for (var index = Ring.Count - 1; index > last; index = Ring.RunStart(index) - 1)
            {
                if (Ring[index].Position.Epoch == position.Epoch)
                    return true;
            }
            return false;
        }
    }

    /// <summary>
    /// What came into force at a time: the point of this position, or null where the stream was not touched; false
    /// where that is no longer held.
    /// </summary>
    public bool TryFind(long atMs, TopicPosition position, out Point<TState, TDelta>? point)
    {
        lock (_gate)
        {
            var index = FloorInRun_NeedsLock(position, Ring.IndexAt(atMs));
            point = index >= 0 && Ring[index].Position == position ? _past.PointAt(index) : null;
            return index >= 0;
        }
    }

    private PointRing Ring => _past.Ring;

    long IHistory.Drop(long number)
    {
        lock (_gate)
            return _past.Drop(number);
    }

    private void Add_NeedsLock(Point<TState, TDelta> point, bool newRun)
    {
        _past.Add(this, point, newRun);
        _reached = point.Position.Seq;
    }

    /// <summary>Index of the last point at or below a position, in the run that <paramref name="last"/> is of.</summary>
    private int FloorInRun_NeedsLock(TopicPosition position, int last) =>
        last < 0 || Ring[last].Position.Epoch != position.Epoch ? -1 : Ring.FloorInRun(position.Seq, last);
}
