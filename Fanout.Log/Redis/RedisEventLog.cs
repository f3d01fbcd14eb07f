using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>
/// The log that processes share: one stream for each partition, and scripts that keep the rules of the contract in one
/// atomic step each (DESIGN 5). Safe for concurrent use.
/// </summary>
/// <remarks>
/// Requests of different partitions run side by side, pipelined on one connection to each server. A request that got no
/// answer is <see cref="AppendOutcome.Unknown"/>, also where it was certainly never sent: a writer that asks again keeps
/// in memory what a store that comes back empty may need.
/// </remarks>
public sealed class RedisEventLog : IEventLog
{
    private readonly RedisLink _link;
    private readonly RedisConnecting _connecting;
    private readonly EventLogMetrics _metrics;
    private readonly RedisKeys[] _keys;
    private readonly HintBoard[] _hints;
    private readonly NewsBoard _news;
    private readonly RedisReading _reading;
    private readonly RedisLeases _leases;
    private readonly RedisSnapshots _snapshots;
    private readonly RedisTrimming _trimming;
    private readonly PrimaryWatch _watch;
    private readonly RedisReplication _replication;
    private readonly RedisReplicas _replicas;
    private bool _isDisposed;

    private RedisEventLog(RedisLogSettings settings, TimeProvider time, EventLogMetrics metrics, ILogger logger)
    {
        PartitionCount = settings.PartitionCount;
        _metrics = metrics;
        _link = new RedisLink(
            time, RedisConnectionString.PatienceOf(RedisConnectionString.Parse(settings.Connection)));
        _keys = [.. Enumerable.Range(0, PartitionCount).Select(static partition => new RedisKeys(partition))];
        _news = new NewsBoard(PartitionCount, time);
        _hints = [.. Enumerable.Range(0, PartitionCount).Select(partition => new HintBoard(partition, _news))];
        _reading = new RedisReading(_link, PartitionCount);
        _leases = new RedisLeases(_link, PartitionCount);
        _snapshots = new RedisSnapshots(_link);
        _trimming = new RedisTrimming(_link, _snapshots, settings.MemoryTrim, metrics, logger);
        _watch = new PrimaryWatch(_link, _trimming, _keys, settings.MemoryTrim, metrics, time, logger);
        _replication = new RedisReplication(settings.WaitReplicas, settings.WaitFor);
        _connecting = new RedisConnecting(settings, _link, _reading, time, logger);
        _replicas = new RedisReplicas(_link, () => _replication.Replicas > 0 || _connecting.HasReplicas, time);
        var listener = new HintListener(_keys, _hints, metrics);
        Connected = _connecting.RunAsync(listener, _keys[0]);
        _watch.Start(Connected);
    }

    public int PartitionCount { get; }

    /// <summary>
    /// Completes with the first connection; until then every request fails as it does later when the servers are away.
    /// Fails with a <see cref="LogStorageException"/> where the servers can be reached and must not be used.
    /// </summary>
    public Task Connected { get; }

    /// <summary>What keeps a connection string from being used; <see langword="null"/> where nothing does.</summary>
    public static string? ProblemOf(string connection)
    {
        try
        {
            RedisConnectionString.Parse(connection);
            return null;
        }
        catch (ArgumentException failure)
        {
            return failure.Message.Split('\n')[0];
        }
    }

    /// <summary>Begins to connect, and does so until it succeeds.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read; the message says why.</exception>
    internal static RedisEventLog Open(
        RedisLogSettings settings, TimeProvider time, EventLogMetrics metrics, ILogger logger) =>
        new(settings, time, metrics, logger);

    public async ValueTask<AppendAnswer> AppendAsync(
        AppendRequest request, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(request.Partition, PartitionCount);
        RedisKeys keys = _keys[request.Partition];
        RedisKey[] touched = AppendForm.KeysOf(keys, request);
        RedisValue[] arguments = AppendForm.ArgumentsOf(request, waits: _replication.Replicas > 0);
        RedisResult? reply = _replication.Replicas == 0
            ? await _link.TryRunAsync("append", RedisScript.Append, touched, arguments, cancellationToken)
                .ConfigureAwait(false)
            : await _link.TryRunReplicatedAsync(
                "append", RedisScript.Append, touched, arguments, _replication, cancellationToken).ConfigureAwait(false);
        if (reply is null)
            return AppendAnswer.Unknown;
        AppendAnswer answer = AppendForm.Read(reply);
        _metrics.Answered(answer);
        Announce(request, answer);
        return _watch.IsShort(request.Partition) ? answer with { SnapshotWanted = true } : answer;
    }

    public async ValueTask<SealOutcome> SealAsync(SealRequest request, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(request.Partition, PartitionCount);
        RedisKeys keys = _keys[request.Partition];
        RedisResult? outcome = await _link.TryRunAsync(
            "seal",
            RedisScript.Seal,
            [keys.Record, keys.Lease],
            [
                request.RunId,
                RedisLeases.TextOf(request.Fence),
                request.Head.Epoch,
                request.Head.Sequence,
                EntryForm.HashOf(request.Chain.Value),
                request.Epoch,
                PartitionCount,
            ],
            cancellationToken).ConfigureAwait(false);
        return outcome is null ? SealOutcome.Unknown : (SealOutcome)(int)outcome;
    }

    public async ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        LogArguments.CheckCount(countMax);
        long ticket = _hints[partition].Ticket();
        LogPage page = await _reading
            .ReadPageAsync(_keys[partition], partition, after, countMax, cancellationToken).ConfigureAwait(false);
        _hints[partition].Confirm(ticket, page.Head);
        return page;
    }

    public ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckCount(countMax);
        int partition = Partitioning.Of(matchId, PartitionCount);
        return _reading.ReadMatchAsync(_keys[partition], partition, matchId, after, countMax, cancellationToken);
    }

    public ValueTask<KeyPlace?> FindKeyAsync(
        int partition, string key, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        return _reading.FindKeyAsync(_keys[partition], key, cancellationToken);
    }

    public ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default) =>
        _news.WaitAsync(partition, after, cancellationToken);

    public ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        return _snapshots.ReadAsync(_keys[partition], partition, limit, cancellationToken);
    }

    public ValueTask<SnapshotOutcome> SaveSnapshotAsync(
        PartitionSnapshot snapshot, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(snapshot.Partition, PartitionCount);
        return _snapshots.SaveAsync(_keys[snapshot.Partition], snapshot, cancellationToken);
    }

    public async ValueTask MarkArchivedAsync(
        int partition, ulong through, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        await _link.DoAsync(
            "note the archive's position",
            database => database.HashSetAsync(
                _keys[partition].Record, "archived", through, When.Always, CommandFlags.DemandMaster),
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<ulong> TrimAsync(int partition, ulong through, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        return _trimming.TrimAsync(_keys[partition], partition, through, cancellationToken);
    }

    public ValueTask<LeaseAnswer> AcquireLeaseAsync(
        int partition, HolderId holder, string address, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        return _leases.AcquireAsync(_keys[partition], partition, holder, address, cancellationToken);
    }

    public ValueTask<bool> ReclaimLeaseAsync(
        int partition, Fence fence, string address, CancellationToken cancellationToken = default) =>
        _leases.ReclaimAsync(_keys[partition], fence, address, cancellationToken);

    public ValueTask<bool> RenewLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default) =>
        _leases.RenewAsync(_keys[partition], fence, cancellationToken);

    public ValueTask ReleaseLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default) =>
        _leases.ReleaseAsync(_keys[partition], fence, cancellationToken);

    public ValueTask<bool> IsCopiedAsync(
        int partition, TimeSpan atMost, CancellationToken cancellationToken = default) =>
        _replicas.HaveAllAsync(_keys[partition], atMost, cancellationToken);

    public ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) =>
        _leases.ReadAsync(_keys[partition], partition, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return; // a container that has it under two names disposes it twice
        await _connecting.DisposeAsync().ConfigureAwait(false);
        await _watch.DisposeAsync().ConfigureAwait(false);
        await _link.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Readers in this process need not wait for the hint of what was appended here.</summary>
    private void Announce(AppendRequest request, AppendAnswer answer)
    {
        int taken = answer.Answers.Count(static one => one.Outcome == AppendOutcome.Appended);
        if (taken != answer.Answers.Count || taken == 0)
            return; // some are a retry's: where they begin is not known here
        Entry last = request.Entries[taken - 1];
        ulong before = request.Entries[0].Sequence - 1;
        _hints[request.Partition].Offer(new HintMessage(
            request.RunId, new HintMark(before, request.Previous), new HintMark(last.Sequence, last.Chain)));
    }
}
