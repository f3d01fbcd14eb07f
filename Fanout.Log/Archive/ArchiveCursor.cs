using System.Diagnostics;

namespace Fanout.Log.Archive;

/// <summary>
/// Where the archive of a partition stands in the log, and what of the log's turns has to be written down with the next
/// entries. Knows neither store. Not safe for concurrent use.
/// </summary>
internal sealed class ArchiveCursor
{
    private readonly int _partition;
    private readonly HashSet<uint> _known;
    private ulong? _commonSequence; // where what the archive has ceases to be the log's; null: nowhere
    private ArchiveGap? _gap;

    /// <param name="partition">The partition.</param>
    /// <param name="stored">How far the archive has it.</param>
    /// <param name="known">Epochs that the archive has met.</param>
    public ArchiveCursor(int partition, ArchivePlace stored, IEnumerable<uint> known)
    {
        _partition = partition;
        _known = [.. known];
        Stored = stored;
        (Life, At, Chain) = (stored.Life, stored.Position, stored.Chain);
    }

    /// <summary>How far the archive has the partition.</summary>
    public ArchivePlace Stored { get; private set; }

    /// <summary>After which entry of the log it goes on.</summary>
    public LogPosition At { get; private set; }

    /// <summary>Chain hash of that entry.</summary>
    public ChainHash Chain { get; private set; }

    public int Life { get; private set; }

    /// <summary>The log went on after an entry that the archive has, and without those that follow it here.</summary>
    public void TurnTo(LogPosition common, ChainHash chain)
    {
        _commonSequence = Math.Min(_commonSequence ?? ulong.MaxValue, common.Sequence);
        _gap = null;
        (At, Chain) = (common, chain);
    }

    /// <summary>The log has nothing that the archive has: its store came back empty.</summary>
    public void BeginLife()
    {
        Life++;
        _commonSequence = null;
        _gap = null;
        (At, Chain) = (LogPosition.Start, ChainHash.None);
    }

    /// <summary>The log dropped what follows, up to an entry of which it remembers the chain hash.</summary>
    public ArchiveGap Skip(LogPosition last, ChainHash chain)
    {
        Debug.Assert(last.Sequence > At.Sequence);
        _commonSequence ??= At.Sequence;
        var gap = new ArchiveGap(Life, _gap?.After ?? At, last.Sequence);
        _gap = gap;
        (At, Chain) = (last, chain);
        return gap;
    }

    /// <summary>What is to be written for the entries that follow.</summary>
    /// <param name="entries">As the log gave them out after <see cref="At"/>.</param>
    /// <param name="fault">Why an entry does not follow; it and what comes after it is left out.</param>
    /// <returns><see langword="null"/>: nothing.</returns>
    public ArchiveStep? Prepare(IReadOnlyList<Entry> entries, out string? fault)
    {
        fault = null;
        var check = new ChainCheck(At, Chain);
        var taken = new List<Entry>(entries.Count);
        var begun = new List<ArchivedEpoch>();
        ulong? common = _commonSequence;
        foreach (Entry entry in entries)
        {
            (LogPosition before, ChainHash beforeChain) = (check.Position, check.Chain);
            fault = check.Follow(entry);
            if (fault is not null)
                break;
            bool begins = !_known.Contains(entry.Epoch) && !begun.Exists(epoch => epoch.Epoch == entry.Epoch);
            if (begins)
                begun.Add(new ArchivedEpoch(entry.Epoch, 0, Life, before.Sequence, beforeChain, common ?? before.Sequence));
            common = null;
            taken.Add(entry);
        }
        if (taken.Count == 0)
            return null;
        Entry last = taken[^1];
        var after = new ArchivePlace(Life, last.Position, last.Chain, last.PublishedMs);
        return new ArchiveStep(_partition, Stored, after, taken, begun, _gap);
    }

    /// <summary>The archive has taken it.</summary>
    public void Pass(ArchiveStep step)
    {
        Debug.Assert(step.Before == Stored);
        Stored = step.After;
        (At, Chain) = (Stored.Position, Stored.Chain);
        _known.UnionWith(step.Begun.Select(static epoch => epoch.Epoch));
        (_commonSequence, _gap) = (null, null);
    }
}
