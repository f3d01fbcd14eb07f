using Fanout.Log;

namespace Fanout.Server.Tests.Simulating;

/// <summary>A log in memory whose reader can be cut off, and whose past can be trimmed.</summary>
internal sealed class SimulatedLog : ILogReader
{
    private readonly Dictionary<string, List<Entry>> _matches = [];

    public int PartitionCount => 1;

    /// <summary>Whether it answers.</summary>
    public bool Away { get; set; }

    /// <summary>What its answers wait for; null: they come at once.</summary>
    public Task? Held { get; set; }

    /// <summary>Times that a match was read.</summary>
    public int Reads { get; private set; }

    public void Append(Entry entry)
    {
        if (!_matches.TryGetValue(entry.MatchId, out var entries))
            _matches[entry.MatchId] = entries = [];
        entries.Add(entry);
    }

    /// <summary>Drops the entries of a match below a sequence.</summary>
    public void Trim(string matchId, uint below) => _matches[matchId].RemoveAll(entry => entry.MatchSequence < below);

    /// <summary>Replaces the public part of an entry by bytes that are none.</summary>
    public void Damage(string matchId, uint seq)
    {
        var entries = _matches[matchId];
        var index = entries.FindIndex(entry => entry.MatchSequence == seq);
        entries[index] = entries[index] with { Public = new byte[] { 0xff } };
    }

    /// <summary>Takes the last entries of a match back, as a log does that took another course.</summary>
    public void CutAfter(string matchId, uint seq) => _matches[matchId].RemoveAll(entry => entry.MatchSequence > seq);

    public async ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        if (Held is { } held)
            await held;
        Reads++;
        if (Away)
            throw new LogStorageException("away");
        var entries = _matches.GetValueOrDefault(matchId) ?? [];
        if (entries.Count == 0)
            return Page(MatchPageStatus.NotFound, default, default, []);
        var (first, head) = (entries[0].MatchPosition, entries[^1].MatchPosition);
        var status = StatusOf(entries, after, head);
        var following = status == MatchPageStatus.Ok
            ? entries.Where(entry => entry.MatchSequence > after.Sequence).Take(countMax).ToList()
            : [];
        return Page(status, head, first, following);
    }

    public ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<KeyPlace?> FindKeyAsync(
        int partition, string key, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    private static MatchPageStatus StatusOf(List<Entry> entries, MatchPosition after, MatchPosition head)
    {
        if (after.Sequence == 0)
            return entries[0].MatchSequence == 1 ? MatchPageStatus.Ok : MatchPageStatus.Gone;
        if (entries.Find(entry => entry.MatchSequence == after.Sequence) is { } at)
            return at.Epoch == after.Epoch ? MatchPageStatus.Ok : MatchPageStatus.Void;
        if (after.Sequence > head.Sequence)
            return after.Epoch == head.Epoch ? MatchPageStatus.Ahead : MatchPageStatus.Void;
        return MatchPageStatus.Gone;
    }

    private static MatchPage Page(
        MatchPageStatus status, MatchPosition head, MatchPosition first, List<Entry> entries) =>
        new() { Status = status, Head = head, First = first, Entries = entries };
}
