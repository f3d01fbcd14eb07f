using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

/// <summary>
/// What the contract suite needs to know of an implementation: how to open it, restart it, and let time pass.
/// </summary>
public abstract class LogHarness : IAsyncDisposable
{
    /// <summary>The log under test; replaced by the restarts.</summary>
    public IEventLog Log { get; protected set; } = null!;

    /// <summary>
    /// Whether a partition that nobody opened yet takes appends. A log that lives elsewhere cannot tell a new store from
    /// one that came back empty, and leaves the decision to who opens it.
    /// </summary>
    public virtual bool IsSealedWhenNew => true;

    /// <summary>Creates an empty log.</summary>
    public abstract ValueTask CreateAsync(int partitionCount);

    /// <summary>Closes the log and opens it again over the same store, which has been running all the while.</summary>
    public abstract ValueTask ReopenAsync();

    /// <summary>
    /// The store itself starts a new run, with everything that it had: what a failover without loss looks like.
    /// </summary>
    public abstract ValueTask RestartStoreAsync();

    /// <summary>Lets time pass for the log (a remote store would really wait).</summary>
    public abstract ValueTask PassAsync(TimeSpan time);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A harness whose log runs in this process, on a clock that the test moves.</summary>
public abstract class InProcessHarness : LogHarness
{
    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero));

    public override ValueTask PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return ValueTask.CompletedTask;
    }
}
