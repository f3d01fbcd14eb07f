using Fanout.Protocol.States;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>The points of a history, and how they become the past and points again. Under the history's lock.</summary>
/// <remarks>
/// Of a superseded point stay its numbers, in the ring, and the bytes of its change, in <see cref="PastBytes"/>: no object,
/// so that the collector has nothing to mark and nothing to copy however long the past is. What a run begins with is
/// kept whole, and then every sixteenth state. A point is made again when somebody asks, and found again as long as the
/// collector leaves it, so that those who ask at one time share one.
/// </remarks>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
/// <param name="budget">Decides when superseded points go.</param>
internal sealed class Past<TState, TDelta>(HistoryBudget budget)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private const int KeptEvery = 16; // one point of so many keeps its state; those between are made from it
    private const int MadeMax = 4; // delays at which readers of one stream commonly follow it

    // Bytes on the heap, fitted to 5,000 entries each of scores, incidents and stats: within a quarter of what they took.
    private const int SizeRecord = 108; // in ring and budget, as full as they are on average
    private const int SizeState = 480; // one that is kept: its head with its shared parts, its hashes
    private const int SizePerEditsByte = 12; // an encoded byte of an element, as objects in the states that have it

    private const int BehindSizeMax = 4096; // bytes; fifteen changes of the usual size

    private readonly Ring<Kept> _kept = new(); // of the points held, and the one before the oldest of them
    private byte[]? _behind; // changes of points that are no longer held, on the way from a kept state to one that is
    private int _behindSize;
    private WeakReference<Point<TState, TDelta>>[]? _made; // points that were made again; few streams ever have any
    private int _madeNext;
    private Point<TState, TDelta>? _head;
    private int _editsSize; // encoded bytes of the elements since the last state that was kept

    /// <summary>The newest point; null before the first. Without the lock, too.</summary>
    public Point<TState, TDelta>? Head => Volatile.Read(ref _head);

    /// <summary>The numbers of all points.</summary>
    public PointRing Ring { get; } = new();

    /// <summary>Adds the newest point; the one before becomes numbers and bytes.</summary>
    /// <param name="history">Whose it is.</param>
    /// <param name="point">The point.</param>
    /// <param name="newRun">The stream begins (anew) with it.</param>
    public void Add(IHistory history, Point<TState, TDelta> point, bool newRun)
    {
        Supersede(history, point.AtMs);
        point.Number = Ring.First + Ring.Count;
        if (point.IsStep)
            _editsSize += State<TState, TDelta>.EditsSize(point.Delta);
        if (newRun || point.Number - LastKept >= KeptEvery)
            Keep(point);
        Ring.Add(point.Record, newRun);
        Volatile.Write(ref _head, point);
    }

    /// <inheritdoc cref="IHistory.Drop"/>
    public long Drop(long number)
    {
        if (Ring.Count < 2 || Ring.First != number)
            return 0;
        if (Ring.Count == 2)
            Keep(_head!); // nothing before it is needed any more
        MoveBehind(ref Ring.PlaceOf(0));
        Ring.LeaveFirst();
        return _kept.Count >= 2 && _kept[1].Number == Ring.First ? RemoveBehind() : 0;
    }

    /// <summary>The point at an index of the ring: the newest one itself, any other made again.</summary>
    public Point<TState, TDelta> PointAt(int index)
    {
        var number = Ring.First + index;
        if (number == _head!.Number)
            return _head;
        foreach (var made in _made ?? [])
        {
            if (made?.TryGetTarget(out var known) == true && known.Number == number)
                return known;
        }
        var record = Ring[index];
        var point = _kept[0].State.PointOf(record, Steps(index, index));
        point.Number = number;
        Remember(point);
        return point;
    }

    /// <summary>Copies the steps that lead to some points, from the last state before them that was kept.</summary>
    public PastSteps<TState, TDelta> Steps(int from, int to)
    {
        var kept = LastKeptAt(Ring.First + from);
        var first = (int)(_kept[kept].Number - Ring.First);
        var steps = new PastStep<TState, TDelta>[to - first + 1];
        var size = 0;
        for (var index = first; index <= to; index++)
        {
            var isKept = kept < _kept.Count && _kept[kept].Number == Ring.First + index;
            var known = isKept ? _kept[kept++].State : null;
            ref readonly var record = ref Ring[index];
            steps[index - first] = new PastStep<TState, TDelta>(
                record.AtMs, record.PublishedMs, ChangeSizeOf(index), known);
            size += steps[index - first].Size;
        }
        var changes = new byte[size];
        var rest = changes.AsSpan();
        for (var index = first; index <= to; index++)
        {
            WriteChange(index, rest);
            rest = rest[steps[index - first].Size..];
        }
        return new PastSteps<TState, TDelta>(steps, changes);
    }

    private long LastKept => _kept[_kept.Count - 1].Number;

    private void Keep(Point<TState, TDelta> point)
    {
        if (_kept.Count > 0 && LastKept == point.Number)
            return;
        _kept.Add(new Kept(point.Number, point.Known, SizeState + (SizePerEditsByte * _editsSize)));
        _editsSize = 0;
    }

    private void Supersede(IHistory history, long atMs)
    {
        if (_head is null)
            return;
        var size = _head.ChangeSize;
        if (size > 0)
        {
            ref var place = ref Ring.PlaceOf(Ring.Count - 1);
            place = budget.Changes.Reserve(size);
            _head.WriteChange(budget.Changes.At(place));
        }
        var kept = LastKept == _head.Number ? _kept[_kept.Count - 1].Size : 0;
        budget.Supersede(history, _head.Number, SizeRecord + size + kept, atMs);
    }

    /// <summary>
    /// Takes a change out of the slabs, which are used again in the order in which points go: one that stayed would keep
    /// a whole slab.
    /// </summary>
    private void MoveBehind(ref PastPlace place)
    {
        if (place.Size == 0)
            return;
        if (_behind is null || _behind.Length - _behindSize < place.Size)
            Array.Resize(ref _behind, Math.Max(2 * (_behind?.Length ?? 0), _behindSize + place.Size));
        budget.Changes.At(place).CopyTo(_behind.AsSpan(_behindSize));
        budget.Changes.Release(place);
        place = new PastPlace(PastPlace.Behind, _behindSize, place.Size);
        _behindSize += place.Size;
    }

    /// <summary>The oldest point held has its own state: those that are no longer held go, and the state before them.</summary>
    private long RemoveBehind()
    {
        long size = _kept.RemoveFirst().Size;
        while (Ring.FirstBehind < Ring.First)
            size += SizeRecord + Ring.RemoveBehind().Size;
        _behindSize = 0;
        if (Ring.Count == 1 || _behind?.Length > BehindSizeMax)
            _behind = null;
        return size;
    }

    private void Remember(Point<TState, TDelta> point)
    {
        _made ??= new WeakReference<Point<TState, TDelta>>[MadeMax];
        if (_made[_madeNext] is { } slot)
            slot.SetTarget(point);
        else
            _made[_madeNext] = new WeakReference<Point<TState, TDelta>>(point);
        _madeNext = (_madeNext + 1) % MadeMax;
    }

    private int LastKeptAt(long number)
    {
        var kept = _kept.Count - 1;
        while (_kept[kept].Number > number)
            kept--;
        return kept;
    }

    // The newest point's change is with the point yet.

    private int ChangeSizeOf(int index) =>
        index == Ring.Count - 1 ? _head!.ChangeSize : Ring.PlaceOf(index).Size;

    private void WriteChange(int index, Span<byte> destination)
    {
        var place = Ring.PlaceOf(index);
        if (place.Slab == PastPlace.Behind)
            _behind.AsSpan(place.Offset, place.Size).CopyTo(destination);
        else if (index < Ring.Count - 1)
            budget.Changes.At(place).CopyTo(destination);
        else if (_head!.ChangeSize > 0)
            _head.WriteChange(destination[.._head.ChangeSize]);
    }

    /// <summary>A state that stays after its point was superseded.</summary>
    private readonly record struct Kept(long Number, PointState<TState, TDelta> State, int Size);
}
