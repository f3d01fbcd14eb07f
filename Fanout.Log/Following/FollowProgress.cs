namespace Fanout.Log;

/// <summary>
/// How far this process shows the log to its readers: who has appended can wait until its own readers see it.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Where nobody follows the log in this process there is nothing to wait for. The alternative,
/// reading the node's state from the writer's side, would tie the two together, which meet at the log alone.
/// </remarks>
public sealed class FollowProgress(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private ulong[] _shown = []; // empty: nobody follows

    /// <summary>Somebody follows the log in this process from now on.</summary>
    public void Begin(int partitionCount)
    {
        lock (_gate)
            _shown = new ulong[partitionCount];
    }

    /// <summary>Readers see the partition up to this sequence; below an earlier one where history was rewound.</summary>
    public void Show(int partition, ulong sequence)
    {
        List<Waiter>? reached = null;
        lock (_gate)
        {
            _shown[partition] = sequence;
            foreach (Waiter waiter in _waiters)
            {
                if (waiter.IsReached(partition, sequence))
                    (reached ??= []).Add(waiter);
            }
            if (reached is not null)
                _waiters.RemoveAll(reached.Contains);
        }
        foreach (Waiter waiter in reached ?? [])
            waiter.Reached.TrySetResult();
    }

    /// <summary>Waits until readers see a partition up to a sequence.</summary>
    /// <returns><see langword="false"/> if that took longer than <paramref name="atMost"/>.</returns>
    public async ValueTask<bool> WaitAsync(
        int partition, ulong sequence, TimeSpan atMost, CancellationToken cancellationToken = default)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_shown.Length == 0 || _shown[partition] >= sequence)
                return true;
            waiter = new Waiter(partition, sequence);
            _waiters.Add(waiter);
        }
        try
        {
            await waiter.Reached.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_gate)
                _waiters.Remove(waiter);
        }
    }

    private sealed class Waiter(int partition, ulong sequence)
    {
        // Continuations run elsewhere: the follower's loop must not become its waiters'.
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsReached(int shownPartition, ulong shown) => partition == shownPartition && shown >= sequence;
    }
}
