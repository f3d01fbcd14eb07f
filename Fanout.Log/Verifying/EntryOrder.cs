namespace Fanout.Log;

/// <summary>
/// Follows the entries of a partition: their numbers, epochs, chain and stamps. After a finding it goes on from what the
/// entry says of itself, so that one fault is told once and what follows is judged for itself.
/// </summary>
internal sealed class EntryOrder(PartitionFindings findings)
{
    private readonly HashSet<uint> _epochs = [];
    private readonly List<(LogPosition Position, ChainHash Chain)> _ends = [];
    private bool _isChainKnown = true;

    /// <summary>The last entry that was followed.</summary>
    public LogPosition Position { get; private set; }

    /// <summary>Chain hash of it, as stored.</summary>
    public ChainHash Chain { get; private set; }

    /// <summary>Stamp of it.</summary>
    public long PublishedMs { get; private set; }

    public int EpochCount => _epochs.Count;

    /// <summary>The last entry of each epoch that another one followed.</summary>
    public IReadOnlyList<(LogPosition Position, ChainHash Chain)> Ends => _ends;

    /// <summary>Whether an entry of this epoch was followed.</summary>
    public bool Knows(uint epoch) => _epochs.Contains(epoch);

    public void BeginAt(PartitionSnapshot snapshot)
    {
        (Position, Chain, PublishedMs) = (snapshot.Position, snapshot.Chain, snapshot.PublishedMs);
        _isChainKnown = true;
        _epochs.Add(snapshot.Position.Epoch);
    }

    /// <summary>Entries up to a sequence could not be read: what follows is chained to nothing that is known.</summary>
    public void SkipTo(ulong sequence)
    {
        Position = Position with { Sequence = sequence };
        _isChainKnown = false;
    }

    /// <param name="entry">The next entry that the log gives out.</param>
    /// <param name="isHashable">Whether it can have a chain hash (<see cref="EntryShape"/>).</param>
    public void Follow(Entry entry, bool isHashable)
    {
        if (CheckNumbers(entry) && _isChainKnown && isHashable)
            CheckChain(entry);
        if (entry.PublishedMs < PublishedMs)
            findings.Add(FindingKind.Time, entry, $"published at {PublishedMs} or later", $"{entry.PublishedMs}");
        if (entry.Epoch != Position.Epoch && Position.Sequence > 0)
            _ends.Add((Position, Chain));
        (Position, Chain, PublishedMs) = (entry.Position, entry.Chain, entry.PublishedMs);
        _epochs.Add(entry.Epoch);
        _isChainKnown = true;
    }

    /// <summary>Whether the head that the log tells is the end of what was followed.</summary>
    public void CheckHead(PartitionHead head)
    {
        bool isEnd = head.Position.Sequence == Position.Sequence
            && (head.Position.Epoch == Position.Epoch || !Knows(head.Position.Epoch));
        if (!isEnd)
            Add(FindingKind.Sequence, head, $"entry {head.Position}, the head", $"the end at {Position}");
        else if (_isChainKnown && head.Chain != Chain)
            Add(FindingKind.Chain, head, $"chain hash {Chain} at the head", $"{head.Chain}");
        else if (_isChainKnown && head.PublishedMs != PublishedMs)
            Add(FindingKind.Time, head, $"{PublishedMs} at the head", $"{head.PublishedMs}");
    }

    /// <returns>Whether the entry follows the one before it, so that their chain can be computed.</returns>
    private bool CheckNumbers(Entry entry)
    {
        bool begins = entry.Epoch != Position.Epoch;
        // One that continues nothing is first where the store lost all that was before; its number is the writer's next.
        bool skips = begins && entry.Kind == EntryKind.Opening
            && (entry.Continues != LogPosition.Start || Position == LogPosition.Start);
        bool follows = skips ? entry.Sequence > Position.Sequence : entry.Sequence == Position.Sequence + 1;
        if (!follows)
        {
            string expected = skips ? $"a sequence above {Position.Sequence}" : $"sequence {Position.Sequence + 1}";
            findings.Add(FindingKind.Sequence, entry, expected, $"sequence {entry.Sequence}");
        }
        if (begins)
            CheckEpoch(entry);
        return follows;
    }

    /// <summary>
    /// An epoch begins once, and where it begins with openings they say what it continues. One that had no match to
    /// restate may begin with any entry, and one in which nothing was written can be seen only by what continues it.
    /// </summary>
    private void CheckEpoch(Entry entry)
    {
        if (entry.Epoch == 0 || Knows(entry.Epoch))
        {
            findings.Add(
                FindingKind.Epoch, entry, $"epoch {Position.Epoch}, or one that was never used", $"epoch {entry.Epoch}");
        }
        bool continues = entry.Kind != EntryKind.Opening
            || entry.Continues == LogPosition.Start
            || entry.Continues == Position
            || (entry.Continues.Sequence == Position.Sequence && !Knows(entry.Continues.Epoch));
        if (!continues)
            findings.Add(FindingKind.Epoch, entry, $"an opening that continues {Position}", $"{entry.Continues}");
    }

    private void CheckChain(Entry entry)
    {
        ChainHash expected = ChainHash.Next(Chain, entry);
        if (expected != entry.Chain)
            findings.Add(FindingKind.Chain, entry, $"chain hash {expected}, of its content", $"{entry.Chain}");
    }

    private void Add(FindingKind kind, PartitionHead head, string expected, string found) =>
        findings.Add(kind, head.Position, null, expected, found);
}
