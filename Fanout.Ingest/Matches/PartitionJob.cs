using Fanout.Ingest.Normalising;
using Fanout.Log;

namespace Fanout.Ingest.Matches;

/// <summary>Something that a partition's loop does with its matches, in steps.</summary>
/// <remarks>
/// A step decides and issues; <see cref="Commit"/> follows once the log has everything of the turn, <see
/// cref="Rollback"/> when it has not and the matches are read from the log again. Only the loop calls these.
/// </remarks>
internal abstract class PartitionJob
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _abandoned;

    /// <summary>Completes with true when the log has all of it, with false when it never will.</summary>
    public Task<bool> Done => _done.Task;

    /// <summary>Nobody waits for it any more; it is dropped between turns.</summary>
    public bool IsAbandoned => _abandoned;

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
        _done.TrySetResult(false);
    }

    protected void Complete() => _done.TrySetResult(true);
}
