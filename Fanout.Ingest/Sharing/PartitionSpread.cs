using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;
using Fanout.Log;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Sharing;

/// <summary>
/// Looks at the leases of the partitions that other processes hold, takes what is free and this process's share, and
/// gives up what is another's. A log that belongs to one process is shared with nobody: it takes all of it at once.
/// </summary>
/// <remarks>
/// One loop; <see cref="Current"/> and <see cref="YieldAsync"/> for any thread. Leases of partitions held here are not
/// read, so that alone it costs nothing.
/// </remarks>
/// <param name="log">The log.</param>
/// <param name="partitions">All of them.</param>
/// <param name="self">Who this process is in the leases.</param>
/// <param name="peers">Reaches the other processes; null: the log is not shared.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of what changes hands.</param>
internal sealed class PartitionSpread(
    IEventLog log, IReadOnlyList<PartitionIngest> partitions, HolderId self, Peers? peers, TimeProvider time,
    ILogger logger) : IDisposable
{
    /// <summary>A lease ends 2 s after its holder's last sign, and is taken within this.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>A turn, a snapshot and a lease given back take far less; who takes longer may be frozen.</summary>
    private static readonly TimeSpan AskPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CopyPatience = TimeSpan.FromSeconds(1.5);

    /// <summary>A turn that the log answers for, the wait for a replica (1.5 s), a snapshot.</summary>
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(5);

    private readonly ShareRule _rule = new(self, partitions.Count);
    private readonly SemaphoreSlim _look = new(0); // released: look at once
    private readonly SemaphoreSlim _yielding = new(1, 1);
    private readonly long _startedAt = time.GetTimestamp();
    private volatile Survey _current = new(new Lease?[partitions.Count]);
    private readonly bool[] _wasHeld = new bool[partitions.Count]; // by others; of the loop
    private Task _asking = Task.CompletedTask;
    private volatile bool _isLeaving;
    private bool _isAway; // of the loop

    /// <summary>The newest survey; empty before the first look.</summary>
    public Survey Current => _current;

    /// <summary>Partitions that this process holds, or is about to.</summary>
    public int HeldCount => partitions.Count(static partition => partition.IsHeld);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await TryLookAsync(stop).ConfigureAwait(false);
                await PauseAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        await _asking.ConfigureAwait(false);
    }

    /// <summary>
    /// Gives a partition to a process that has fewer: its last turn is in the log and its lease is free when this
    /// returns. Not while only one server has its end: the holder alone could put that back after a failover.
    /// </summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="theirs">How many the asker has.</param>
    /// <param name="cancellationToken">The asker waits no more; what is under way is finished.</param>
    /// <returns>The partition; null: none can be spared.</returns>
    public async ValueTask<int?> YieldAsync(HolderId asker, int theirs, CancellationToken cancellationToken)
    {
        await _yielding.WaitAsync(cancellationToken).ConfigureAwait(false); // who comes second counts what is left
        try
        {
            if (!ShareRule.MayYield(HeldCount, theirs)) return null;
            if (partitions.LastOrDefault(static partition => partition.IsOpen) is not { } partition) return null;
            if (!await IsCopiedAsync(partition, cancellationToken).ConfigureAwait(false)) return null;
            lock (_rule) _rule.Leave(partition.Number, Now() + LeaseTimes.HolderPreference);
            if (!await partition.YieldAsync(mustYield: false, cancellationToken).ConfigureAwait(false)) return null;
            SharingLog.Yielded(logger, partition.Number, asker.ToString());
            return partition.Number;
        }
        finally
        {
            _yielding.Release();
        }
    }

    /// <summary>
    /// Gives up everything that is open, and takes nothing more: the process is about to stop. It stops without what a log
    /// that does not answer keeps from it; leases end by themselves.
    /// </summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        _isLeaving = true;
        using var patience = new CancellationTokenSource(LeavePatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await Task.WhenAll(partitions.Select(partition => partition.YieldAsync(mustYield: true, either.Token).AsTask()))
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
        }
    }

    public void Dispose()
    {
        _look.Dispose();
        _yielding.Dispose();
    }

    /// <summary>Asked before the partition stops for it too: a replica that is behind is waited for while it works.</summary>
    private async ValueTask<bool> IsCopiedAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        try
        {
            return await log.IsCopiedAsync(partition.Number, CopyPatience, cancellationToken).ConfigureAwait(false);
        }
        catch (LogStorageException)
        {
            return false;
        }
    }

    private async ValueTask TryLookAsync(CancellationToken stop)
    {
        try
        {
            var failure = await LookAsync(stop).ConfigureAwait(false);
            if (failure is not null && !_isAway) SharingLog.Unread(logger, failure.Message); // once, and not four times a second
            _isAway = failure is not null;
        }
#pragma warning disable CA1031 // The outermost place of the loop: without it nobody would take over from anybody.
        catch (Exception failure) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            SharingLog.Failed(logger, failure);
        }
    }

    /// <returns>Why some lease could not be read; null: all were.</returns>
    private async ValueTask<LogStorageException?> LookAsync(CancellationToken stop)
    {
        var looks = await Task.WhenAll(partitions.Select(partition => ReadAsync(partition, stop))).ConfigureAwait(false);
        var leases = looks.Select(static look => look.Lease).ToList();
        var holders = partitions
            .Select(partition => partition.IsHeld ? self : leases[partition.Number]?.Fence.Holder)
            .ToList();
        for (var partition = 0; partition < leases.Count; partition++) _wasHeld[partition] |= leases[partition] is not null;
        SharePlan plan;
        lock (_rule) plan = _rule.Plan(holders, Now());
        foreach (var partition in _isLeaving ? [] : plan.Take.Where(partition => looks[partition].Failure is null))
            partitions[partition].Take(_wasHeld[partition]);
        var superseded = _current;
        _current = new Survey(leases);
        superseded.Supersede();
        foreach (var partition in partitions) partition.ReturnQueued();
        if (plan.Ask is { } richest && !_isLeaving) Ask(leases.First(lease => lease?.Fence.Holder == richest)!, stop);
        return looks.Select(static look => look.Failure).FirstOrDefault(static failure => failure is not null);
    }

    /// <remarks>
    /// A lease that the log still has in our name, of a partition that we have let go of, ends like any other's. What one
    /// server of several cannot say must not hide what the others do: there it stays as it was seen last, and is not taken.
    /// </remarks>
    private async Task<Look> ReadAsync(PartitionIngest partition, CancellationToken stop)
    {
        if (partition.IsHeld) return default;
        try
        {
            return new Look(await log.ReadLeaseAsync(partition.Number, stop).ConfigureAwait(false), null);
        }
        catch (LogStorageException failure)
        {
            return new Look(_current.LeaseOf(partition.Number), failure);
        }
    }

    /// <summary>Not by the time of day: a clock that is set must not keep a partition from everybody.</summary>
    private TimeSpan Now() => time.GetElapsedTime(_startedAt);

    private void Ask(Lease richest, CancellationToken stop)
    {
        if (peers is { CanForward: true } && _asking.IsCompleted) _asking = AskAsync(peers, richest, stop);
    }

    /// <summary>Beside the loop: a holder that does not answer must not hide from us what others do.</summary>
    private async Task AskAsync(Peers reached, Lease richest, CancellationToken stop)
    {
        var request = new YieldRequest { Holder = self.Value, Held = (uint)HeldCount };
        using var patience = new CancellationTokenSource(AskPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            var reply = await reached
                .SendAsync(richest.Address, ForwardingEndpoint.YieldPath, request, YieldAnswer.Parser, either.Token)
                .ConfigureAwait(false);
            if (reply.Answer is { Yielded: true }) _look.Release();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async ValueTask PauseAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pause = Task.Delay(LookEvery, time, ended.Token);
        await Task.WhenAny(pause, _look.WaitAsync(ended.Token)).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        await ended.CancelAsync().ConfigureAwait(false);
    }

    /// <param name="Lease">Null: it is free, or ours.</param>
    /// <param name="Failure">It could not be read, and is the one that was read last.</param>
    private readonly record struct Look(Lease? Lease, LogStorageException? Failure);
}
