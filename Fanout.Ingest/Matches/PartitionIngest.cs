using System.Threading.Channels;
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

    /// <summary>Waits for a place in the queue.</summary>
    public ValueTask EnqueueAsync(PartitionJob job, CancellationToken cancellationToken) =>
        _queue.Writer.WriteAsync(job, cancellationToken);

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
            (_lastYield, _yield) = (_yield, null);
        }
    }

    /// <summary>Another process has the partition: forgets its matches, and gives back what waits for it.</summary>
    private void LetGo()
    {
        _isHeld = false;
        foreach (var job in _open) job.Return();
        _open.Clear();
        ReturnQueued();
        Matches.Clear();
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
}
