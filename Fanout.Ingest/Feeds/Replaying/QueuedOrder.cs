namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>An order that waits for the loop of its replay.</summary>
internal sealed class QueuedOrder(ReplayOrder order)
{
    private readonly TaskCompletionSource<ReplayStep?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReplayOrder Order { get; } = order;

    /// <summary>What was done; null: the replay no longer runs here.</summary>
    public Task<ReplayStep?> Done => _done.Task;

    public void Answer(ReplayStep? step) => _done.TrySetResult(step);
}

/// <summary>What an order did to a replay, or would do.</summary>
/// <param name="NowMs">When.</param>
/// <param name="Before">Where the replay was.</param>
/// <param name="After">Where it is, or would be; the same: nothing changed.</param>
/// <param name="IsOver">Everything was told.</param>
internal sealed record ReplayStep(double NowMs, ReplayPlace Before, ReplayPlace After, bool IsOver)
{
    /// <summary>The time that is sought is past, and nothing was done.</summary>
    public bool IsPast { get; init; }
}
