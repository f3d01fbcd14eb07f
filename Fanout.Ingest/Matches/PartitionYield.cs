namespace Fanout.Ingest.Matches;

/// <summary>One tenure's request to give its partition up, and what became of it. Any thread.</summary>
internal sealed class PartitionYield
{
    private readonly TaskCompletionSource _asked = NewSource();
    private readonly TaskCompletionSource _mustLeave = NewSource();
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _mustYield;

    /// <summary>Completes when somebody asks.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Whether the partition was given up; completes when that is known.</summary>
    public Task<bool> Answer => _answer.Task;

    /// <summary>Completes when the process is about to stop.</summary>
    public Task MustLeave => _mustLeave.Task;

    /// <summary>Who asked cannot be refused: the process is about to stop.</summary>
    public bool MustYield => _mustYield;

    public void Ask(bool mustYield)
    {
        if (mustYield)
        {
            _mustYield = true;
            _mustLeave.TrySetResult();
        }
        _asked.TrySetResult();
    }

    public void Settle(bool isYielded) => _answer.TrySetResult(isYielded);

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
