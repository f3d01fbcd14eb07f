using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>Points in the order of their coming, in a ring that grows and shrinks; index 0 is the oldest.</summary>
/// <remarks>
/// Each point knows where its run begins, as a count of all points ever added: no longer held, the oldest point held
/// stands in for it. Times never fall from one point to the next; sequences rise within a run.
/// </remarks>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal sealed class PointRing<TState, TDelta>
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private const int SizeMin = 4; // points; a scheduled match has one or two

    private Held[] _items = new Held[SizeMin];
    private int _first;
    private long _removed;

    public int Count { get; private set; }

    public Point<TState, TDelta> this[int index] => At(index).Point;

    public void Add(Point<TState, TDelta> point, bool newRun)
    {
        var run = newRun || Count == 0 ? _removed + Count : At(Count - 1).Run;
        if (Count == _items.Length)
            Resize(Count * 2);
        _items[(_first + Count) % _items.Length] = new Held(point, run);
        Count++;
    }

    public void RemoveFirst()
    {
        _items[_first] = default;
        _first = (_first + 1) % _items.Length;
        _removed++;
        Count--;
        if (Count * 4 <= _items.Length && _items.Length > SizeMin)
            Resize(_items.Length / 2);
    }

    /// <summary>Index of the oldest point held of the run that this one is of.</summary>
    public int RunStart(int index) => (int)Math.Max(0, At(index).Run - _removed);

    /// <summary>Index of the last point that is in force at a time; −1 where all came later.</summary>
    public int IndexAt(long atMs)
    {
        if (atMs == Horizon.Live)
            return Count - 1;
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Point.AtMs <= atMs)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return high;
    }

    /// <summary>
    /// Index of the last point at or below a sequence, of those of its run up to <paramref name="last"/>; −1 where all
    /// are above.
    /// </summary>
    public int FloorInRun(uint seq, int last)
    {
        var start = RunStart(last);
        var (low, high) = (start, last);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Point.Position.Seq <= seq)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return high < start ? -1 : high;
    }

    private ref Held At(int index) => ref _items[(_first + index) % _items.Length];

    private void Resize(int size)
    {
        var items = new Held[size];
        for (var index = 0; index < Count; index++)
            items[index] = At(index);
        (_items, _first) = (items, 0);
    }

    private readonly record struct Held(Point<TState, TDelta> Point, long Run);
}
