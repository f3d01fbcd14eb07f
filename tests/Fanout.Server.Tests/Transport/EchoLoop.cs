using System.Collections.Concurrent;
using System.Threading.Channels;
using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Transport;

/// <summary>Where the owners of one event loop's connections act: on the loop, in its turns.</summary>
internal sealed class EchoLoop : ITurns
{
    private readonly ConcurrentQueue<Action> _actions = new();

    public Action? Woken { get; set; }

    /// <summary>Connections that it was given, by turn.</summary>
    public List<int> GivenByTurn { get; } = [0];

    /// <summary>A connection is given to it, on its thread.</summary>
    public void Given() => GivenByTurn[^1]++;

    public bool HasWork => !_actions.IsEmpty;

    public int? WaitMs => null;

    public void Post(Action act)
    {
        _actions.Enqueue(act);
        Woken?.Invoke();
    }

    public void Turn()
    {
        while (_actions.TryDequeue(out var act))
            act();
        GivenByTurn.Add(0);
    }
}

/// <summary>Where an owner acts whose connection has no loop: one act at a time, somewhere.</summary>
internal sealed class EchoThread
{
    private readonly Channel<Action> _actions = Channel.CreateUnbounded<Action>();

    public EchoThread() => _ = Task.Run(RunAsync);

    public void Post(Action act) => _actions.Writer.TryWrite(act);

    private async Task RunAsync()
    {
        await foreach (var act in _actions.Reader.ReadAllAsync())
            act();
    }
}
