using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>A single-threaded loop that owns its connections, their subscriptions and all their writes.</summary>
/// <remarks><code>
/// turn: what peers said, and answers to them → (the last walk has ended) what is due by now, what was published,
///       timeouts → so many flushes of the walk
/// </code>
/// A publication goes to everybody who reads it in one walk, which only notes it; then each is flushed once, so that
/// whatever is due to a connection goes out in one call: at once when idle, in natural batches under load. A long walk
/// is flushed over several turns, and in each of them peers are heard: tens of thousands of readers do not hold up a
/// ping or a subscription. Only <see cref="Post"/> may be called from elsewhere than the driver's thread.
/// </remarks>
internal sealed class Shard : ITurns
{
    private const int SinkSize = 80; // bytes of the one on event loops, about

    private readonly Mailbox _fromPeers = new();
    private readonly Mailbox _news = new();
    private readonly Gathering _answered = new(); // flushed in this turn
    private readonly Gathering _walk = new(); // flushed in this and later ones
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private Gathering _marking;
    private ShardProbe? _probe; // on its way with the walk
    private long _turnMs;

    /// <param name="index">From 0.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="published">What delayed readers follow.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">For what goes wrong.</param>
    public Shard(int index, DeliveryOptions options, PublishIndex published, TimeProvider time, ILogger<Shard> log)
    {
        (Index, Options, _time, Log) = (index, options, time, log);
        _startedAt = time.GetTimestamp();
        _marking = _walk;
        Delays = new DelayCursors(published, this);
        Feed = new Feed(Counts);
        Answers = new AnswerTurns(Flush);
    }

    public int Index { get; }

    public DeliveryOptions Options { get; }

    public ILogger Log { get; }

    public ShardCounts Counts { get; } = new();

    /// <summary>Its connections, by slot.</summary>
    public SlotTable<Connection> Connections { get; } = new();

    /// <summary>All who subscribe to something, by the number of that.</summary>
    public SlotTable<TopicSubscribers> Subscribers { get; } = new();

    /// <summary>When connections are looked at.</summary>
    public Timeouts Timeouts { get; } = new();

    /// <summary>What its connections get from topics.</summary>
    public Feed Feed { get; }

    /// <summary>Whose turn it is to be answered.</summary>
    public AnswerTurns Answers { get; }

    /// <summary>The delays of its readers.</summary>
    public DelayCursors Delays { get; }

    /// <summary>What the walk has found to be due; the turn's.</summary>
    public DueFrames Due { get; } = new();

    /// <summary>Monotonic milliseconds since the shard was made.</summary>
    public long NowMs => (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    /// <summary>The same as of the turn's begin; any thread may look.</summary>
    public long TurnMs => Volatile.Read(ref _turnMs);

    public Action? Woken { get; set; }

    public bool HasWork =>
        !_fromPeers.IsEmpty || !_news.IsEmpty || !_walk.IsEmpty || Answers.Waiting || Timeouts.Waiting;

    public int? WaitMs => Delays.WaitMs;

    public void Post(in ShardItem item)
    {
        if ((item.IsNews ? _news : _fromPeers).Post(item))
            Woken?.Invoke();
    }

    public void Turn()
    {
        Volatile.Write(ref _turnMs, NowMs);
        AnswerPeers();
        if (_walk.IsEmpty)
            Gather();
        Walk();
    }

    public void MarkDirty(Connection connection)
    {
        if (connection.Gone || (connection.Dirty && _marking == _walk))
            return;
        connection.Dirty = true;
        _marking.Add(connection.Slot);
    }

    public void Remove(Connection connection)
    {
        Connections.Remove(connection.Slot);
        Counts.Connections = Connections.Count;
    }

    /// <summary>What nobody foresaw ends one connection, never the shard and all others on it.</summary>
    public void Fail(Connection connection, Exception failure)
    {
        DeliveryLog.Failed(Log, failure, connection.Number);
        connection.Abort();
    }

    /// <summary>Everything that peers said, and that came of what they said, is dealt with and answered.</summary>
    private void AnswerPeers()
    {
        _marking = _answered;
        var waited = Answers.Waiting;
        Answers.Begin();
        foreach (ref readonly var item in _fromPeers.TakeAll(TurnMs))
            Take(item);
        FlushAnswered();
        if (waited)
        {
            Answers.Serve();
            FlushAnswered(); // what an answer brought with it
        }
        _marking = _walk;
    }

    /// <summary>What a flush makes dirty anew (an answer that was refused at once) is flushed too.</summary>
    private void FlushAnswered()
    {
        while (_answered.TryTake(out var slot))
            FlushIfDirty(slot);
        _answered.Clear(TurnMs);
    }

    /// <summary>The next walk: who has something to get.</summary>
    private void Gather()
    {
        Delays.Release();
        foreach (ref readonly var item in _news.TakeAll(TurnMs))
        {
            if (item.Target is not Publication { Kind: PublicationKind.Step })
                Due.Deliver(); // what came before it goes out before it
            Take(item);
        }
        Due.Deliver();
        Timeouts.Begin(TurnMs);
        while (Timeouts.TryTake(TurnMs, out var slot))
        {
            if (Connections.Find(slot) is { } connection)
                Look(connection);
        }
    }

    private void Walk()
    {
        for (var left = Options.FlushesPerTurn; left > 0 && _walk.TryTake(out var slot); left--)
        {
            PrefetchNext();
            FlushIfDirty(slot);
        }
        if (!_walk.IsEmpty)
            return;
        _walk.Clear(TurnMs);
        Due.Clear(TurnMs);
        _probe?.ComeBack();
        _probe = null;
    }

    /// <summary>While one is sent to, the next but one is fetched, and what hangs on the next one.</summary>
    private void PrefetchNext()
    {
        if (_walk.Ahead(1) is >= 0 and var nextButOne)
            Prefetch.Ahead(Connections.Find(nextButOne), Connection.Size);
        if (_walk.Ahead(0) is >= 0 and var next)
            Prefetch.Ahead(Connections.Find(next)?.Outgoing.Sink, SinkSize);
    }

    private void Take(in ShardItem item)
    {
        switch (item.Kind)
        {
            case ShardItemKind.Publish:
                Publish((Publication)item.Target);
                break;
            case ShardItemKind.Level or ShardItemKind.Drain:
                for (var slot = 0; slot < Connections.End; slot++)
                {
                    if (Connections.Find(slot) is { } connection)
                        TakeGuarded(item.Kind, connection, item.Target);
                }
                break;
            case ShardItemKind.Look:
                Timeouts.SetAll(TurnMs);
                break;
            case ShardItemKind.Probe:
                _probe = (ShardProbe)item.Target;
                break;
            case ShardItemKind.Open:
                Open((Connection)item.Target, (ConnectionSetup)item.Payload!);
                break;
            default:
                if (!((Connection)item.Target).Gone)
                    TakeGuarded(item.Kind, (Connection)item.Target, item.Payload);
                break;
        }
    }

    private void TakeGuarded(ShardItemKind kind, Connection connection, object? payload)
    {
        try
        {
            Take(kind, connection, payload);
        }
        catch (Exception failure)
        {
            Fail(connection, failure);
        }
    }

    private static void Take(ShardItemKind kind, Connection connection, object? payload)
    {
        switch (kind)
        {
            case ShardItemKind.Message:
                connection.Handle((ClientMessage)payload!);
                break;
            case ShardItemKind.Writable:
                connection.Writable();
                break;
            case ShardItemKind.Ended:
                connection.Ended();
                break;
            case ShardItemKind.Answered when connection.Closing:
                break; // nobody waits for it, and no frame may follow a close frame
            case ShardItemKind.Answered:
                ((Action)payload!)();
                break;
            case ShardItemKind.Level:
                connection.Session.LevelChanged((LevelChange)payload!);
                break;
            case ShardItemKind.Drain:
                connection.Close(CloseCode.Drain, "the server ends", reconnectAfterMs: ((Farewell)payload!).DrawReturnMs());
                break;
            case ShardItemKind.Close:
                var goodbye = (Goodbye)payload!;
                connection.Close((CloseCode)goodbye.Code, goodbye.Reason, reconnectAfterMs: goodbye.ReconnectAfterMs);
                break;
        }
    }

    private void Publish(Publication publication)
    {
        var subscribers = publication.Topic.On(Index);
        if (publication.Kind == PublicationKind.End)
        {
            subscribers?.End();
            foreach (var delayed in publication.Topic.DelayedOn(Index))
                delayed.End();
        }
        else if (subscribers is { Count: > 0 })
        {
            if (publication.Kind == PublicationKind.Step)
                subscribers.Collect(publication);
            else
                subscribers.Restart();
        }
    }

    private void Open(Connection connection, ConnectionSetup setup)
    {
        connection.Slot = Connections.Add(connection);
        Counts.Connections = Connections.Count;
        connection.Opened(setup.Greets);
    }

    private void Look(Connection connection)
    {
        try
        {
            connection.Look(TurnMs);
        }
        catch (Exception failure)
        {
            Fail(connection, failure);
        }
    }

    private void FlushIfDirty(int slot)
    {
        if (Connections.Find(slot) is not { Dirty: true } connection)
            return; // it is gone, or it was answered meanwhile, and got what was due with it
        connection.Dirty = false;
        Flush(connection);
    }

    private void Flush(Connection connection)
    {
        if (connection.Gone)
            return;
        try
        {
            connection.Flush();
        }
        catch (Exception failure)
        {
            Fail(connection, failure);
        }
    }
}
