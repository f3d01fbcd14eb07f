using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>The held positions of one stream, oldest first: the state at any of them is a lookup.</summary>
/// <remarks>
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
    private const int RingSizeMin = 4; // points; a scheduled match has one or two

    private readonly Lock _gate = new();
    private Point<TState, TDelta>[] _ring = new Point<TState, TDelta>[RingSizeMin];
    private int _first;
    private int _count;
    private Point<TState, TDelta>? _head;
    private uint _reached;

    /// <summary>The newest point; null before the first.</summary>
    public Point<TState, TDelta>? Head => Volatile.Read(ref _head);

    /// <summary>Points held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>The stream begins (anew) at this point; what was held is forgotten.</summary>
    public void Begin(Point<TState, TDelta> point)
    {
        lock (_gate)
        {
            if (_head is not null)
                budget.Supersede(this, _head, _head.Size, point.PublishedMs);
            _ring = new Point<TState, TDelta>[RingSizeMin];
            (_first, _count) = (0, 0);
            Add_NeedsLock(point);
        }
    }

    /// <summary>The next point of the stream.</summary>
    public void Append(Point<TState, TDelta> point)
    {
        lock (_gate)
        {
            Debug.Assert(_head is not null && _head.Position == point.Position with { Seq = point.Previous });
            budget.Supersede(this, _head, _head.Size, point.PublishedMs);
            Add_NeedsLock(point);
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
    public HistoryExtent<TState, TDelta> Extent()
    {
        lock (_gate)
        {
            return _head is null
                ? throw new InvalidOperationException("the stream has not begun")
                : new HistoryExtent<TState, TDelta>(_head, _ring[_first], _reached);
        }
    }

    /// <summary>
    /// The newest point at or below a position of the current epoch; false where that is no longer held.
    /// </summary>
    public bool TryFloor(TopicPosition position, [NotNullWhen(true)] out Point<TState, TDelta>? point)
    {
        lock (_gate)
        {
            var index = _head is null || _head.Position.Epoch != position.Epoch ? -1 : Floor_NeedsLock(position.Seq);
            point = index < 0 ? null : At_NeedsLock(index);
        }
        return point is not null;
    }

    /// <summary>
    /// The point that follows a position of the current epoch directly; null where there or its delta is no longer
    /// held.
    /// </summary>
    public Point<TState, TDelta>? After(TopicPosition position)
    {
        lock (_gate)
        {
            if (_head is null || _head.Position.Epoch != position.Epoch)
                return null;
            var index = Floor_NeedsLock(position.Seq) + 1;
            var next = index < _count ? At_NeedsLock(index) : null;
            return next is { Delta: not null } && next.Previous == position.Seq ? next : null;
        }
    }

    void IHistory.Drop(object point)
    {
        lock (_gate)
        {
            if (_count < 2 || !ReferenceEquals(_ring[_first], point))
                return;
            _ring[_first] = null!;
            _first = (_first + 1) % _ring.Length;
            _count--;
            if (_count * 4 <= _ring.Length && _ring.Length > RingSizeMin)
                Resize_NeedsLock(_ring.Length / 2);
        }
    }

    private void Add_NeedsLock(Point<TState, TDelta> point)
    {
        if (_count == _ring.Length)
            Resize_NeedsLock(_count * 2);
        _ring[(_first + _count) % _ring.Length] = point;
        _count++;
        _reached = point.Position.Seq;
        Volatile.Write(ref _head, point);
    }

    private void Resize_NeedsLock(int size)
    {
        var ring = new Point<TState, TDelta>[size];
        for (var index = 0; index < _count; index++)
            ring[index] = At_NeedsLock(index);
        (_ring, _first) = (ring, 0);
    }

    private Point<TState, TDelta> At_NeedsLock(int index) => _ring[(_first + index) % _ring.Length];

    /// <summary>Index of the last point at or below a sequence; −1 where all are above.</summary>
    private int Floor_NeedsLock(uint seq)
    {
        var (low, high) = (0, _count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (At_NeedsLock(middle).Position.Seq <= seq)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return high;
    }
}

/// <summary>What a history holds, as of one moment.</summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
/// <param name="Newest">The newest point.</param>
/// <param name="Oldest">The oldest one held.</param>
/// <param name="Reached">Sequence up to which the source was looked at; the newest point's, or above it for a
/// view.</param>
internal readonly record struct HistoryExtent<TState, TDelta>(
    Point<TState, TDelta> Newest, Point<TState, TDelta> Oldest, uint Reached)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new();
