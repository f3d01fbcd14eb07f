namespace Fanout.Log.Tests;

/// <summary>
/// What every event log must do, in one class for each subject. An implementation passes all of them unchanged, with a
/// harness of its own.
/// </summary>
public abstract class LogContract(LogHarness harness) : IAsyncLifetime
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected LogHarness Harness { get; } = harness;

    protected IEventLog Log => Harness.Log;

    public ValueTask InitializeAsync() => Harness.CreateAsync(partitionCount: 4);

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A match id that lives in the partition, so that tests may choose the partition.</summary>
    protected string MatchIn(int partition, int skip = 0) => Enumerable.Range(0, 10_000)
        .Select(number => $"match-{number}")
        .Where(id => Partitioning.Of(id, Log.PartitionCount) == partition)
        .ElementAt(skip);
}
