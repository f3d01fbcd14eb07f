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

    private readonly Ring<Kept> _kept = new(); // of the points held, and the one before the oldest of them
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
        Ring.LeaveFirst();
        if (Ring.Count == 1)
            Keep(_head!); // nothing before it is needed any more
        return RemoveUnneeded();
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

    /// <summary>Lets go of states from which no held point is made, and of the changes that lead on from them.</summary>
    private long RemoveUnneeded()
    {
        var size = 0L;
        while (_kept.Count >= 2 && _kept[1].Number <= Ring.First)
            size += _kept.RemoveFirst().Size;
        while (Ring.FirstBehind < _kept[0].Number)
        {
            var place = Ring.RemoveBehind();
            budget.Changes.Release(place);
            size += SizeRecord + place.Size;
        }
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
        if (index < Ring.Count - 1)
            budget.Changes.At(Ring.PlaceOf(index)).CopyTo(destination);
        else if (_head!.ChangeSize > 0)
            _head.WriteChange(destination[.._head.ChangeSize]);
    }

    /// <summary>A state that stays after its point was superseded.</summary>
    private readonly record struct Kept(long Number, PointState<TState, TDelta> State, int Size);
}
