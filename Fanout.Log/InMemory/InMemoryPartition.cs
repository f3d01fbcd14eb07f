using System.Collections.Immutable;

namespace Fanout.Log.InMemory;

/// <summary>Everything that the in-memory log keeps of one partition. The log's lock guards it.</summary>
internal sealed class InMemoryPartition : IPartitionStore
{
    private readonly List<Entry> _entries;
    private readonly Dictionary<string, KeyRecord> _keys;
    private readonly Dictionary<string, MatchRecord> _matches;
    private readonly Dictionary<string, List<Entry>> _publicEntries;
    private readonly List<StoredSnapshot> _snapshots;

    public InMemoryPartition(string runId)
    {
        Record = new PartitionRecord { SealedRunId = runId };
        _entries = [];
        _keys = new Dictionary<string, KeyRecord>(StringComparer.Ordinal);
        _matches = new Dictionary<string, MatchRecord>(StringComparer.Ordinal);
        _publicEntries = new Dictionary<string, List<Entry>>(StringComparer.Ordinal);
        _snapshots = [];
    }

    private InMemoryPartition(InMemoryPartition other)
    {
        Record = other.Record;
        _entries = [.. other._entries];
        _keys = new Dictionary<string, KeyRecord>(other._keys, StringComparer.Ordinal);
        _matches = new Dictionary<string, MatchRecord>(other._matches, StringComparer.Ordinal);
        _publicEntries = other._publicEntries.ToDictionary(
            pair => pair.Key, pair => pair.Value.ToList(), StringComparer.Ordinal);
        _snapshots = [.. other._snapshots];
    }

    public PartitionRecord Record { get; set; }

    public Fence? Fence { get; set; }

    /// <summary>Unix time in milliseconds of the current step: decides which keys are still remembered.</summary>
    public long NowMs { get; set; }

    public InMemoryPartition Copy() => new(this);

    public KeyPlace? FindKey(string key) =>
        _keys.TryGetValue(key, out KeyRecord known) && !IsExpired(known) ? known.Place : null;

    public MatchPosition? MatchHead(string matchId) =>
        _matches.TryGetValue(matchId, out MatchRecord match) && match.Head.Sequence > 0 ? match.Head : null;

    public void Insert(Entry entry)
    {
        _entries.Add(entry);
        var place = new EntryPlace(entry.Position, entry.MatchPosition, entry.PublishedMs);
        _keys[entry.Key] = new KeyRecord(new KeyPlace(entry.ContentDigest, place), entry.Retention, entry.MatchId);

        if (entry.MatchSequence > 0)
        {
            if (!_publicEntries.TryGetValue(entry.MatchId, out List<Entry>? entries))
                _publicEntries[entry.MatchId] = entries = [];
            entries.Add(entry);
        }
        MatchRecord match = _matches.GetValueOrDefault(entry.MatchId);
        _matches[entry.MatchId] = new MatchRecord(
            entry.MatchSequence == 0 ? match.Head : entry.MatchPosition,
            entry.Life switch
            {
                MatchLife.Closes => entry.PublishedMs,
                MatchLife.Reopens => null,
                MatchLife.Retires => match.ClosedMs ?? entry.PublishedMs, // given up without being over
                _ => match.ClosedMs,
            });
    }

    /// <summary>Chain hash of the entry at a sequence that is in the log, trimmed last, or 0.</summary>
    public ChainHash ChainAt(ulong sequence)
    {
        if (sequence == 0)
            return ChainHash.None;
        return sequence == Record.Trimmed.Sequence ? Record.TrimmedChain : _entries[IndexAfter(sequence) - 1].Chain;
    }

    public IReadOnlyList<Entry> ReadAfter(ulong sequence, int countMax)
    {
        int from = IndexAfter(sequence);
        return _entries.GetRange(from, Math.Min(countMax, _entries.Count - from));
    }

    /// <summary>Changes and openings of a match that are still in the log, in order.</summary>
    public IReadOnlyList<Entry> PublicEntriesOf(string matchId) =>
        _publicEntries.TryGetValue(matchId, out List<Entry>? entries) ? entries : [];

    public PartitionSnapshot? FindSnapshot(SnapshotLimit limit)
    {
        StoredSnapshot? found = _snapshots.FindLast(stored =>
            stored.Snapshot.Position.Sequence <= (limit.SequenceMax ?? ulong.MaxValue)
            && stored.Snapshot.PublishedMs <= (limit.PublishedMsMax ?? long.MaxValue));
        if (found is null || limit.MatchId is not { } matchId)
            return found?.Snapshot;
        return found.Snapshot with { Matches = found.Matches.TryGetValue(matchId, out MatchSnapshot? match) ? [match] : [] };
    }

    public SnapshotOutcome SaveSnapshot(PartitionSnapshot snapshot)
    {
        StoredSnapshot? newest = _snapshots.LastOrDefault();
        SnapshotOutcome outcome = SnapshotRules.Judge(
            snapshot, Record.Head.Epoch, newest?.Snapshot.Position.Sequence ?? 0, EntryAt(snapshot.Position.Sequence));
        if (outcome == SnapshotOutcome.Saved)
            InsertSnapshot(snapshot);
        return outcome;
    }

    /// <summary>Stores a snapshot above all others without judging it.</summary>
    public void InsertSnapshot(PartitionSnapshot snapshot)
    {
        StoredSnapshot? newest = _snapshots.LastOrDefault();
        ImmutableSortedDictionary<string, MatchSnapshot> matches = (newest?.Matches ?? NoMatches)
            .SetItems(snapshot.Matches.Select(match => KeyValuePair.Create(match.MatchId, match)))
            .RemoveRange(snapshot.Matches
                .Where(match => match is { IsRetired: true, Position.Sequence: 0 }).Select(match => match.MatchId));
        _snapshots.Add(new StoredSnapshot(snapshot with { Matches = [.. matches.Values] }, matches));
    }

    public ulong Trim(ulong through)
    {
        foreach (string key in _keys.Where(pair => IsExpired(pair.Value)).Select(pair => pair.Key).ToList())
            _keys.Remove(key);
        int newest = _snapshots.FindLastIndex(stored => stored.Snapshot.Position.Sequence <= through);
        if (newest < 0)
            return Record.Trimmed.Sequence;
        ulong sequence = Math.Min(
            _snapshots[newest].Snapshot.Position.Sequence, Record.ArchivedThrough ?? ulong.MaxValue);
        int count = IndexAfter(sequence);
        if (count > 0)
        {
            Entry last = _entries[count - 1];
            Record = Record with { Trimmed = last.Position, TrimmedChain = last.Chain };
            _entries.RemoveRange(0, count);
            foreach (List<Entry> entries in _publicEntries.Values)
                entries.RemoveAll(entry => entry.Sequence <= last.Sequence);
        }
        _snapshots.RemoveRange(0, newest);
        return Record.Trimmed.Sequence;
    }

    private static ImmutableSortedDictionary<string, MatchSnapshot> NoMatches { get; } =
        ImmutableSortedDictionary.Create<string, MatchSnapshot>(StringComparer.Ordinal);

    private (uint Epoch, ChainHash Chain)? EntryAt(ulong sequence)
    {
        int index = IndexAfter(sequence) - 1;
        return index >= 0 && _entries[index].Sequence == sequence ? (
            _entries[index].Epoch, _entries[index].Chain) : null;
    }

    private int IndexAfter(ulong sequence)
    {
        int low = 0;
        int high = _entries.Count;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (_entries[middle].Sequence <= sequence)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private bool IsExpired(KeyRecord key)
    {
        long? fromMs = key.Retention == KeyRetention.Match
            ? _matches.GetValueOrDefault(key.MatchId).ClosedMs
            : key.Place.Place.PublishedMs;
        return fromMs + (long)KeyRetentionTimes.After(key.Retention).TotalMilliseconds < NowMs;
    }

    private readonly record struct KeyRecord(KeyPlace Place, KeyRetention Retention, string MatchId);

    private readonly record struct MatchRecord(MatchPosition Head, long? ClosedMs);

    private sealed record StoredSnapshot(
        PartitionSnapshot Snapshot, ImmutableSortedDictionary<string, MatchSnapshot> Matches);
}
