namespace Fanout.Server.Topics;

/// <summary>
/// The points of a history in the order of their coming, as numbers; index 0 is the oldest one held. Nothing in here
/// leads to an object.
/// </summary>
/// <remarks>
/// Points that are no longer held may stay for what their changes tell of those that are: behind the oldest one, at
/// indexes below 0. Each point knows where its run begins, as a count of all points ever added: no longer held, the
/// oldest point held stands in for it. Times never fall from one point to the next; sequences rise within a run.
/// </remarks>
internal sealed class PointRing
{
    private readonly Ring<Slot> _items = new();
    private int _behind;

    /// <summary>Points held.</summary>
    public int Count => _items.Count - _behind;

    /// <summary>Number of the oldest point held, of all that were ever added.</summary>
    public long First => _items.Removed + _behind;

    /// <summary>Number of the oldest point that stayed.</summary>
    public long FirstBehind => _items.Removed;

    public ref readonly PointRecord this[int index] => ref _items[_behind + index].Record;

    /// <summary>Where the change that led to a point lies; nowhere before it was superseded, or where none did.</summary>
    public ref PastPlace PlaceOf(int index) => ref _items[_behind + index].Place;

    public void Add(in PointRecord record, bool newRun)
    {
        var run = newRun || Count == 0 ? First + Count : _items[_items.Count - 1].Run;
        _items.Add(new Slot { Record = record, Run = run });
    }

    /// <summary>The oldest one is held no more, but stays.</summary>
    public void LeaveFirst() => _behind++;

    /// <summary>The oldest of those that stayed goes; returns where its change lies.</summary>
    public PastPlace RemoveBehind()
    {
        _behind--;
        return _items.RemoveFirst().Place;
    }

    /// <summary>Index of the oldest point held of the run that this one is of.</summary>
    public int RunStart(int index) => (int)Math.Max(0, _items[_behind + index].Run - First);

    /// <summary>Index of the last point that is in force at a time; −1 where all came later.</summary>
    public int IndexAt(long atMs)
    {
        if (atMs == Horizon.Live)
            return Count - 1;
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (this[middle].AtMs <= atMs)
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
            if (this[middle].Position.Seq <= seq)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return high < start ? -1 : high;
    }

    private struct Slot
    {
        public PointRecord Record;
        public PastPlace Place;
        public long Run;
    }
}
