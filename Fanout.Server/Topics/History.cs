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
/// the length of a binary search. A lock-free ring lost: readers come once per resync, not once per delivery.
/// </remarks>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
/// <param name="budget">Decides when superseded points go.</param>
internal sealed class History<TState, TDelta>(HistoryBudget budget) : IHistory
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private const int KeptEvery = 16; // one point of so many keeps its state; those between are made from it

    private readonly Lock _gate = new();
    private readonly PointRing<TState, TDelta> _ring = new();
    private Point<TState, TDelta>? _head;
    private int _sinceKept; // points since one that keeps its state
    private uint _reached;
    private long? _bornMs;

    /// <summary>The newest point; null before the first.</summary>
    public Point<TState, TDelta>? Head => Volatile.Read(ref _head);

    /// <summary>Points held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _ring.Count;
        }
    }

    /// <summary>Publication of the oldest point held, Unix time in milliseconds.</summary>
    public long OldestPublishedMs
    {
        get
        {
            lock (_gate)
                return _ring[0].PublishedMs;
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
            if (_head is null && point.Position.Seq == 0)
                _bornMs = point.AtMs;
            Supersede_NeedsLock(point.AtMs);
            _sinceKept = 0;
            Add_NeedsLock(point, newRun: true);
        }
    }

    /// <summary>The next point of the stream.</summary>
    public void Append(Point<TState, TDelta> point)
    {
        lock (_gate)
        {
            Debug.Assert(_head is not null && _head.Position == point.Position with { Seq = point.Previous });
            Debug.Assert(_head.AtMs <= point.AtMs);
            if (++_sinceKept < KeptEvery)
                point.Follow(_head);
            else
                KeepState_NeedsLock(point);
            Supersede_NeedsLock(point.AtMs);
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
            var index = _ring.IndexAt(horizonMs);
            if (index < 0)
            {
                extent = default;
                return false;
            }
            var newest = _ring[index];
            extent = new HistoryExtent<TState, TDelta>(
                newest, _ring[_ring.RunStart(index)], horizonMs == Horizon.Live ? _reached : newest.Position.Seq);
            return true;
        }
    }

    /// <summary>The state at a horizon; null where that is not held.</summary>
    public Point<TState, TDelta>? At(long horizonMs) =>
        horizonMs == Horizon.Live ? Head : TryExtent(horizonMs, out var extent) ? extent.Newest : null;

    /// <summary>Whether a horizon is held, and if not, why.</summary>
    public Cover CoverAt(long horizonMs)
    {
        lock (_gate)
        {
            if (horizonMs < _bornMs)
                return new Cover(CoverKind.NotYet, _bornMs.Value);
            var oldestMs = _ring.Count == 0 ? Horizon.Live : _ring[0].AtMs;
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
            var last = _ring.IndexAt(horizonMs);
            var index = FloorInRun_NeedsLock(position, last);
            point = index < 0 ? null : _ring[index];
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
            var last = _ring.IndexAt(horizonMs);
            if (last < 0 || _ring[last].Position.Epoch != position.Epoch)
                return null;
            var index = FloorInRun_NeedsLock(position, last);
            index = index < 0 ? _ring.RunStart(last) : index + 1;
            var next = index <= last ? _ring[index] : null;
            return next is { IsStep: true } && next.Previous == position.Seq ? next : null;
        }
    }

    /// <summary>Whether a position is beyond the horizon: after the point there, or of a run that begins later.</summary>
    public bool IsBeyond(TopicPosition position, long horizonMs)
    {
        lock (_gate)
        {
            var last = _ring.IndexAt(horizonMs);
            if (last >= 0 && _ring[last].Position.Epoch == position.Epoch)
                return position.Seq > _ring[last].Position.Seq;
            for (var index = _ring.Count - 1; index > last; index = _ring.RunStart(index) - 1)
            {
                if (_ring[index].Position.Epoch == position.Epoch)
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
            var index = FloorInRun_NeedsLock(position, _ring.IndexAt(atMs));
            point = index >= 0 && _ring[index].Position == position ? _ring[index] : null;
            return index >= 0;
        }
    }

    void IHistory.Drop(object point)
    {
        lock (_gate)
        {
            if (_ring.Count >= 2 && ReferenceEquals(_ring[0], point))
                _ring.RemoveFirst();
        }
    }

    private void KeepState_NeedsLock(Point<TState, TDelta> point)
    {
        point.KeepState();
        _sinceKept = 0;
    }

    private void Supersede_NeedsLock(long atMs)
    {
        if (_head is null)
            return;
        _head.Fold();
        budget.Supersede(this, _head, _head.Size, atMs);
    }

    private void Add_NeedsLock(Point<TState, TDelta> point, bool newRun)
    {
        _ring.Add(point, newRun);
        _reached = point.Position.Seq;
        Volatile.Write(ref _head, point);
    }

    /// <summary>Index of the last point at or below a position, in the run that <paramref name="last"/> is of.</summary>
    private int FloorInRun_NeedsLock(TopicPosition position, int last) =>
        last < 0 || _ring[last].Position.Epoch != position.Epoch ? -1 : _ring.FloorInRun(position.Seq, last);
}

/// <summary>What a history holds, as of one moment.</summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
/// <param name="Newest">The newest point.</param>
/// <param name="Oldest">The oldest one held of the same run.</param>
/// <param name="Reached">Sequence up to which the source was looked at; the newest point's, or above it for a
/// view.</param>
internal readonly record struct HistoryExtent<TState, TDelta>(
    Point<TState, TDelta> Newest, Point<TState, TDelta> Oldest, uint Reached)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new();
