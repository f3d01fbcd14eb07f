namespace Fanout.Log.Tests;

/// <summary>
/// A log in front of another one, which may be exchanged while it is in use; what a test does not override goes
/// straight through.
/// </summary>
internal abstract class LogDecorator(IEventLog inner) : IEventLog
{
    private volatile IEventLog _inner = inner;

    public IEventLog Inner
    {
        get => _inner;
        protected set => _inner = value;
    }

    public int PartitionCount => Inner.PartitionCount;

    public virtual ValueTask<AppendAnswer> AppendAsync(
        AppendRequest request, CancellationToken cancellationToken = default) =>
        Inner.AppendAsync(request, cancellationToken);

    public virtual ValueTask<SealOutcome> SealAsync(
        SealRequest request, CancellationToken cancellationToken = default) =>
        Inner.SealAsync(request, cancellationToken);

    public virtual ValueTask<bool> IsCopiedAsync(
        int partition, TimeSpan atMost, CancellationToken cancellationToken = default) =>
        Inner.IsCopiedAsync(partition, atMost, cancellationToken);

    public virtual ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default) =>
        Inner.ReadAsync(partition, after, countMax, cancellationToken);

    public ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default) =>
        Inner.ReadMatchAsync(matchId, after, countMax, cancellationToken);

    public virtual ValueTask<KeyPlace?> FindKeyAsync(
        int partition, string key, CancellationToken cancellationToken = default) =>
        Inner.FindKeyAsync(partition, key, cancellationToken);

    public virtual ValueTask WaitForNewsAsync(
        int partition, ulong after, CancellationToken cancellationToken = default) =>
        Inner.WaitForNewsAsync(partition, after, cancellationToken);

    public virtual ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) =>
        Inner.ReadSnapshotAsync(partition, limit, cancellationToken);

    public virtual ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) =>
        Inner.ReadLeaseAsync(partition, cancellationToken);

    public virtual ValueTask<bool> ReclaimLeaseAsync(
        int partition, Fence fence, string address, CancellationToken cancellationToken = default) =>
        Inner.ReclaimLeaseAsync(partition, fence, address, cancellationToken);

    public virtual ValueTask<LeaseAnswer> AcquireLeaseAsync(
        int partition, HolderId holder, string address, CancellationToken cancellationToken = default) =>
        Inner.AcquireLeaseAsync(partition, holder, address, cancellationToken);

    public virtual ValueTask<bool> RenewLeaseAsync(
        int partition, Fence fence, CancellationToken cancellationToken = default) =>
        Inner.RenewLeaseAsync(partition, fence, cancellationToken);

    public ValueTask ReleaseLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default) =>
        Inner.ReleaseLeaseAsync(partition, fence, cancellationToken);

    public virtual ValueTask<SnapshotOutcome> SaveSnapshotAsync(
        PartitionSnapshot snapshot, CancellationToken cancellationToken = default) =>
        Inner.SaveSnapshotAsync(snapshot, cancellationToken);

    public ValueTask MarkArchivedAsync(int partition, ulong through, CancellationToken cancellationToken = default) =>
        Inner.MarkArchivedAsync(partition, through, cancellationToken);

    public ValueTask<ulong> TrimAsync(int partition, ulong through, CancellationToken cancellationToken = default) =>
        Inner.TrimAsync(partition, through, cancellationToken);

    public ValueTask DisposeAsync() => Inner.DisposeAsync();
}
