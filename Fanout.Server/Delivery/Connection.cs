using System.Diagnostics;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Resync;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;
using Fanout.Server.Transport;

namespace Fanout.Server.Delivery;

/// <summary>
/// One connection as its shard sees it: a sink, a place in each of its topics, and what is owed to it.
/// </summary>
/// <remarks>
/// Requirements: a reader that takes no bytes now costs its positions and the rest of one unit, however much is
/// published meanwhile; control frames are kept; nothing of a topic goes out before its `subscribed`. What goes out, in
/// this order: the rest of what the sink took a part of; the outbox; what each subscription has missed. Threading: all
/// of it on the shard, but for what is posted. The alternative that lost, a queue of frames per connection with a
/// limit, either drops the reader or the frames.
/// </remarks>
internal sealed class Connection : IConnectionOwner
{
    private readonly Shard _shard;
    private Outgoing _outgoing;
    private Outbox _outbox;
    private SubscriptionList _subscriptions = new();
    private StallPolicy _stall;
    private LivenessPolicy _liveness;
    private long _closeAtMs;
    private int _touched;
    private DueChain _due = new();
    private bool _behind;
    private bool _nextOwed = true;
    private bool _closing;
    private bool _endCalled;

    public Connection(Shard shard, long number, ISink sink, ConnectionSetup setup, SessionServices services)
    {
        (_shard, Wire, Number) = (shard, setup.Wire, number);
        _outgoing = new Outgoing(sink);
        _liveness = new LivenessPolicy(shard.NowMs);
        Session = new Session(this, setup.Principal, services);
    }

    /// <summary>From 1, unique in the process.</summary>
    public long Number { get; }

    public IWire Wire { get; }

    public FrameEncoding Encoding => Wire.Encoding;

    public ref SubscriptionList Subscriptions => ref _subscriptions;

    /// <summary>The way to its sink.</summary>
    public ref Outgoing Outgoing => ref _outgoing;

    public Session Session { get; }

    /// <summary>Nothing waits for it, so that a step can go straight to the sink.</summary>
    public bool IsFree => !_behind && !_closing && _outgoing.IsFree && _outbox.Count == 0;

    /// <summary>
    /// Bytes kept for this connection because its sink did not take them: the rest of one unit, and control frames.
    /// </summary>
    public int HeldBytes => _outgoing.RestSize + _outbox.Size;

    public Shard Shard => _shard;

    /// <summary>We have decided to end it: nothing more is queued.</summary>
    public bool Closing => _closing;

    /// <summary>Its transport is gone.</summary>
    public bool Gone { get; private set; }

    /// <summary>
    /// Place in the shard's list, whether it is among those to be flushed this turn, and among those that wait to be
    /// answered. The shard's.
    /// </summary>
    public int Slot { get; set; }

    public bool Dirty { get; set; }

    public bool AwaitsTurn { get; set; }

    /// <summary>
    /// Where in its list the next catching up begins, so that the first topics do not always win. The shard's.
    /// </summary>
    public int CatchUpPlace { get; set; }

    /// <summary>Where it stands in each topic that was answered.</summary>
    public IEnumerable<(TopicName Topic, TopicPosition Position)> Positions
    {
        get
        {
            for (var place = 0; place < _subscriptions.Count; place++)
            {
                if (_subscriptions.SubscriberAt(place) is { Answered: true } subscriber)
                    yield return (_subscriptions.TopicAt(place).Name, subscriber.Position);
            }
        }
    }

    // From any thread.

    /// <summary>Some byte came from the peer.</summary>
    public void Touch() => Volatile.Write(ref _touched, 1);

    public void PostMessage(in Message message) =>
        Post(ClientMessage.Read(Encoding, message.Opcode, message.Payload));

    public void PostViolation(ProtocolViolationException violation) =>
        Post(new Violation(violation.Code, violation.Message));

    /// <summary>
    /// One message of the peer; the transport waits for <see cref="ISink.Next"/> before it posts another.
    /// </summary>
    public void Post(ClientMessage message) => _shard.Post(new ShardItem(ShardItemKind.Message, this, message));

    /// <summary>The sink takes bytes again.</summary>
    public void PostWritable() => _shard.Post(new ShardItem(ShardItemKind.Writable, this));

    /// <summary>
    /// The transport is gone, whoever ended it. Nothing is called on the sink after this was handled.
    /// </summary>
    public void PostEnded() => _shard.Post(new ShardItem(ShardItemKind.Ended, this));

    /// <summary>Runs on the shard, unless the connection is gone by then.</summary>
    public void Post(Action answered) => _shard.Post(new ShardItem(ShardItemKind.Answered, this, answered));

    // On the shard.

    /// <summary>It has come to its shard.</summary>
    /// <param name="greets">Whether it begins with `welcome`.</param>
    public void Opened(bool greets)
    {
        if (greets)
            Session.Greet();
        _shard.MarkDirty(this);
    }

    public void Handle(ClientMessage message)
    {
        Debug.Assert(!Gone);
        _nextOwed = true;
        if (!_closing)
            Session.Handle(message);
        _shard.MarkDirty(this);
    }

    public void Writable()
    {
        _outgoing.Unblock();
        _shard.MarkDirty(this);
    }

    public void Ended()
    {
        if (Gone)
            return;
        Gone = true;
        _subscriptions.Clear();
        _shard.Remove(this);
    }

    /// <summary>
    /// Missed a step: catches up when it is flushed next, which is this turn unless its sink is blocked.
    /// </summary>
    public void FallBehind()
    {
        _behind = true;
        if (!_outgoing.Blocked)
            _shard.MarkDirty(this);
    }

    /// <summary>Waits for something outside; tries again with the next tick, or with whatever is due before.</summary>
    public void FallBehindUntilTick() => _behind = true;

    /// <summary>A step is due, and goes out when the connection is flushed; needs <see cref="IsFree"/>.</summary>
    public void Deliver(ref Subscriber subscriber, Publication publication)
    {
        if (Wire.SharesFrames)
        {
            _due.Add(_shard.Due, subscriber.Place, subscriber.Position, publication.Frame);
            subscriber.Position = publication.Position;
        }
        else if (!_shard.Feed.TryStep(this, ref subscriber, publication.Position, publication.Frame))
        {
            _behind = true;
        }
        _shard.MarkDirty(this);
    }

    /// <summary>Queues a control frame.</summary>
    public void Send(ServerFrame message)
    {
        if (_closing)
            return;
        _outbox.Add(FrameEncoder.Encode(message, Encoding));
        _shard.MarkDirty(this);
    }

    /// <summary>Queues bytes of the transport's own protocol (pings and pongs).</summary>
    public void Send(ReadOnlyMemory<byte> raw)
    {
        if (_closing || raw.IsEmpty)
            return;
        _outbox.Add(raw);
        _shard.MarkDirty(this);
    }

    /// <summary>Queues an answer; it is made when it is its turn.</summary>
    public void Send(AnswerRequest request)
    {
        if (_closing)
            return;
        _outbox.Add(request);
        _shard.MarkDirty(this);
    }

    /// <summary>
    /// The topic's subscription ends; answers that are still queued for it no longer touch a later one.
    /// </summary>
    public void Unsubscribe(int place)
    {
        var topic = _subscriptions.TopicAt(place);
        SendDue(); // while the places in it mean what they did
        _outbox.Detach(topic);
        Session.Detach(topic);
        _subscriptions.RemoveAt(place);
    }

    /// <summary>The topic's subscription goes on among others, at another delay.</summary>
    public void MoveTo(int place, TopicSubscribers others)
    {
        SendDue(); // of the delay that it had
        _subscriptions.Move(place, others);
    }

    /// <summary>
    /// The subscription ends: says so, behind the answers that are queued. Where none was given and none is queued, the
    /// peer knows of no subscription, and an error answers its question.
    /// </summary>
    public void EndTopic(int place, UnsubscribedCode.Types.Value code, string reason)
    {
        var topic = _subscriptions.TopicAt(place);
        var subscriber = _subscriptions.SubscriberAt(place);
        var known = _outbox.Detach(topic) || subscriber.Answered;
        Unsubscribe(place);
        if (!known)
            return;
        var unsubscribed = new Unsubscribed { TopicId = topic.Id, Code = code, Reason = reason };
        if (subscriber.Answered)
            unsubscribed.Position = subscriber.Position.ToMessage();
        Send(new ServerFrame { Unsubscribed = unsubscribed });
    }

    /// <summary>
    /// Says goodbye and closes, after what is queued. A peer that does not take it in time is cut off.
    /// </summary>
    /// <param name="code">Tells the client whether to come back.</param>
    /// <param name="reason">For people; no more than the code says of us.</param>
    /// <param name="goodbye">Whether a `goodbye` frame comes first; not after a broken framing.</param>
    /// <param name="reconnectAfterMs">When to come back; 0: as the client sees fit.</param>
    /// <param name="answers">The peer closes, and <paramref name="code"/> is its own: not counted as ours, since it can be any.</param>
    public void Close(CloseCode code, string reason, bool goodbye = true, uint reconnectAfterMs = 0, bool answers = false)
    {
        if (_closing)
            return;
        if (goodbye)
        {
            Send(new ServerFrame
            {
                Goodbye = new Goodbye { Code = (uint)code, Reason = reason, ReconnectAfterMs = reconnectAfterMs },
            });
        }
        Send(Wire.Close(code, reason));
        _closing = true;
        _closeAtMs = _shard.NowMs + (long)_shard.Options.CloseTimeout.TotalMilliseconds;
        if (!answers)
            _shard.Counts.Closed(code);
        _shard.MarkDirty(this);
    }

    /// <summary>Everything that is due goes to the sink, as far as it takes it; once per turn.</summary>
    public void Flush()
    {
        if (_endCalled)
            return; // the sink is done with, and has only to say so
        var free = _outgoing.Finish();
        SendDue();
        if (free)
            Drain();
        _outgoing.Sink.Flush();
        if (_closing)
        {
            EndOnceWritten();
        }
        else if (_nextOwed && !Session.Waits && _outbox.Size <= _shard.Options.ControlBytesMax)
        {
            _nextOwed = false;
            _outgoing.Sink.Next();
        }
    }

    /// <summary>Something went wrong that nobody foresaw: the connection ends at once, without a word.</summary>
    public void Fail()
    {
        _closing = true;
        Abort();
    }

    /// <summary>Called about once a second.</summary>
    public void Tick(long nowMs)
    {
        var options = _shard.Options;
        if (_closing)
        {
            if (nowMs >= _closeAtMs && !_endCalled)
                Abort();
            return;
        }
        var heard = Interlocked.Exchange(ref _touched, 0) == 1 || !Wire.ExpectsBytes;
        if (_stall.Observe(_outgoing.Blocked, _outgoing.Sink.BytesTaken, nowMs, options.StallTimeout))
        {
            DeliveryLog.StalledClosed(_shard.Log, Number, (long)options.StallTimeout.TotalMilliseconds);
            Close(CloseCode.Stalled, "no byte taken for the stall time");
            return;
        }
        var pingEvery = Wire.HeartbeatInterval ?? options.PingInterval;
        var verdict = _liveness.Observe(heard, _outgoing.Blocked, nowMs, pingEvery, options.PingTimeout);
        if (verdict != LivenessVerdict.Keep && _liveness.ObserveProgress(_outgoing.Sink.Progress, nowMs))
            verdict = LivenessVerdict.SendPing;
        switch (verdict)
        {
            case LivenessVerdict.SendPing:
                Send(Wire.Heartbeat);
                break;
            case LivenessVerdict.Close:
                DeliveryLog.SilentClosed(_shard.Log, Number, (long)options.PingTimeout.TotalMilliseconds);
                Close(CloseCode.PingTimeout, "nothing received for the ping timeout");
                break;
        }
        Session.Tick();
        if (_behind)
            FallBehind(); // what waits for the log tries again
    }

    private void SendDue()
    {
        if (!_due.Send(this))
            FallBehind();
    }

    private void Drain()
    {
        if (!TryEmptyOutbox())
            return;
        if (_behind && !_closing)
            _behind = !_shard.Feed.CatchUp(this);
        if (!_behind && Session.CaughtUp())
            TryEmptyOutbox();
    }

    private bool TryEmptyOutbox()
    {
        while (_outbox.TryPeek(out var item))
        {
            if (!TrySend(item))
                return false;
            _outbox.Remove();
        }
        return true;
    }

    private bool TrySend(OutboxItem item)
    {
        if (item.Request is not null)
        {
            if (!_shard.Answers.TryTake(this) || !_shard.Feed.TryAnswer(this, item.Request))
                return false;
            _behind = true; // entries may follow, and the head may have moved on
            return true;
        }
        return _outgoing.Offer(item.Frame is null ? item.Raw : Wire.Form(item.Frame, this));
    }

    private void EndOnceWritten()
    {
        if (_endCalled || _outbox.Count > 0 || _outgoing.RestSize > 0)
            return;
        _endCalled = true;
        _outgoing.Sink.End();
    }

    private void Abort()
    {
        _endCalled = true;
        _outgoing.Sink.Abort();
    }
}
