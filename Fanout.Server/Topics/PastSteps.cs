using System.Diagnostics;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>
/// Consecutive steps of a history, copied out of it: whoever has them makes states of them without a lock, and the past
/// may go meanwhile. Immutable.
/// </summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
/// <param name="steps">At least one, oldest first; the state at the first one is known.</param>
/// <param name="changes">Their changes, one behind the other.</param>
internal sealed class PastSteps<TState, TDelta>(PastStep<TState, TDelta>[] steps, byte[] changes)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    /// <summary>The change of the last step; empty where the stream began there.</summary>
    public ReadOnlyMemory<byte> LastChange => changes.AsMemory(changes.Length - steps[^1].Size);

    public ReadOnlySpan<PastStep<TState, TDelta>> Steps => steps;

    public ReadOnlySpan<byte> Changes => changes;

    /// <summary>What holds after the last one.</summary>
    public PointState<TState, TDelta> Last()
    {
        var walk = new PastWalk<TState, TDelta>(this);
        walk.MoveTo(Horizon.Live);
        return walk.State;
    }
}

/// <summary>One step.</summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
/// <param name="AtMs">When it came into force, Unix time in milliseconds.</param>
/// <param name="PublishedMs">When it was published.</param>
/// <param name="Size">Bytes of its change; 0 where the stream began.</param>
/// <param name="Known">What holds there, where that was kept: always where the stream began.</param>
internal readonly record struct PastStep<TState, TDelta>(
    long AtMs, long PublishedMs, int Size, PointState<TState, TDelta>? Known)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new();

/// <summary>Somebody who goes through steps in order, at the cost of one delta each.</summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal sealed class PastWalk<TState, TDelta>
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private readonly PastSteps<TState, TDelta> _steps;
    private int _next; // step
    private int _offset; // of its change

    /// <summary>Stands at the first step.</summary>
    public PastWalk(PastSteps<TState, TDelta> steps)
    {
        _steps = steps;
        Debug.Assert(steps.Steps[0].Known is not null);
        State = steps.Steps[0].Known!;
        Pass();
    }

    /// <summary>What holds where it stands.</summary>
    public PointState<TState, TDelta> State { get; private set; }

    /// <summary>Goes on to the last step that is in force at a time; stays where that was before.</summary>
    public void MoveTo(long atMs)
    {
        while (_next < _steps.Steps.Length && _steps.Steps[_next].AtMs <= atMs)
        {
            ref readonly var step = ref _steps.Steps[_next];
            State = step.Known ?? State.After(_steps.Changes.Slice(_offset, step.Size), step.PublishedMs);
            Pass();
        }
    }

    private void Pass() => _offset += _steps.Steps[_next++].Size;
}
