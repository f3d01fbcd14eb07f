using System.Diagnostics;
using System.Globalization;

namespace Fanout.Log;

/// <summary>
/// What a writer has issued in its tenure: numbers, chain, the entries that wait for their answer, and as many answered
/// ones as a reopening may need. Not safe for concurrent use; the writer's lock guards it.
/// </summary>
internal sealed class IssueBook(int partition, PartitionWriterOptions options)
{
    private readonly Dictionary<string, MatchPosition> _matches = new(StringComparer.Ordinal);
    private readonly Queue<IssuedEntry> _answered = new();
    private readonly LinkedList<IssuedEntry> _pending = new();
    private readonly Dictionary<string, IssuedEntry> _pendingKeys = new(StringComparer.Ordinal);
    // Where the matches with public entries since the last snapshot stood in it.
    private readonly Dictionary<string, MatchPosition> _saved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _openedMs = new(StringComparer.Ordinal); // of this epoch, by match
    private int _answeredBytes;
    private LogPosition _confirmed;

    public uint Epoch { get; private set; }

    /// <summary>Last entry issued.</summary>
    public LogPosition Issued { get; private set; }

    public ChainHash IssuedChain { get; private set; }

    /// <summary>Stamp of the last entry that the log has confirmed.</summary>
    public long ConfirmedMs { get; private set; }

    /// <summary>Matches that stand elsewhere than in the last snapshot: the next one must have them.</summary>
    public IEnumerable<string> Moved => _saved.Where(saved => PositionOf(saved.Key) != saved.Value).Select(
        static saved => saved.Key);

    public int PendingCount => _pending.Count;

    public IssuedEntry? LastPending => _pending.Last?.Value;

    public MatchPosition PositionOf(string matchId) => _matches.GetValueOrDefault(matchId);

    /// <summary>Stamp of the opening by which a match entered this epoch; null where the log has not confirmed one.</summary>
    public long? OpenedMs(string matchId) => _openedMs.TryGetValue(matchId, out long openedMs) ? openedMs : null;

    public IssuedEntry? FindPending(string key) => _pendingKeys.GetValueOrDefault(key);

    /// <summary>Restoring: the match stands here, says a snapshot.</summary>
    public void Learn(string matchId, MatchPosition position)
    {
        if (position.Sequence > 0)
            _matches[matchId] = position;
    }

    /// <summary>Restoring: the match stands here, says an entry after the snapshot.</summary>
    public void Follow(Entry entry)
    {
        if (entry.MatchSequence > 0)
            MoveTo(entry.MatchId, entry.MatchPosition);
    }

    /// <summary>A snapshot is being saved: it is the last one from now on.</summary>
    /// <returns>For <see cref="PutBackSaved"/>, where it is not saved after all.</returns>
    public List<KeyValuePair<string, MatchPosition>> TakeSaved()
    {
        List<KeyValuePair<string, MatchPosition>> taken = [.. _saved];
        _saved.Clear();
        return taken;
    }

    /// <summary>The snapshot was not saved: the one before it is the last one.</summary>
    public void PutBackSaved(List<KeyValuePair<string, MatchPosition>> taken)
    {
        foreach ((string matchId, MatchPosition position) in taken)
            _saved[matchId] = position;
    }

    /// <summary>A snapshot says where the match retired; one that began anew since stands elsewhere, and stays.</summary>
    public void Forget(string matchId, MatchPosition position)
    {
        if (PositionOf(matchId) == position)
            _matches.Remove(matchId);
    }

    /// <summary>Restoring: the log ends here, and nothing was issued yet.</summary>
    public void BeginAt(PartitionHead head)
    {
        Debug.Assert(_pending.Count == 0);
        Epoch = head.Position.Epoch;
        Issued = _confirmed = head.Position;
        IssuedChain = head.Chain;
        ConfirmedMs = head.PublishedMs;
    }

    /// <summary>Numbers a draft and chains it to what was issued before.</summary>
    public IssuedEntry Issue(EntryDraft draft, LogPosition continues = default)
    {
        MatchPosition before = PositionOf(draft.MatchId);
        var entry = new Entry
        {
            Partition = partition,
            Epoch = Epoch,
            Sequence = Issued.Sequence + 1,
            MatchId = draft.MatchId,
            MatchSequence = draft.Kind == EntryKind.Decision ? 0 : before.Sequence + 1,
            Kind = draft.Kind,
            Key = draft.Key == EntryDraft.OwnKey ? OwnKey(Issued.Sequence + 1) : draft.Key,
            ContentDigest = draft.ContentDigest,
            Retention = draft.Retention,
            Life = draft.Life,
            Continues = continues,
            Public = draft.Public,
            Writer = draft.Writer,
            Chain = ChainHash.None,
        };
        entry = entry with { Chain = ChainHash.Next(IssuedChain, entry) };
        var issued = new IssuedEntry(entry, IssuedChain, before);
        Issued = entry.Position;
        IssuedChain = entry.Chain;
        if (entry.MatchSequence > 0)
            MoveTo(entry.MatchId, entry.MatchPosition);
        _pending.AddLast(issued);
        _pendingKeys[entry.Key] = issued;
        return issued;
    }

    /// <summary>The oldest entries that wait for an answer, as many as make one group.</summary>
    public List<IssuedEntry> NextGroup()
    {
        var group = new List<IssuedEntry>();
        int bytes = 0;
        foreach (IssuedEntry issued in _pending)
        {
            bytes += issued.Bytes;
            if (group.Count > 0 && (group.Count == options.GroupEntriesMax || bytes > options.GroupBytesMax))
                break;
            group.Add(issued);
        }
        return group;
    }

    /// <summary>
    /// The log has the oldest pending entry: it moves to what a reopening may put back. One that was put back is there
    /// already.
    /// </summary>
    public void Confirm(IssuedEntry issued, EntryPlace place)
    {
        if (issued.Answered.IsCompleted)
            return;
        Debug.Assert(ReferenceEquals(_pending.First?.Value, issued));
        RemovePending(issued);
        _confirmed = issued.Entry.Position;
        ConfirmedMs = place.PublishedMs;
        issued.Stamp(place.PublishedMs);
        if (issued.Entry.Kind == EntryKind.Opening)
            _openedMs[issued.Entry.MatchId] = place.PublishedMs;
        _answered.Enqueue(issued);
        _answeredBytes += issued.Bytes;
        while (_answeredBytes > options.IssuedBytesMax)
            _answeredBytes -= _answered.Dequeue().Bytes;
    }

    /// <summary>
    /// Takes back the entry issued last, which the log refused; <see langword="false"/> if others were chained to it
    /// already.
    /// </summary>
    public bool TryTakeBack(IssuedEntry issued)
    {
        if (!ReferenceEquals(LastPending, issued))
            return false;
        issued.WasTakenBack = true;
        RemovePending(issued);
        Issued = _pending.Last?.Value.Entry.Position ?? _confirmed;
        IssuedChain = issued.Previous;
        if (issued.Entry.MatchSequence > 0)
            _matches[issued.Entry.MatchId] = issued.MatchBefore;
        return true;
    }

    /// <summary>Nothing more will be heard of what is pending.</summary>
    public List<IssuedEntry> DropPending()
    {
        List<IssuedEntry> dropped = [.. _pending];
        _pending.Clear();
        _pendingKeys.Clear();
        return dropped;
    }

    /// <summary>
    /// The entries above a head of this writer's own history, oldest first, behind those that stand at or below it and
    /// whose answers were lost: answers are taken in order. <see langword="null"/> if that head is not in memory (older
    /// than what is kept, or of another history).
    /// </summary>
    public List<IssuedEntry>? Above(LogPosition head, ChainHash chain)
    {
        if (chain == IssuedChain)
            return [];
        List<IssuedEntry> issued = [.. _answered, .. _pending];
        int first = issued.FindIndex(candidate => candidate.Entry.Sequence > head.Sequence);
        return first >= 0 && issued[first].Previous == chain ? issued[Math.Min(first, _answered.Count)..] : null;
    }

    /// <summary>
    /// A new epoch begins after <paramref name="head"/> with these states; what was answered in the old one is no
    /// longer put back.
    /// </summary>
    public List<IssuedEntry> Restate(uint epoch, PartitionHead head, IReadOnlyList<MatchOpening> openings)
    {
        Debug.Assert(_pending.Count == 0);
        ulong sequence = openings.Count == 0 ? head.Position.Sequence : Math.Max(
            head.Position.Sequence, Issued.Sequence);
        Epoch = epoch;
        Issued = _confirmed = new LogPosition(epoch, sequence);
        IssuedChain = head.Chain;
        ConfirmedMs = head.PublishedMs;
        _answered.Clear();
        _answeredBytes = 0;
        _openedMs.Clear();
        return [.. openings.Select(opening => Issue(DraftOf(opening), head.Position))];
    }

    private void MoveTo(string matchId, MatchPosition position)
    {
        _saved.TryAdd(matchId, PositionOf(matchId));
        _matches[matchId] = position;
    }

    private EntryDraft DraftOf(MatchOpening opening) => new()
    {
        MatchId = opening.MatchId,
        Kind = EntryKind.Opening,
        Key = string.Create(CultureInfo.InvariantCulture, $"{EntryLimits.OpeningKeyPrefix}{Epoch}/{opening.MatchId}"),
        ContentDigest = ContentDigest.Of(opening.Public.Span),
        Public = opening.Public,
        Writer = opening.Writer,
    };

    /// <summary>
    /// Of the place that is being given out: whatever the log answers to it, it can stand for no other entry.
    /// </summary>
    private string OwnKey(ulong sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{EntryDraft.OwnKey}{Epoch}/{sequence}");

    private void RemovePending(IssuedEntry issued)
    {
        _pending.Remove(issued);
        _pendingKeys.Remove(issued.Entry.Key);
    }
}
