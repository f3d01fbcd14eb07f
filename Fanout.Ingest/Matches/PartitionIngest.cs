using System.Threading.Channels;
using Fanout.Ingest.Forwarding;
using Fanout.Log;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Matches;

/// <summary>
/// The serial owner of one partition's matches: told to, it takes the partition's lease, restores the matches, and then
/// works through its queue (<see cref="PartitionTenure"/>). When another process has the partition, what waits here is
/// given back.
/// </summary>
/// <remarks>Any thread enqueues, takes, yields and looks; one loop works.</remarks>
internal sealed class PartitionIngest(
    int partition, IEventLog log, PartitionMatches matches, PartitionWriterOptions writerOptions, IngestOptions options,
    IngestMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>Between attempts to open a partition whose store fails.</summary>
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(250);

    private readonly Channel<PartitionJob> _queue = Channel.CreateBounded<PartitionJob>(options.QueuedBatchesMax);
    private readonly List<PartitionJob> _open = []; // taken from the queue, not done yet
    private readonly Channel<bool> _take =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile PartitionYield? _yield; // while open
    private volatile TaskCompletionSource _opening = Opening(); // completes when it is open, or not to be opened here
    private PartitionYield? _lastYield; // of the tenure that just ended; the loop's
    private volatile bool _isHeld;
    private volatile bool _wasHeld;
    private ulong _confirmedSequence;

    public int Number => partition;

    public PartitionMatches Matches { get; } = matches;

    /// <summary>
    /// This process has the partition, or goes for it: what is enqueued is worked on, or given back soon.
    /// </summary>
    public bool IsHeld => _isHeld;

    /// <summary>The lease is ours and the matches are restored.</summary>
    public bool IsOpen => _yield is not null;

    /// <summary>Sequence of the last entry that the log confirmed to this process; 0: none yet.</summary>
    public ulong ConfirmedSequence => Volatile.Read(ref _confirmedSequence);

    /// <summary>Jobs that wait.</summary>
    public int QueuedCount => _queue.Reader.Count;

    /// <summary>Has jobs done, after those that came before them.</summary>
    /// <exception cref="OperationCanceledException">They are waited for no more; some may be done by then.</exception>
    public async ValueTask<WorkEnd> DoAsync(CancellationToken cancellationToken, params IReadOnlyList<PartitionJob> jobs)
    {
        try
        {
            foreach (var job in jobs) await _queue.Writer.WriteAsync(job, cancellationToken).ConfigureAwait(false);
            var done = Task.WhenAll(jobs.Select(static job => job.Done));
            var ends = await done.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (ends.Contains(JobEnd.GivenUp)) return WorkEnd.GivenUp;
            return ends.Contains(JobEnd.Returned) ? WorkEnd.Moved : WorkEnd.Done;
        }
        catch (OperationCanceledException)
        {
            foreach (var job in jobs) job.Abandon();
            throw;
        }
        catch (ChannelClosedException)
        {
            return WorkEnd.GivenUp; // the process is stopping
        }
    }

    /// <summary>Looks at the matches as soon as they are restored, between two turns and even while the log is away.</summary>
    public async ValueTask<WorkEnd> LookAsync(Action<PartitionMatches> look, CancellationToken cancellationToken)
    {
        while (_isHeld)
        {
            var opening = _opening.Task;
            lock (Matches.Gate) // whoever restores the matches needs it, after the partition was closed
            {
                if (IsOpen)
                {
                    look(Matches);
                    return WorkEnd.Done;
                }
            }
            await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        return WorkEnd.Moved;
    }

    public bool TryEnqueue(PartitionJob job) => _queue.Writer.TryWrite(job);

    /// <summary>Goes for the partition; the log decides who gets it.</summary>
    /// <param name="wasHeld">Somebody was seen to hold it (<see cref="PartitionWriterOptions.WasHeld"/>).</param>
    public void Take(bool wasHeld)
    {
        _wasHeld = wasHeld;
        _isHeld = true;
        _take.Writer.TryWrite(true);
    }

    /// <summary>
    /// Gives the partition up as soon as its turn is in the log and a snapshot stands for whoever is next; not while
    /// only one server has its end, which this process alone could put back after a failover.
    /// </summary>
    /// <param name="mustYield">In any case: the process is about to stop.</param>
    /// <param name="cancellationToken">Waits no longer; what is under way goes on.</param>
    /// <returns>Whether the lease is free by now; false too where it was not open.</returns>
    public async ValueTask<bool> YieldAsync(bool mustYield, CancellationToken cancellationToken)
    {
        while (_yield is { } yield)
        {
            yield.Ask(mustYield);
            var isYielded = await yield.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (isYielded || !mustYield) return isYielded;
        }
        return false;
    }

    /// <summary>Gives back what waits for a partition that is not held here.</summary>
    public void ReturnQueued()
    {
        while (!_isHeld && _queue.Reader.TryRead(out var job)) job.Return();
    }

    /// <summary>
    /// Holds the partition whenever it is told to take it, until it is stopped; then finishes its turn, saves a snapshot
    /// and gives the lease back.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (await _take.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
            {
                _take.Reader.TryRead(out _);
                await HoldAsync(stop).ConfigureAwait(false);
                if (!stop.IsCancellationRequested) LetGo();
                _lastYield?.Settle(true);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        _queue.Writer.Complete();
        _opening.TrySetCanceled(CancellationToken.None);
        foreach (var job in _open) job.Abandon();
        while (_queue.Reader.TryRead(out var job)) job.Abandon();
    }

    /// <summary>Returns when another process has the partition, or shall have it.</summary>
    private async ValueTask HoldAsync(CancellationToken stop)
    {
        var isOurs = true;
        while (isOurs && !stop.IsCancellationRequested)
        {
            try
            {
                isOurs = await OpenAsync(stop).ConfigureAwait(false);
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
            if (isOurs && !stop.IsCancellationRequested) _lastYield?.Settle(false);
        }
    }

    /// <summary>Opens the partition and serves it to the end; false when it is another process's then.</summary>
    private async ValueTask<bool> OpenAsync(CancellationToken stop)
    {
        var opening = await PartitionWriter
            .OpenAsync(log, partition, Matches, writerOptions with { WasHeld = _wasHeld }, time, stop).ConfigureAwait(false);
        if (opening.Writer is { } writer)
        {
            IngestLog.Opened(logger, partition, Matches.Table.Works.Count, Matches.Table.HeldCount);
            return await ServeAsync(writer, stop).ConfigureAwait(false);
        }
        if (opening.End == TenureEnd.Fenced) return false;
        await WaitAsync(stop).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<bool> ServeAsync(PartitionWriter writer, CancellationToken stop)
    {
        await using var closing = writer.ConfigureAwait(false);
        var tenure = new PartitionTenure(writer, Matches, _queue.Reader, _open, options, metrics, time, logger)
        {
            Confirmed = sequence => Volatile.Write(ref _confirmedSequence, sequence),
        };
        _yield = new PartitionYield();
        _opening.TrySetResult();
        try
        {
            TenureEnding ending;
            while ((ending = await tenure.RunAsync(_yield, stop).ConfigureAwait(false)) == TenureEnding.YieldRefused)
            {
                var refused = _yield;
                _yield = new PartitionYield();
                refused.Settle(false);
            }
            return ending == TenureEnding.OpenAgain;
        }
        finally
        {
            _opening = Opening();
            (_lastYield, _yield) = (_yield, null);
        }
    }

    /// <summary>Another process has the partition: forgets its matches, and gives back what waits for it.</summary>
    private void LetGo()
    {
        _isHeld = false;
        var opening = _opening;
        _opening = Opening();
        opening.TrySetResult();
        foreach (var job in _open) job.Return();
        _open.Clear();
        ReturnQueued();
        Matches.Clear();
    }

    private static TaskCompletionSource Opening() => new(TaskCreationOptions.RunContinuationsAsynchronously);

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
}
