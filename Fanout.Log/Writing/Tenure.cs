using System.Threading.Channels;

namespace Fanout.Log;

/// <summary>
/// The running part of a <see cref="PartitionWriter"/>: one loop that sends what is issued, group after group, and one
/// that renews the lease. It ends once, for one reason, and then answers everybody who still waits.
/// </summary>
internal sealed class Tenure : IAsyncDisposable
{
    /// <summary>A replica that follows says within a few milliseconds that it has the lease.</summary>
    private static readonly TimeSpan CopyPatience = TimeSpan.FromMilliseconds(500);

    private readonly WriterLink _link;
    private readonly IssueBook _book;
    private readonly Settling _settling;
    private readonly Reopening _reopening;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<TenureEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _work =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task _sending = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;
    private TimeSpan? _roomPause; // while the store has no room; of the sending loop
    private volatile bool _leaseInDoubt;
    private volatile bool _isOver;

    public Tenure(WriterLink link, IssueBook book, IPartitionOwner owner, TimeProvider time)
    {
        _link = link;
        _book = book;
        _time = time;
        _settling = new Settling(book, Gate);
        _reopening = new Reopening(link, book, _settling, owner, Gate);
    }

    /// <summary>Guards the book.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Nothing is issued any more. Changes under <see cref="Gate"/>.</summary>
    public bool IsOver => _isOver;

    public Task<TenureEnd> Ended => _ended.Task;

    public Exception? Failure { get; private set; }

    /// <summary>Keeps the lease from now on: restoring a large partition may take longer than one lasts.</summary>
    public void KeepLease() => _renewing = Task.Run(RenewLoopAsync);

    /// <summary>Opens the partition at the head that the owner was restored to.</summary>
    /// <returns><see cref="TenureEnd.None"/> if it is open.</returns>
    public async ValueTask<TenureEnd> BeginAsync(PartitionHead head, CancellationToken cancellationToken)
    {
        _link.Adopt(head);
        TenureEnd end = await MayGoOnAsync(head, cancellationToken).ConfigureAwait(false)
            ? TenureEnd.None
            : await _reopening.BeginEpochAsync(head, cancellationToken).ConfigureAwait(false);
        if (end == TenureEnd.None)
        {
            WriterMessages.Opened(_link.Options.Logger, _link.Partition, _book.Epoch, _book.Issued.Sequence);
            _sending = Task.Run(SendLoopAsync, CancellationToken.None);
        }
        return end;
    }

    /// <summary>
    /// Whether this tenure may number on in the epoch that it found. Only if a failover would not lose its lease: an
    /// earlier holder that stood still takes the partition of a primary without it for its own, and would then give its
    /// numbers to something else.
    /// </summary>
    private async ValueTask<bool> MayGoOnAsync(PartitionHead head, CancellationToken cancellationToken) =>
        head.Sealed
        && head.Position.Epoch != 0
        && await _link.IsCopiedAsync(CopyPatience, cancellationToken).ConfigureAwait(false);

    /// <summary>Something was issued.</summary>
    public void Wake() => _work.Writer.TryWrite(true);

    public void End(TenureEnd end)
    {
        List<IssuedEntry> dropped;
        lock (Gate)
        {
            if (_isOver)
                return;
            _isOver = true;
            dropped = _book.DropPending();
        }
        WriterMessages.Ended(_link.Options.Logger, _link.Partition, end, dropped.Count, Failure);
        foreach (IssuedEntry issued in dropped)
            issued.Answer(new AppendResult(AppendResultKind.Unconfirmed));
        _ended.TrySetResult(end);
        _stop.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        End(TenureEnd.Closed);
        await _sending.ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        await _link.ReleaseAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task SendLoopAsync()
    {
        try
        {
            while (await _work.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                _work.Reader.TryRead(out _);
                TenureEnd end = await SendAllAsync(_stop.Token).ConfigureAwait(false);
                if (end != TenureEnd.None)
                    End(end);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (LogStorageException failure)
        {
            Failure = failure;
            End(TenureEnd.StorageFailed);
        }
#pragma warning disable CA1031 // The outermost loop: those who wait must be told, and the owner finds it in Failure.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failure = failure;
            End(TenureEnd.Faulted);
        }
    }

    private async ValueTask<TenureEnd> SendAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_leaseInDoubt)
            {
                _leaseInDoubt = false;
                TenureEnd reopened = await _reopening.RunAsync(cancellationToken).ConfigureAwait(false);
                if (reopened != TenureEnd.None)
                    return reopened;
            }
            List<IssuedEntry> group;
            lock (Gate)
                group = _book.NextGroup();
            if (group.Count == 0)
                return TenureEnd.None;

            TenureEnd? end = await TrySendAsync(group, cancellationToken).ConfigureAwait(false);
            if (end is null)
                _leaseInDoubt = true;
            else if (end != TenureEnd.None)
                return end.Value;
        }
    }

    /// <returns>As <see cref="Settling.Refused"/>; <see langword="null"/> also where the store has no room.</returns>
    private async ValueTask<TenureEnd?> TrySendAsync(
        IReadOnlyList<IssuedEntry> group, CancellationToken cancellationToken)
    {
        try
        {
            (IssuedEntry Entry, EntryAnswer Answer)? refused = await _link
                .SendAsync(group, reopening: false, _settling.Taken, cancellationToken).ConfigureAwait(false);
            if (_roomPause is not null)
                WriterMessages.RoomAgain(_link.Options.Logger, _link.Partition);
            _roomPause = null;
            return refused is { } stop ? _settling.Refused(stop.Entry, stop.Answer) : TenureEnd.None;
        }
        catch (LogStorageException failure) when (failure.IsNoRoom)
        {
            // It may be another server than the one before, and then this writer alone has what that one lost.
            if (_roomPause is null)
                WriterMessages.NoRoom(_link.Options.Logger, _link.Partition, failure.Message); // once, until it is over
            _roomPause = await _link.PauseForRoomAsync(_roomPause, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private async Task RenewLoopAsync()
    {
        using var timer = new PeriodicTimer(LeaseTimes.RenewEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (await IsRenewedAsync().ConfigureAwait(false))
                    continue;
                _leaseInDoubt = true;
                Wake();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>
    /// A store that cannot be reached says nothing about the lease; the appends find out. One that does not answer is
    /// asked again with the next tick: to wait until the request counts as lost would cost the lease.
    /// </summary>
    private async ValueTask<bool> IsRenewedAsync()
    {
        using var patience = new CancellationTokenSource(LeaseTimes.RenewEvery, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        try
        {
            return await _link.RenewAsync(either.Token).ConfigureAwait(false);
        }
        catch (LogStorageException)
        {
            return true;
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return true;
        }
    }
}
