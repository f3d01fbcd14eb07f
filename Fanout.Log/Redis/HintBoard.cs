namespace Fanout.Log.Redis;

/// <summary>What became of a hint.</summary>
internal enum HintFate
{
    /// <summary>It told of what is known already.</summary>
    Known = 0,

    /// <summary>Readers look at once.</summary>
    Applied = 1,

    /// <summary>
    /// It does not continue what the last read confirmed: readers look when they would have anyway, unless the next read
    /// finds what it does continue.
    /// </summary>
    Ignored = 2,
}

/// <summary>
/// Judges hints of one partition: one is believed only if it continues, by run and chain hash, what the last read of the
/// log confirmed. A primary that was demoted and does not know it yet goes on giving hints; they lead nowhere. Safe for
/// concurrent use.
/// </summary>
/// <remarks>
/// Hints that come while a read is under way continue what it is about to find. They are kept until then: otherwise a busy
/// partition, where there is always one, would be read at the poll interval for as long as it is busy.
/// </remarks>
internal sealed class HintBoard(int partition, NewsBoard news)
{
    private const int AheadMax = 256; // hints; what comes within a read, at thousands a second

    private readonly Lock _gate = new();
    private readonly Queue<HintMessage> _ahead = new(); // of one run, each continues the one before
    private HintMessage _aheadLast;
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
            GoOn_NeedsLock();
            news.Announce(partition, _expected.Sequence);
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
            {
                Keep_NeedsLock(hint);
                return HintFate.Ignored;
            }
            _ahead.Clear();
            _expected = hint.Now;
            _hints++;
            news.Announce(partition, hint.Now.Sequence);
            return HintFate.Applied;
        }
    }

    private void Keep_NeedsLock(in HintMessage hint)
    {
        if (_ahead.Count > 0 && (hint.RunId != _aheadLast.RunId || hint.Before != _aheadLast.Now))
            _ahead.Clear();
        if (_ahead.Count == AheadMax)
            _ahead.Dequeue();
        _ahead.Enqueue(hint);
        _aheadLast = hint;
    }

    /// <summary>A read has found what the hints that were kept may continue.</summary>
    private void GoOn_NeedsLock()
    {
        while (_ahead.TryPeek(out HintMessage next) && next.RunId == _runId)
        {
            if (next.Now.Sequence > _expected.Sequence && next.Before != _expected)
                return; // from further on, or from elsewhere
            _ahead.Dequeue();
            if (next.Now.Sequence > _expected.Sequence)
                _expected = next.Now;
        }
    }
}
