using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>The delays that are in use on one shard. The shard's.</summary>
internal sealed class DelayCursors(PublishIndex index, Shard shard)
{
    /// <summary>Never later than this: what comes late into the index may be due at once.</summary>
    private const int WaitMsMax = 20;

    private readonly List<DelayCursor> _cursors = []; // a handful; never more than there are seconds to choose from
    private long _dueMs = Horizon.Live;

    /// <summary>How long until something may be due, in milliseconds; null: nobody is delayed.</summary>
    public int? WaitMs => _cursors.Count == 0 ? null : (int)Math.Clamp(_dueMs - index.NowMs, 0, WaitMsMax);

    /// <summary>The cursor of a delay, from 1 second.</summary>
    public DelayCursor For(uint seconds)
    {
        foreach (var known in _cursors)
        {
            if (known.Seconds == seconds)
                return known;
        }
        var made = new DelayCursor(index, shard, seconds);
        _cursors.Add(made);
        return made;
    }

    /// <summary>Delivers what is due; a cursor that nobody follows any more goes.</summary>
    public void Release()
    {
        if (_cursors.Count == 0)
            return;
        var nowMs = index.NowMs;
        _dueMs = Horizon.Live;
        for (var place = _cursors.Count - 1; place >= 0; place--)
        {
            if (_cursors[place].SubscriberCount == 0)
                _cursors.RemoveAt(place);
            else
                _dueMs = Math.Min(_dueMs, _cursors[place].Release(nowMs));
        }
    }
}
