namespace Fanout.Log;

/// <summary>
/// Tells waiting readers that a partition has grown, for logs whose writer is in the same process. Safe for concurrent
/// use.
/// </summary>
internal sealed class NewsBoard
{
    /// <summary>
    /// A reader that heard nothing looks again after this time (DESIGN 5: a node polls at most every 500 ms).
    /// </summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ulong[] _heads;
    private readonly TaskCompletionSource?[] _waiters;

    public NewsBoard(int partitionCount, TimeProvider time)
    {
        _time = time;
        _heads = new ulong[partitionCount];
        _waiters = new TaskCompletionSource?[partitionCount];
    }

    /// <summary>The partition now ends at <paramref name="head"/>.</summary>
    public void Announce(int partition, ulong head)
    {
        TaskCompletionSource? waiters;
        lock (_gate)
        {
            _heads[partition] = head;
            waiters = _waiters[partition];
            _waiters[partition] = null;
        }
        waiters?.SetResult();
    }

    public ValueTask WaitAsync(int partition, ulong after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_heads[partition] > after)
                return ValueTask.CompletedTask;
            // Continuations run elsewhere: whoever announces must not become a reader.
            TaskCompletionSource waiters =
                _waiters[partition] ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return WaitAwaited(waiters.Task, cancellationToken);
        }
    }

    private async ValueTask WaitAwaited(Task news, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(news, Task.Delay(PollEvery, _time, done.Token)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await done.CancelAsync().ConfigureAwait(false);
    }
}
