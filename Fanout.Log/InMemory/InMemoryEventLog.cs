namespace Fanout.Log.InMemory;

/// <summary>
/// The event log without a disk, for simulation and tests: every answer is there when the call returns, and time is
/// what the <see cref="TimeProvider"/> says, so one seed gives one run. Safe for concurrent use.
/// </summary>
public sealed class InMemoryEventLog : IEventLog
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly string _runId;
    private readonly InMemoryPartition[] _partitions;
    private readonly LeaseTable _leases;
    private readonly NewsBoard _news;

    /// <summary>An empty log.</summary>
    /// <param name="partitionCount"><see cref="Partitioning.CountMin"/>–<see cref="Partitioning.CountMax"/>.</param>
    /// <param name="time">Stamps entries, ends leases, wakes polling readers.</param>
    /// <param name="runId">Name of this run of the store.</param>
    public InMemoryEventLog(int partitionCount, TimeProvider time, string runId = "run-1")
        : this(time, runId, EmptyPartitions(partitionCount, runId), new LeaseTable(partitionCount, time))
    {
    }

    internal InMemoryEventLog(TimeProvider time, string runId, InMemoryPartition[] partitions)
        : this(time, runId, partitions, new LeaseTable(partitions.Length, time))
    {
    }

    private InMemoryEventLog(TimeProvider time, string runId, InMemoryPartition[] partitions, LeaseTable leases)
    {
        _time = time;
        _runId = runId;
        _partitions = partitions;
        _leases = leases;
        _news = new NewsBoard(partitions.Length, time);
        for (int partition = 0; partition < partitions.Length; partition++)
            _news.Announce(partition, partitions[partition].Record.Head.Sequence);
    }

    public int PartitionCount => _partitions.Length;

    /// <summary>
    /// An independent copy of the log as it is now, leases too, which answers under another run id: what a replica is
    /// that is made primary without having received what comes after.
    /// </summary>
    public InMemoryEventLog Fork(string runId)
    {
        lock (_gate)
        {
            return new InMemoryEventLog(
                _time, runId, [.. _partitions.Select(static partition => partition.Copy())], _leases.Copy());
        }
    }

    public ValueTask<AppendAnswer> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        AppendAnswer answer = InPartition(
            request.Partition, store => AppendRules.Run(store, request, _runId, store.NowMs));
        Announce(request.Partition);
        return ValueTask.FromResult(answer);
    }

    public ValueTask<SealOutcome> SealAsync(SealRequest request, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InPartition(request.Partition, store => SealRules.Run(store, request, _runId)));

    public ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InPartition(partition, store => ReadPage(store, after, countMax)));

    public ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InPartition(
            Partitioning.Of(matchId, PartitionCount), store => ReadMatchPage(store, matchId, after, countMax)));

    public ValueTask<KeyPlace?> FindKeyAsync(
        int partition, string key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InPartition(partition, store => store.FindKey(key)));

    public ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default) =>
        _news.WaitAsync(partition, after, cancellationToken);

    public ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InPartition(partition, store => store.FindSnapshot(limit)));

    public ValueTask<SnapshotOutcome> SaveSnapshotAsync(
        PartitionSnapshot snapshot, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InPartition(snapshot.Partition, store => store.SaveSnapshot(snapshot)));

    public ValueTask MarkArchivedAsync(int partition, ulong through, CancellationToken cancellationToken = default)
    {
        InPartition(partition, store => store.Record = store.Record with { ArchivedThrough = through });
        return ValueTask.CompletedTask;
    }

    public ValueTask<ulong> TrimAsync(int partition, ulong through, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InPartition(partition, store => store.Trim(through)));

    public ValueTask<LeaseAnswer> AcquireLeaseAsync(
        int partition, HolderId holder, string address, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        lock (_gate)
            return ValueTask.FromResult(_leases.Acquire(partition, holder, address));
    }

    public ValueTask<bool> ReclaimLeaseAsync(
        int partition, Fence fence, string address, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return ValueTask.FromResult(_leases.Reclaim(partition, fence, address));
    }

    public ValueTask<bool> RenewLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return ValueTask.FromResult(_leases.Renew(partition, fence));
    }

    public ValueTask ReleaseLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            _leases.Release(partition, fence);
        return ValueTask.CompletedTask;
    }

    public ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return ValueTask.FromResult(_leases.Read(partition));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static InMemoryPartition[] EmptyPartitions(int count, string runId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Partitioning.CountMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Partitioning.CountMax);
        return [.. Enumerable.Range(0, count).Select(_ => new InMemoryPartition(runId))];
    }

    private T InPartition<T>(int partition, Func<InMemoryPartition, T> step)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        lock (_gate)
        {
            InMemoryPartition store = _partitions[partition];
            store.Fence = _leases.FenceOf(partition);
            store.NowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
            return step(store);
        }
    }

    private void Announce(int partition) =>
        _news.Announce(partition, InPartition(partition, store => store.Record.Head.Sequence));

    private LogPage ReadPage(InMemoryPartition store, LogPosition asked, int countMax)
    {
        LogArguments.CheckCount(countMax);
        (PageStatus status, LogPosition after) = PageRules.Locate(asked, store.Record);
        bool readable = status is PageStatus.Ok or PageStatus.Rewound;
        return new LogPage
        {
            Status = status,
            Head = store.Record.ToHead(_runId),
            After = after,
            AfterChain = readable ? store.ChainAt(after.Sequence) : ChainHash.None,
            Entries = readable ? store.ReadAfter(after.Sequence, countMax) : [],
        };
    }

    private static MatchPage ReadMatchPage(InMemoryPartition store, string matchId, MatchPosition after, int countMax)
    {
        LogArguments.CheckCount(countMax);
        if (store.MatchHead(matchId) is not { } head)
            return MatchPage.NotFound;

        IReadOnlyList<Entry> entries = store.PublicEntriesOf(matchId);
        MatchPosition? first = entries.Count == 0 ? null : entries[0].MatchPosition;
        uint? epochAtAfter = entries.FirstOrDefault(entry => entry.MatchSequence == after.Sequence)?.Epoch;
        MatchPageStatus status = PageRules.LocateInMatch(after, head, first, epochAtAfter);
        return new MatchPage
        {
            Status = status,
            Head = head,
            First = first ?? head,
            Continues = status == MatchPageStatus.Void ? LastCommon(entries, after) : default,
            Entries = status != MatchPageStatus.Ok ? [] :
                [.. entries.Where(entry => entry.MatchSequence > after.Sequence).Take(countMax)],
        };
    }

    private static MatchPosition LastCommon(IReadOnlyList<Entry> entries, MatchPosition after)
    {
        Entry? last = entries.LastOrDefault(
            entry => entry.Epoch == after.Epoch && entry.MatchSequence <= after.Sequence);
        return last?.MatchPosition ?? MatchPosition.Start;
    }
}
