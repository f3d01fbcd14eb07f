namespace Fanout.Server.Delivery;

/// <summary>When each connection of a shard is to be looked at next: four bytes each, by slot. The shard's.</summary>
/// <remarks>
/// A coarse wheel with one spoke: once a second the dense times are swept (a million in less than a millisecond), and
/// only connections whose time has come are touched, so many in a turn, so that a crowd that came at once is not pinged
/// at once. Looking at every connection each second lost: at a million of them it is a tenth of a processor, in one
/// pause. A timer or a place in a queue for each lost to its memory.
/// </remarks>
internal sealed class Timeouts
{
    /// <summary>How exact a timeout is: the shortest of them is a second.</summary>
    public const int SweepEveryMs = 1000;

    /// <summary>Connections looked at in a turn.</summary>
    public const int LooksPerTurn = 256;

    private const int NeverMs = int.MaxValue; // 24 days, then somebody looks in vain

    private uint[] _at = []; // monotonic milliseconds, the lower half
    private int _end;
    private int _place;
    private int _left;
    private long _sweptMs;

    /// <summary>A sweep is under way: there are more to be looked at in the next turn.</summary>
    public bool Waiting => _place < _end;

    /// <summary>The connection in this slot is looked at then, and not before.</summary>
    public void Set(int slot, long atMs)
    {
        if (slot >= _at.Length)
            Array.Resize(ref _at, slot + Math.Max(64, slot / 8));
        if (slot >= _end)
            _end = slot + 1;
        _at[slot] = (uint)atMs;
    }

    /// <summary>It is looked at then if not before.</summary>
    public void NotLater(int slot, long atMs)
    {
        if ((int)(_at[slot] - (uint)atMs) > 0)
            _at[slot] = (uint)atMs;
    }

    /// <summary>All are looked at from now on, as many in a turn as ever: a sweep begins, at once or behind this one.</summary>
    public void SetAll(long nowMs)
    {
        _at.AsSpan(0, _end).Fill((uint)nowMs);
        _sweptMs = nowMs - SweepEveryMs;
    }

    /// <summary>A turn begins, and a sweep if it is time.</summary>
    public void Begin(long nowMs)
    {
        _left = LooksPerTurn;
        if (Waiting || nowMs - _sweptMs < SweepEveryMs)
            return;
        (_place, _sweptMs) = (0, nowMs);
    }

    /// <summary>The next slot whose time has come; it has none any more until it is set.</summary>
    public bool TryTake(long nowMs, out int slot)
    {
        for (; _left > 0 && _place < _end; _place++)
        {
            if ((int)((uint)nowMs - _at[_place]) < 0)
                continue;
            _left--;
            slot = _place++;
            _at[slot] = (uint)(nowMs + NeverMs);
            return true;
        }
        slot = -1;
        return false;
    }
}
