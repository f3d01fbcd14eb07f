using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>A single-threaded loop that owns its connections, their subscriptions and all their writes.</summary>
/// <remarks>
/// <see cref="Turn"/> takes what is in the mailbox, then flushes each dirty connection once: whatever is due to a
/// connection goes out in one call, at once when idle and in natural batches under load. Only <see cref="Post"/> may be
/// called from elsewhere than the driver's thread.
/// </remarks>
internal sealed class Shard : ITurns
{
    /// <summary>Timeouts are judged this often: the shortest of them is a second.</summary>
    private const long TickEveryMs = 1000;

    private readonly Mailbox _mailbox = new();
    private readonly List<Connection> _connections = [];
    private readonly List<Connection> _dirty = [];
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private long _tickedMs;

    /// <param name="index">From 0.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="published">What delayed readers follow.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">For what goes wrong.</param>
    public Shard(int index, DeliveryOptions options, PublishIndex published, TimeProvider time, ILogger<Shard> log)
    {
        (Index, Options, _time, Log) = (index, options, time, log);
        _startedAt = time.GetTimestamp();
        Delays = new DelayCursors(published, index);
        Feed = new Feed(Counts);
        Answers = new AnswerTurns(Flush);
    }

    public int Index { get; }

    public DeliveryOptions Options { get; }

    public ILogger Log { get; }

    public ShardCounts Counts { get; } = new();

    /// <summary>What its connections get from topics.</summary>
    public Feed Feed { get; }

    /// <summary>Whose turn it is to be answered.</summary>
    public AnswerTurns Answers { get; }

    /// <summary>The delays of its readers.</summary>
    public DelayCursors Delays { get; }

    /// <summary>What this turn has found to be due; the turn's.</summary>
    public DueFrames Due { get; } = new();

    /// <summary>Monotonic milliseconds since the shard was made.</summary>
    public long NowMs => (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    public Action? Woken { get; set; }

    public bool HasWork => !_mailbox.IsEmpty || Answers.Waiting;

    public int? WaitMs => Delays.WaitMs;

    public void Post(in ShardItem item)
    {
        if (_mailbox.Post(item))
            Woken?.Invoke();
    }

    public void Turn()
    {
        var waited = Answers.Waiting;
        Answers.Begin();
        Delays.Release();
        foreach (ref readonly var item in _mailbox.TakeAll())
            Take(item);
        var nowMs = NowMs;
        if (nowMs - _tickedMs >= TickEveryMs)
            Tick(nowMs);
        FlushDirty();
        if (waited)
        {
            Answers.Serve();
            FlushDirty(); // what an answer brought with it
        }
        Due.Clear();
    }

    public void MarkDirty(Connection connection)
    {
        if (connection.Dirty || connection.Gone)
            return;
        connection.Dirty = true;
        _dirty.Add(connection);
    }

    public void Remove(Connection connection)
    {
        var last = _connections[^1];
        _connections[connection.Slot] = last;
        last.Slot = connection.Slot;
        _connections.RemoveAt(_connections.Count - 1);
        Counts.Connections = _connections.Count;
    }

    private void Take(in ShardItem item)
    {
        switch (item.Kind)
        {
            case ShardItemKind.Publish:
                Publish((Publication)item.Target);
                break;
            case ShardItemKind.Open:
                Open((Connection)item.Target, (ConnectionSetup)item.Payload!);
                break;
            case ShardItemKind.Level:
                foreach (var connection in _connections)
                    connection.Session.LevelChanged((LevelChange)item.Target);
                break;
            case ShardItemKind.Drain:
                foreach (var connection in _connections)
                    connection.Close(CloseCode.Drain, "the server ends", reconnectAfterMs: ((Farewell)item.Target).DrawReturnMs());
                break;
            default:
                if (!((Connection)item.Target).Gone)
                    TakeGuarded(item.Kind, (Connection)item.Target, item.Payload);
                break;
        }
    }

    /// <summary>
    /// The outermost call for a connection: what nobody foresaw ends that one, never the shard and all others on it.
    /// </summary>
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

    private void Fail(Connection connection, Exception failure)
    {
        DeliveryLog.Failed(Log, failure, connection.Number);
        connection.Fail();
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
            case ShardItemKind.Answered:
                ((Action)payload!)();
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
                subscribers.Deliver(publication);
            else
                subscribers.Restart();
        }
    }

    private void Open(Connection connection, ConnectionSetup setup)
    {
        connection.Slot = _connections.Count;
        _connections.Add(connection);
        Counts.Connections = _connections.Count;
        connection.Opened(setup.Greets);
    }

    private void Tick(long nowMs)
    {
        _tickedMs = nowMs;
        var held = 0L;
        foreach (var connection in _connections)
        {
            connection.Tick(nowMs);
            held += connection.HeldBytes;
        }
        Counts.HeldBytes = held;
    }

    /// <summary>What a flush makes dirty anew (an answer that was refused at once) is flushed too.</summary>
    private void FlushDirty()
    {
        for (var index = 0; index < _dirty.Count; index++)
        {
            _dirty[index].Dirty = false;
            Flush(_dirty[index]);
        }
        _dirty.Clear();
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
