namespace Fanout.Log.Tests;

/// <summary>
/// Writers over a store that loses requests, replies, its primary or everything. Whatever happens, no place of an epoch
/// has two contents (the store itself watches that), and what was acknowledged stands exactly once in the states that
/// the log gives back.
/// </summary>
public sealed class WriterFaultTests
{
    [Fact]
    public Task A_holder_that_lives_brings_back_whatever_its_store_lost() => SampleAsync(
        reloadsMax: 0,
        FaultStep.Append, FaultStep.Append, FaultStep.Append, FaultStep.Settle, FaultStep.Replicate,
        FaultStep.FailOver);

    [Fact]
    public Task A_holder_that_lives_goes_on_under_a_new_epoch_when_the_store_is_empty() => SampleAsync(
        reloadsMax: 0, FaultStep.Append, FaultStep.Append, FaultStep.Append, FaultStep.Settle, FaultStep.Flush);

    [Fact]
    public Task A_partition_that_changes_hands_loses_nothing_of_a_store_that_keeps_everything() => SampleAsync(
        reloadsMax: int.MaxValue,
        FaultStep.Append, FaultStep.Append, FaultStep.Append, FaultStep.Settle, FaultStep.Steal);

    private static Task SampleAsync(int reloadsMax, params FaultStep[] steps) => FaultRun.SampleAsync(
        steps,
        begin: static _ => { },
        check: async run =>
        {
            SortedDictionary<string, string> states = await run.RestoreAsync();
            foreach (string acknowledged in run.Acknowledged)
                Assert.Equal(1, states.Values.Sum(state => state.Split(acknowledged).Length - 1));
            Assert.InRange(run.Reloads, 0, reloadsMax);
        });
}
