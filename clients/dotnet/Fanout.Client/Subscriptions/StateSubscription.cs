using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Google.Protobuf;

namespace Fanout.Client.Subscriptions;

/// <summary>A state of a topic and how it came about.</summary>
/// <param name="State">The whole state; immutable.</param>
/// <param name="Position">Where it stands in the topic's stream.</param>
/// <param name="Delta">The change that led here; null after a snapshot.</param>
public sealed record StateUpdate<TState, TDelta>(State<TState, TDelta> State, Position Position, TDelta? Delta)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new();

/// <summary>Follows the state of a topic. A reader that lags sees the newest state, never a growing queue.</summary>
public sealed class StateSubscription<TState, TDelta> : Subscription
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private readonly Channel<StateUpdate<TState, TDelta>> _updates =
        Channel.CreateBounded<StateUpdate<TState, TDelta>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Func<Snapshot, TState?> _stateOf;
    private readonly Func<Delta, TDelta?> _changeOf;

    internal StateSubscription(
        FanoutClient client, string topic, uint delaySeconds, Func<Snapshot, TState?> stateOf, Func<Delta, TDelta?> changeOf)
        : base(client, topic, delaySeconds)
    {
        _stateOf = stateOf;
        _changeOf = changeOf;
    }

    /// <summary>The newest state; null before the first snapshot.</summary>
    public StateUpdate<TState, TDelta>? Current { get; private set; }

    /// <summary>The newest state each time that it changed; ends with the subscription.</summary>
    /// <exception cref="FanoutException">The server refused the subscription.</exception>
    public async IAsyncEnumerable<StateUpdate<TState, TDelta>> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var update in _updates.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            yield return update;
    }

    /// <summary>The first state from now on, the present one included, that <paramref name="condition"/> holds for.</summary>
    public async Task<StateUpdate<TState, TDelta>> WaitForAsync(
        Func<StateUpdate<TState, TDelta>, bool> condition, CancellationToken cancellation = default)
    {
        if (Current is { } current && condition(current))
            return current;
        await foreach (var update in ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            if (condition(update))
                return update;
        }
        throw new FanoutException($"{Topic}: the subscription ended before the awaited state came");
    }

    internal override void End(Exception? error) => _updates.Writer.TryComplete(error);

    private protected override bool NeedsResync(ServerFrame frame) => frame.FrameCase switch
    {
        ServerFrame.FrameOneofCase.Snapshot => !Take(frame.Snapshot),
        ServerFrame.FrameOneofCase.Delta => !Take(frame.Delta),
        _ => false,
    };

    private bool Take(Snapshot snapshot)
    {
        if (_stateOf(snapshot) is not { } message)
            return true; // a kind of state that this client does not know
        var state = State<TState, TDelta>.From(message);
        if (!Agrees(state.Hash, snapshot.StateHash) || !Agrees(state.Hash1, snapshot.StateHash1))
            return false;
        Publish(new StateUpdate<TState, TDelta>(state, snapshot.Position, null));
        return true;
    }

    private bool Take(Delta delta)
    {
        if (_changeOf(delta) is not { } change)
            return true;
        switch (Stepping.Classify(Position?.Seq, delta.Seq, delta.HasPrevious ? delta.Previous : null))
        {
            case Step.Ignore:
                return true;
            case Step.Resync:
                return false;
        }
        var state = Current!.State.Apply(change);
        if (!Agrees(state.Hash, delta.StateHash) || !Agrees(state.Hash1, delta.StateHash1))
            return false;
        Publish(new StateUpdate<TState, TDelta>(state, new Position { Epoch = Position!.Epoch, Seq = delta.Seq }, change));
        return true;
    }

    private void Publish(StateUpdate<TState, TDelta> update)
    {
        Position = update.Position;
        Current = update;
        _updates.Writer.TryWrite(update);
    }
}
