using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Fanout.Log.Sqlite;

/// <summary>
/// The one thread that writes: takes what has queued up while the last commit was on its way to the disk, does all of
/// it in one transaction, and answers only when that is durable. A commit that fails fails the whole group.
/// </summary>
/// <remarks>
/// A thread of its own, because it waits for the disk most of the time and would hold a thread of the pool for that.
/// Nothing waits on a timer to make groups larger: the disk is the timer, and a lone append commits at once.
/// </remarks>
internal sealed class GroupCommitter : IDisposable
{
    /// <summary>
    /// Commands that may queue; each writer has one append in flight, so this is reached by no more than a thousand
    /// partitions.
    /// </summary>
    private const int QueueMax = 1024;

    /// <summary>Commands of one transaction at most, so that the first of them is not held up by the last.</summary>
    private const int GroupMax = 256;

    private readonly Channel<WriteCommand> _queue = Channel.CreateBounded<WriteCommand>(
        new BoundedChannelOptions(QueueMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly WriteSession _session;
    private readonly string _path;
    private readonly NewsBoard _news;
    private readonly EventLogMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Thread _thread;

    public GroupCommitter(WriteSession session, string path, NewsBoard news, EventLogMetrics metrics, ILogger logger)
    {
        _session = session;
        _path = path;
        _news = news;
        _metrics = metrics;
        _logger = logger;
        _thread = new Thread(Run) { Name = "fanout-log-commit", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues a function of the session and answers after the commit of its group.</summary>
    /// <exception cref="LogStorageException">The group was rolled back.</exception>
    /// <exception cref="ObjectDisposedException">The log was closed.</exception>
    public async ValueTask<T> DoAsync<T>(Func<WriteSession, T> apply, CancellationToken cancellationToken)
    {
        var command = new WriteCommand<T>(apply);
        try
        {
            await _queue.Writer.WriteAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException($"event log {_path}");
        }
        return await command.Done.ConfigureAwait(false);
    }

    /// <summary>Finishes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
        _session.Dispose();
    }

    private void Run()
    {
        var group = new List<WriteCommand>(GroupMax);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < GroupMax && _queue.Reader.TryRead(out WriteCommand? command))
                group.Add(command);
            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<WriteCommand> group)
    {
        long startedAt = _metrics.Timestamp();
        try
        {
            _session.Begin();
            foreach (WriteCommand command in group)
                command.Apply(_session);
            _session.Commit();
        }
        catch (SqliteException failure)
        {
            Fail(group, SqliteErrors.Explain("write to", _path, failure));
            return;
        }
#pragma warning disable CA1031 // The outermost loop of the thread: the group must be told, and nothing of it may stay.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Fail(group, failure);
            return;
        }

        if (_session.Staged.Count > 0) // leases and questions write nothing
            _metrics.Committed(startedAt, group.Count);
        foreach ((int partition, PartitionRecord record) in _session.Staged)
            _news.Announce(partition, record.Head.Sequence);
        _session.Adopt();
        foreach (WriteCommand command in group)
            command.Complete();
    }

    private void Fail(List<WriteCommand> group, Exception failure)
    {
        _session.Rollback();
        _metrics.CommitFailed();
        EventLogMessages.CommitFailed(_logger, _path, group.Count, failure);
        foreach (WriteCommand command in group)
            command.Fail(failure);
    }
}
