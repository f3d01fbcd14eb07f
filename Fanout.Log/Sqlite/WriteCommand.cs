namespace Fanout.Log.Sqlite;

/// <summary>Something to be done inside the writer's transaction and answered after its commit.</summary>
internal abstract class WriteCommand
{
    /// <summary>Does it; on the writer's thread, inside a transaction that other commands share.</summary>
    public abstract void Apply(WriteSession session);

    /// <summary>The transaction is on the disk.</summary>
    public abstract void Complete();

    /// <summary>The transaction was rolled back, and with it this command.</summary>
    public abstract void Fail(Exception failure);
}

/// <summary>A command that is a function of the session.</summary>
internal sealed class WriteCommand<T>(Func<WriteSession, T> apply) : WriteCommand
{
    // Continuations run elsewhere: the writer's thread must not become its callers'.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Done => _done.Task;

    public override void Apply(WriteSession session) => _result = apply(session);

    public override void Complete() => _done.SetResult(_result!);

    public override void Fail(Exception failure) => _done.SetException(failure);
}
