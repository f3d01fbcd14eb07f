using System.Threading.Channels;
using Fanout.Log;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Matches;

/// <summary>
/// The serial owner of one partition's matches: takes the partition's lease, restores the matches, and then works
/// through its queue in turns. Every entry of a turn goes to the log at once, and nobody is answered before the log has
/// answered for all of them.
/// </summary>
/// <remarks>
/// Any thread enqueues, one loop works. Turns are what batches commits: while one waits for the disk, the queue fills
/// for the next. The alternative, a pipeline of turns, would answer nothing earlier and would have to undo several
/// turns when the log refuses one.
/// </remarks>
internal sealed class PartitionIngest(
    int partition, IEventLog log, PartitionMatches matches, PartitionWriterOptions writerOptions, IngestOptions options,
    IngestMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// Entries of one turn: a quarter of what the log's writer lets wait, and one event may release a match's whole
    /// quarantine.
    /// </summary>
    private const int TurnEntriesMax = 4_096;

    /// <summary>Jobs of one turn.</summary>
    private const int TurnJobsMax = 64;

    /// <summary>
    /// Between attempts to open a partition that another process holds, or whose store fails: leases last 3 s.
    /// </summary>
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(250);

    private readonly Channel<PartitionJob> _queue = Channel.CreateBounded<PartitionJob>(options.QueuedBatchesMax);
    private readonly List<PartitionJob> _open = []; // taken from the queue, not done yet
    private int _entriesSinceSnapshot;

    private ulong _confirmedSequence;

    public int Number => partition;

    public PartitionMatches Matches { get; } = matches;

    /// <summary>Sequence of the last entry that the log confirmed to this process; 0: none yet. Any thread.</summary>
    public ulong ConfirmedSequence => Volatile.Read(ref _confirmedSequence);

    /// <summary>Waits for a place in the queue.</summary>
    public ValueTask EnqueueAsync(PartitionJob job, CancellationToken cancellationToken) =>
        _queue.Writer.WriteAsync(job, cancellationToken);

    public bool TryEnqueue(PartitionJob job) => _queue.Writer.TryWrite(job);

    /// <summary>Jobs that wait.</summary>
    public int QueuedCount => _queue.Reader.Count;

    /// <summary>Works until it is stopped; then finishes its turn, saves a snapshot and gives the lease back.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var writer = await TryOpenAsync(stop).ConfigureAwait(false);
                if (writer is null) await WaitAsync(stop).ConfigureAwait(false);
                else await ServeAsync(writer, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // The outermost loop of a partition: whatever it is, the matches must go on after it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                IngestLog.LoopFailed(logger, partition, RetryEvery.TotalMilliseconds, failure);
                foreach (var job in _open) job.Rollback();
                await WaitAsync(stop).ConfigureAwait(false);
            }
        }
        _queue.Writer.Complete();
        foreach (var job in _open) job.Abandon();
        while (_queue.Reader.TryRead(out var job)) job.Abandon();
    }

    private async ValueTask<PartitionWriter?> TryOpenAsync(CancellationToken stop)
    {
        var opening =
            await PartitionWriter.OpenAsync(log, partition, Matches, writerOptions, time, stop).ConfigureAwait(false);
        if (opening.Writer is not null)
            IngestLog.Opened(logger, partition, Matches.Table.Works.Count, Matches.Table.HeldCount);
        return opening.Writer;
    }

    private async ValueTask ServeAsync(PartitionWriter writer, CancellationToken stop)
    {
        await using var tenure = writer.ConfigureAwait(false);
        _entriesSinceSnapshot = 0;
        if (!await ReplayAllAsync(writer).ConfigureAwait(false)) return;
        while (await HasWorkAsync(writer, stop).ConfigureAwait(false))
        {
            if (!await TurnAsync(writer).ConfigureAwait(false)) break;
            if (_entriesSinceSnapshot >= options.SnapshotEntries) await SaveSnapshotAsync(writer).ConfigureAwait(false);
        }
        if (stop.IsCancellationRequested)
        {
            if (_entriesSinceSnapshot > 0) await SaveSnapshotAsync(writer).ConfigureAwait(false);
            return;
        }
        // Memory is ahead of the log, or the lease is gone: whatever the writer still does, the next one reads the log.
        await writer.DisposeAsync().ConfigureAwait(false);
        var end = await writer.Ended.ConfigureAwait(false);
        metrics.Ended(end);
        IngestLog.Ended(logger, partition, end, writer.Failure);
    }

    private async ValueTask<bool> HasWorkAsync(PartitionWriter writer, CancellationToken stop)
    {
        if (stop.IsCancellationRequested || writer.Ended.IsCompleted) return false;
        if (_open.Count > 0) return true;
        var queued = _queue.Reader.WaitToReadAsync(stop).AsTask();
        await Task.WhenAny(queued, writer.Ended).ConfigureAwait(false);
        return queued.IsCompletedSuccessfully && !writer.Ended.IsCompleted;
    }

    /// <summary>
    /// A fixture that the log has, whose held events it does not have yet: the process ended in between.
    /// </summary>
    private async ValueTask<bool> ReplayAllAsync(PartitionWriter writer)
    {
        foreach (var work in Matches.Table.Works.Where(static work => work.Held.Count > 0).ToList())
        {
            var turn = new PartitionTurn(Matches, writer, NowMs());
            lock (Matches.Gate) turn.Replay(work.Id);
            if (!await turn.AllAppendedAsync().ConfigureAwait(false)) return false;
        }
        return true;
    }

    private async ValueTask<bool> TurnAsync(PartitionWriter writer)
    {
        var startedAt = metrics.Timestamp();
        while (_open.Count < TurnJobsMax && _queue.Reader.TryRead(out var job)) _open.Add(job);
        _open.RemoveAll(static job => job.IsAbandoned);
        foreach (var job in _open) await job.PrepareAsync(writer, Matches.Table).ConfigureAwait(false);
        var turn = new PartitionTurn(Matches, writer, NowMs());
        var sound = true;
        lock (Matches.Gate)
        {
            foreach (var job in _open)
            {
                if (turn.Issued.Count >= TurnEntriesMax || !(sound = TryStepAll(job, turn))) break;
            }
        }
        if (!await turn.AllAppendedAsync().ConfigureAwait(false) || !sound)
        {
            foreach (var job in _open) job.Rollback();
            return false;
        }
        if (turn.LastSequence > 0) Volatile.Write(ref _confirmedSequence, turn.LastSequence);
        metrics.Answered(startedAt);
        Report(turn); // before anybody is answered: who reads the numbers then finds the events in them
        foreach (var job in _open) job.Commit();
        _open.RemoveAll(static job => job.Done.IsCompleted);
        _entriesSinceSnapshot += turn.Issued.Count;
        return true;
    }

    /// <summary>
    /// False: a fault of ours. The job ends without an answer, and the matches are read from the log again.
    /// </summary>
    private bool TryStepAll(PartitionJob job, PartitionTurn turn)
    {
        try
        {
            while (turn.Issued.Count < TurnEntriesMax && job.Step(turn))
            {
            }
            return true;
        }
#pragma warning disable CA1031 // One event that trips over a bug of ours must not stop every match beside it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            IngestLog.StepFailed(logger, partition, failure);
            job.Abandon();
            return false;
        }
    }

    private async ValueTask SaveSnapshotAsync(PartitionWriter writer)
    {
        List<MatchSnapshot> changed;
        Task<SnapshotOutcome?> saving;
        lock (Matches.Gate) // the writer notes its position at once: no new epoch may begin between the states and that
        {
            changed = Matches.TakeChanged(writer);
            saving = writer.SaveSnapshotAsync(changed).AsTask();
        }
        _entriesSinceSnapshot = 0;
        try
        {
            if (await saving.ConfigureAwait(false) is SnapshotOutcome.Saved)
            {
                lock (Matches.Gate) Matches.ForgetRetired(changed);
                return;
            }
        }
        catch (LogStorageException failure)
        {
            IngestLog.SnapshotFailed(logger, partition, failure);
        }
        lock (Matches.Gate) Matches.PutBackChanged(changed);
    }

    private void Report(PartitionTurn turn)
    {
        foreach (var entry in turn.Issued) metrics.Marked(entry.Public);
        metrics.Evicted(turn.Evicted.Count);
        foreach (var entry in turn.Evicted)
        {
            var cause = entry.Public.Cause;
            IngestLog.Evicted(logger, cause.Feed, cause.EventId, entry.MatchId, options.HeldPerPartitionMax);
        }
    }

    private async ValueTask WaitAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(RetryEvery, time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private double NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
