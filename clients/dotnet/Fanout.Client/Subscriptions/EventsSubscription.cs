using System.Threading.Channels;
using Fanout.Protocol.Messages;

namespace Fanout.Client.Subscriptions;

/// <summary>An entry of a match's log, and the state after it.</summary>
/// <param name="Entry">The entry; null for the snapshot that a subscription without a position begins with.</param>
/// <param name="State">The whole state after it; immutable.</param>
/// <param name="Position">Where it stands in the match's stream.</param>
public sealed record EventUpdate(Entry? Entry, Match State, Position Position);

/// <summary>Follows every entry of a match, in order and without a gap. A reader that lags holds the connection back.</summary>
public sealed class EventsSubscription : Subscription
{
    private const int WaitingMax = 1024; // entries read ahead of the consumer

    private readonly Channel<EventUpdate> _updates = Channel.CreateBounded<EventUpdate>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true, SingleWriter = true });

    private Match _state;
    private bool _holdsUp;

    internal EventsSubscription(FanoutClient client, string topic, uint delaySeconds, Position? after, Match? state)
        : base(client, topic, delaySeconds)
    {
        Position = after;
        _state = state ?? Match.Empty;
    }

    /// <summary>Every entry in order; ends with the subscription.</summary>
    /// <exception cref="FanoutException">The server refused the subscription, or what was asked for is gone.</exception>
    public IAsyncEnumerable<EventUpdate> ReadAllAsync(CancellationToken cancellation = default) =>
        _updates.Reader.ReadAllAsync(cancellation);

    /// <summary>The connection waits for the consumer: what comes for it and for all others is not read.</summary>
    internal bool HoldsUp
    {
        get => Volatile.Read(ref _holdsUp);
        set => Volatile.Write(ref _holdsUp, value);
    }

    /// <summary>Waits while the consumer is behind; called before each frame by the connection's reader.</summary>
    internal ValueTask<bool> WaitForRoomAsync(CancellationToken cancellation) =>
        _updates.Writer.WaitToWriteAsync(cancellation);

    internal override void End(Exception? error) => _updates.Writer.TryComplete(error);

    private protected override bool NeedsResync(ServerFrame frame) => frame.FrameCase switch
    {
        ServerFrame.FrameOneofCase.Snapshot when frame.Snapshot.Match is not null => !Take(frame.Snapshot),
        ServerFrame.FrameOneofCase.Entry => !Take(frame.Entry),
        _ => false,
    };

    private bool Take(Snapshot snapshot)
    {
        var state = Match.From(snapshot.Match);
        if (!Agrees(state.Hash, snapshot.StateHash))
            return false;
        return Publish(new EventUpdate(null, state, snapshot.Position));
    }

    private bool Take(Entry entry)
    {
        switch (Stepping.Classify(Position?.Seq, entry.Seq, null))
        {
            case Step.Ignore:
                return true;
            case Step.Resync:
                return false;
        }
        var state = _state.Apply(entry.Delta ?? new MatchDelta());
        if (!Agrees(state.Hash, entry.StateHash))
            return false;
        return Publish(new EventUpdate(entry, state, new Position { Epoch = Position!.Epoch, Seq = entry.Seq }));
    }

    /// <summary>False where the queue is full: the position stays, and the entry is asked for again.</summary>
    private bool Publish(EventUpdate update)
    {
        if (!_updates.Writer.TryWrite(update))
            return false;
        _state = update.State;
        Position = update.Position;
        return true;
    }
}
