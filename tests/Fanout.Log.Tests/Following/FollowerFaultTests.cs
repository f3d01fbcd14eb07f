namespace Fanout.Log.Tests;

/// <summary>
/// A follower over a store that loses its primary or everything: what it has handed on and not taken back is, at rest,
/// the log.
/// </summary>
public sealed class FollowerFaultTests
{
    private static readonly TimeSpan LevelTimeMax = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Ends_with_the_entries_of_the_log_after_failovers() => SampleAsync(
        FaultStep.Append, FaultStep.Append, FaultStep.Append, FaultStep.Settle,
        FaultStep.Replicate, FaultStep.FailOver);

    [Fact]
    public Task Ends_with_the_entries_of_the_log_after_the_store_was_emptied() => SampleAsync(
        FaultStep.Append, FaultStep.Append, FaultStep.Append, FaultStep.Settle, FaultStep.Flush);

    private static async Task SampleAsync(params FaultStep[] steps) => await FaultRun.SampleAsync(
        steps,
        begin: static run => run.Follower = new FollowedLog(run.Log, run.Time),
        check: static async run =>
        {
            await using FollowedLog followed = run.Follower!;
            LogPage page = await run.Log.ReadAsync(0, LogPosition.Start, LogArguments.PageEntriesMax, Cancel);
            await followed.ReachesAsync(page.Entries).WaitAsync(LevelTimeMax, Cancel);
        });
}
