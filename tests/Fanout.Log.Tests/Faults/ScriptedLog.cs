namespace Fanout.Log.Tests;

/// <summary>A log that answers appends as a test tells it to, and remembers what it was asked.</summary>
internal sealed class ScriptedLog(IEventLog inner) : LogDecorator(inner)
{
    private readonly Lock _gate = new();
    private readonly Queue<Func<AppendRequest, ValueTask<AppendAnswer>>> _script = new();
    private readonly List<AppendRequest> _requests = [];

    public IReadOnlyList<AppendRequest> Requests
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    /// <summary>The next append that has no answer yet is answered by this; all others by the log behind.</summary>
    public ScriptedLog Then(Func<AppendRequest, ValueTask<AppendAnswer>> answer)
    {
        lock (_gate)
            _script.Enqueue(answer);
        return this;
    }

    public ScriptedLog ThenUnknown() => Then(_ => ValueTask.FromResult(AppendAnswer.Unknown));

    public ScriptedLog ThenTakenButUnknown() => Then(async request =>
    {
        await Inner.AppendAsync(request);
        return AppendAnswer.Unknown;
    });

    public ScriptedLog ThenWait(Task gate) => Then(async request =>
    {
        await gate;
        return await Inner.AppendAsync(request);
    });

    public ScriptedLog ThenFail(string message) => Then(_ => throw new LogStorageException(message));

    /// <summary>From now on another log stands behind this one.</summary>
    public void SwitchTo(IEventLog other) => Inner = other;

    public override ValueTask<AppendAnswer> AppendAsync(
        AppendRequest request, CancellationToken cancellationToken = default)
    {
        Func<AppendRequest, ValueTask<AppendAnswer>>? answer;
        lock (_gate)
        {
            _requests.Add(request);
            _script.TryDequeue(out answer);
        }
        return answer is null ? Inner.AppendAsync(request, cancellationToken) : answer(request);
    }
}
