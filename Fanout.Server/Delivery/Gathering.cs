namespace Fanout.Server.Delivery;

/// <summary>Connections to be flushed, by slot, in the order in which they were marked; the shard's.</summary>
/// <remarks>
/// By slot, since that is half of a reference, and every reader of a topic stands here at once. A slot that was given to
/// another connection meanwhile does no harm: that one is not dirty, or is flushed a moment early.
/// </remarks>
internal sealed class Gathering
{
    private const int SizeFirst = 256;

    private int[] _slots = new int[SizeFirst];
    private int _count;
    private int _taken;
    private Slack _slack;

    public bool IsEmpty => _taken == _count;

    public void Add(int slot)
    {
        if (_count == _slots.Length)
            Array.Resize(ref _slots, _count * 2);
        _slots[_count++] = slot;
    }

    /// <summary>The next one; false: there is none any more.</summary>
    public bool TryTake(out int slot)
    {
        slot = IsEmpty ? -1 : _slots[_taken++];
        return slot >= 0;
    }

    /// <summary>The one that is so many places behind the next one; −1: there is none.</summary>
    public int Ahead(int distance) => _taken + distance < _count ? _slots[_taken + distance] : -1;

    /// <summary>All are taken: the next ones begin anew.</summary>
    public void Clear(long nowMs)
    {
        var fit = _slack.Observe(_count, _slots.Length, nowMs);
        if (fit > 0)
            _slots = new int[fit];
        (_count, _taken) = (0, 0);
    }
}
