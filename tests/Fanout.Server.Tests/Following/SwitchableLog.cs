using Fanout.Log;

namespace Fanout.Server.Tests.Following;

/// <summary>
/// Reads whichever log is the current one, as a node does whose store fails over; away when there is none.
/// </summary>
internal sealed class SwitchableLog : ILogReader
{
    private readonly ILogReader _first;
    private ILogReader? _current;
    private Exception? _failure;

    public SwitchableLog(ILogReader first) => (_first, _current) = (first, first);

    public ILogReader? Current
    {
        set => Volatile.Write(ref _current, value);
    }

    /// <summary>Thrown by the next read, as a fault of ours would be.</summary>
    public Exception? Failure
    {
        set => Volatile.Write(ref _failure, value);
    }

    public int PartitionCount => _first.PartitionCount;

    private ILogReader Log => Volatile.Read(ref _current) ?? throw new LogStorageException("away");

    public ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _failure, null) is { } failure
            ? throw failure
            : Log.ReadAsync(partition, after, countMax, cancellationToken);

    public ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default) =>
        Log.ReadMatchAsync(matchId, after, countMax, cancellationToken);

    public ValueTask<KeyPlace?> FindKeyAsync(
        int partition, string key, CancellationToken cancellationToken = default) =>
        Log.FindKeyAsync(partition, key, cancellationToken);

    /// <summary>Hints of another log than the first get lost: there, and while the log is away, the node polls.</summary>
    public ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default) =>
        _first.WaitForNewsAsync(
            partition, Volatile.Read(ref _current) == _first ? after : ulong.MaxValue, cancellationToken);

    public ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) =>
        Log.ReadSnapshotAsync(partition, limit, cancellationToken);

    public ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) =>
        Log.ReadLeaseAsync(partition, cancellationToken);
}
