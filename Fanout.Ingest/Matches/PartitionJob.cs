using Fanout.Ingest.Normalising;
using Fanout.Log;

namespace Fanout.Ingest.Matches;

/// <summary>How a job ended.</summary>
internal enum JobEnd
{
    /// <summary>The log has all of it.</summary>
    Done,

    /// <summary>
    /// The partition is another process's by now, and what is not committed is for that one to do. Some of it may be in
    /// the log: doing it again comes to nothing.
    /// </summary>
    Returned,

    /// <summary>Nobody will do it: its sender gave up, the process ends, or it trips over a fault of ours.</summary>
    GivenUp,
}

/// <summary>Something that a partition's loop does with its matches, in steps.</summary>
/// <remarks>
/// A step decides and issues; <see cref="Commit"/> follows once the log has everything of the turn, <see
/// cref="Rollback"/> when it has not and the matches are read from the log again. Only the loop calls these.
/// </remarks>
internal abstract class PartitionJob
{
    private readonly TaskCompletionSource<JobEnd> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _abandoned;

    /// <summary>Completes when nothing more is done with it here.</summary>
    public Task<JobEnd> Done => _done.Task;

    /// <summary>What comes before it in the order of their sender; it is not done unless that was.</summary>
    public PartitionJob? After { get; init; }

    /// <summary>
    /// Drops it, between turns: when nobody waits for it any more, or when what it comes after ended without being done.
    /// </summary>
    /// <returns>Whether it is dropped.</returns>
    public bool DropIfMoot()
    {
        if (_abandoned) return true;
        if (After is not { Done: { IsCompletedSuccessfully: true, Result: not JobEnd.Done } }) return false;
        Return();
        return true;
    }

    /// <summary>Asks the log for what the steps need to know; before each turn.</summary>
    public virtual ValueTask PrepareAsync(PartitionWriter writer, MatchTable table) => ValueTask.CompletedTask;

    /// <summary>Does what comes next; false when nothing is left to do.</summary>
    public abstract bool Step(PartitionTurn turn);

    /// <summary>What was stepped since the last commit is in the log.</summary>
    public abstract void Commit();

    /// <summary>What was stepped since the last commit is to be done again.</summary>
    public abstract void Rollback();

    /// <summary>Gives it up; any thread.</summary>
    public void Abandon()
    {
        _abandoned = true;
        _done.TrySetResult(JobEnd.GivenUp);
    }

    /// <summary>Gives it back, between turns: the partition is no longer held here.</summary>
    public void Return() => _done.TrySetResult(JobEnd.Returned);

    protected void Complete() => _done.TrySetResult(JobEnd.Done);
}
