using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Fanout.Log.Sqlite;

/// <summary>
/// The embedded log: one SQLite file, owned by this process, durable at every answer. It keeps every entry for good, so
/// it is its own archive and its idempotency keys never expire.
/// </summary>
internal sealed class SqliteEventLog : IEventLog
{
    private readonly LogFolder _folder;
    private readonly GroupCommitter _committer;
    private readonly ReaderPool _readers;
    private readonly NewsBoard _news;
    private readonly LeaseTable _leases;
    private readonly TimeProvider _time;
    private readonly EventLogMetrics _metrics;
    private readonly string _runId;

    private SqliteEventLog(
        LogFolder folder,
        WriteSession session,
        string runId,
        int partitionCount,
        TimeProvider time,
        EventLogMetrics metrics,
        ILogger logger)
    {
        _folder = folder;
        _runId = runId;
        _time = time;
        _metrics = metrics;
        PartitionCount = partitionCount;
        _leases = new LeaseTable(partitionCount, time);
        _news = new NewsBoard(partitionCount, time);
        for (int partition = 0; partition < partitionCount; partition++)
            _news.Announce(partition, session.RecordOf(partition).Head.Sequence);
        _readers = new ReaderPool(folder.DatabasePath, runId);
        _committer = new GroupCommitter(session, folder.DatabasePath, _news, metrics, logger);
    }

    public int PartitionCount { get; }

    /// <summary>Opens the log in the options' folder, and creates it there if there is none.</summary>
    /// <exception cref="LogStorageException">The folder or the file cannot be used; the message says which and
    /// why.</exception>
    public static SqliteEventLog Open(
        EventLogOptions options, TimeProvider time, EventLogMetrics metrics, ILogger logger)
    {
        LogFolder folder = LogFolder.Open(options.DataFolder);
        SqliteConnection? connection = null;
        try
        {
            connection = SqliteFile.Connect(folder.DatabasePath, SqliteOpenMode.ReadWriteCreate);
            string runId = SqliteFile.Prepare(connection, folder.DatabasePath, options);
            var session = new WriteSession(connection, options.PartitionCount);
            EventLogMessages.Opened(logger, folder.DatabasePath, options.PartitionCount, runId);
            return new SqliteEventLog(folder, session, runId, options.PartitionCount, time, metrics, logger);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            folder.Dispose();
            if (failure is SqliteException sqlite)
                throw SqliteErrors.Explain("open", folder.DatabasePath, sqlite);
            throw;
        }
    }

    public async ValueTask<AppendAnswer> AppendAsync(
        AppendRequest request, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(request.Partition, PartitionCount);
        AppendAnswer answer = await _committer.DoAsync(
            session => AppendRules.Run(StoreOf(session, request.Partition), request, _runId, NowMs()),
            cancellationToken).ConfigureAwait(false);
        _metrics.Answered(answer);
        return answer;
    }

    public ValueTask<SealOutcome> SealAsync(SealRequest request, CancellationToken cancellationToken = default) =>
        _committer.DoAsync(
            session => SealRules.Run(StoreOf(session, request.Partition), request, _runId), cancellationToken);

    public ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        LogArguments.CheckCount(countMax);
        return _readers.ReadAsync(session => session.ReadPage(partition, after, countMax), cancellationToken);
    }

    public ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckCount(countMax);
        return _readers.ReadAsync(session => session.ReadMatchPage(matchId, after, countMax), cancellationToken);
    }

    public ValueTask<KeyPlace?> FindKeyAsync(
        int partition, string key, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(session => session.FindKey(partition, key), cancellationToken);

    public ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default) =>
        _news.WaitAsync(partition, after, cancellationToken);

    public ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(session => session.FindSnapshot(partition, limit), cancellationToken);

    public ValueTask<SnapshotOutcome> SaveSnapshotAsync(
        PartitionSnapshot snapshot, CancellationToken cancellationToken = default) =>
        _committer.DoAsync(session => session.SaveSnapshot(snapshot), cancellationToken);

    public ValueTask MarkArchivedAsync(int partition, ulong through, CancellationToken cancellationToken = default) =>
        ValueTask.CompletedTask;

    public ValueTask<ulong> TrimAsync(int partition, ulong through, CancellationToken cancellationToken = default) =>
        _committer.DoAsync(
            session =>
            {
                session.TrimSnapshots(partition, through);
                return session.RecordOf(partition).Trimmed.Sequence;
            },
            cancellationToken);

    // Leases change on the writer's thread, between the appends and in the order in which they come: the check of a
    // fence and the write behind it are one step. They are not stored, because the folder's lock already tells that
    // every earlier holder is gone.
    public ValueTask<LeaseAnswer> AcquireLeaseAsync(
        int partition, HolderId holder, string address, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        return _committer.DoAsync(_ => _leases.Acquire(partition, holder, address), cancellationToken);
    }

    public ValueTask<bool> ReclaimLeaseAsync(
        int partition, Fence fence, string address, CancellationToken cancellationToken = default) =>
        _committer.DoAsync(_ => _leases.Reclaim(partition, fence, address), cancellationToken);

    public ValueTask<bool> RenewLeaseAsync(int partition, Fence fence, CancellationToken cancellationToken = default) =>
        _committer.DoAsync(_ => _leases.Renew(partition, fence), cancellationToken);

    public async ValueTask ReleaseLeaseAsync(
        int partition, Fence fence, CancellationToken cancellationToken = default) =>
        await _committer.DoAsync(
            _ =>
            {
                _leases.Release(partition, fence);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    public ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) =>
        _committer.DoAsync(_ => _leases.Read(partition), cancellationToken);

    public ValueTask DisposeAsync()
    {
        // Readers first: the last connection to close writes the write-ahead log into the file, and theirs may not.
        _readers.Dispose();
        _committer.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private PartitionStore StoreOf(WriteSession session, int partition) => new(session, _leases, partition);

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
