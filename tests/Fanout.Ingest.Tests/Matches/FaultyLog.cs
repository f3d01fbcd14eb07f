using Fanout.Log;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>A log whose next appends fail, or are done and answered as if nobody knew.</summary>
internal sealed class FaultyLog(IEventLog inner) : IEventLog
{
    private int _failures;
    private int _repliesLost;

    public int PartitionCount => inner.PartitionCount;

    /// <summary>The next append takes nothing and says so.</summary>
    public void FailNextAppend() => Interlocked.Increment(ref _failures);

    /// <summary>The next append is done, but its answer is lost.</summary>
    public void LoseNextReply() => Interlocked.Increment(ref _repliesLost);

    public async ValueTask<AppendAnswer> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        if (Take(ref _failures)) throw new LogStorageException("disk full");
        var answer = await inner.AppendAsync(request, cancellationToken);
        return Take(ref _repliesLost) ? AppendAnswer.Unknown : answer;
    }

    public ValueTask<SealOutcome> SealAsync(SealRequest request, CancellationToken cancellationToken = default) => inner.SealAsync(request, cancellationToken);

    public ValueTask<LeaseAnswer> AcquireLeaseAsync(int partition, HolderId holder, string address, CancellationToken cancellationToken = default) =>
        inner.AcquireLeaseAsync(partition, holder, address, cancellationToken);

    public ValueTask<bool> RenewLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default) =>
        inner.RenewLeaseAsync(partition, fence, cancellationToken);

    public ValueTask ReleaseLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default) =>
        inner.ReleaseLeaseAsync(partition, fence, cancellationToken);

    public ValueTask<SnapshotOutcome> SaveSnapshotAsync(PartitionSnapshot snapshot, CancellationToken cancellationToken = default) =>
        inner.SaveSnapshotAsync(snapshot, cancellationToken);

    public ValueTask MarkArchivedAsync(int partition, ulong through, CancellationToken cancellationToken = default) =>
        inner.MarkArchivedAsync(partition, through, cancellationToken);

    public ValueTask<ulong> TrimAsync(int partition, ulong through, CancellationToken cancellationToken = default) =>
        inner.TrimAsync(partition, through, cancellationToken);

    public ValueTask<LogPage> ReadAsync(int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(partition, after, countMax, cancellationToken);

    public ValueTask<MatchPage> ReadMatchAsync(string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default) =>
        inner.ReadMatchAsync(matchId, after, countMax, cancellationToken);

    public ValueTask<KeyPlace?> FindKeyAsync(int partition, string key, CancellationToken cancellationToken = default) =>
        inner.FindKeyAsync(partition, key, cancellationToken);

    public ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default) =>
        inner.WaitForNewsAsync(partition, after, cancellationToken);

    public ValueTask<PartitionSnapshot?> ReadSnapshotAsync(int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) =>
        inner.ReadSnapshotAsync(partition, limit, cancellationToken);

    public ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) =>
        inner.ReadLeaseAsync(partition, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static bool Take(ref int count)
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref count);
            if (seen == 0) return false;
        }
        while (Interlocked.CompareExchange(ref count, seen - 1, seen) != seen);
        return true;
    }
}
