namespace Fanout.Log.Redis;

/// <summary>What became of a hint.</summary>
internal enum HintFate
{
    /// <summary>It told of what is known already.</summary>
    Known = 0,

    /// <summary>Readers look at once.</summary>
    Applied = 1,

    /// <summary>It does not continue what the last read confirmed: readers look when they would have anyway.</summary>
    Ignored = 2,
}

/// <summary>
/// Judges hints of one partition: one is believed only if it continues, by run and chain hash, what the last read of the
/// log confirmed. A primary that was demoted and does not know it yet goes on giving hints; they lead nowhere. Safe for
/// concurrent use.
/// </summary>
internal sealed class HintBoard(int partition, NewsBoard news)
{
    private readonly Lock _gate = new();
    private string _runId = "";
    private HintMark _expected;
    private long _hints;

    /// <summary>To be taken before a read is sent: what is heard meanwhile may be newer than its answer.</summary>
    public long Ticket()
    {
        lock (_gate)
            return _hints;
    }

    /// <summary>A read of the log found this end.</summary>
    /// <returns>Whether that was news. Readers are woken by nothing else: each of them reads then, and two that wake one
    /// another never rest.</returns>
    public bool Confirm(long ticket, PartitionHead head)
    {
        var found = new HintMark(head.Position.Sequence, head.Chain);
        lock (_gate)
        {
            bool isNewer = _hints != ticket && _runId == head.RunId && _expected.Sequence > head.Position.Sequence;
            if (isNewer || (_runId == head.RunId && _expected == found))
                return false;
            _runId = head.RunId;
            _expected = found;
            news.Announce(partition, head.Position.Sequence);
            return true;
        }
    }

    public HintFate Offer(in HintMessage hint)
    {
        lock (_gate)
        {
            if (hint.RunId == _runId && hint.Now.Sequence <= _expected.Sequence)
                return HintFate.Known;
            if (hint.RunId != _runId || hint.Before != _expected)
                return HintFate.Ignored;
            _expected = hint.Now;
            _hints++;
            news.Announce(partition, hint.Now.Sequence);
            return HintFate.Applied;
        }
    }
}
