using System.Diagnostics;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Access;
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
    /// <summary>Bytes of one, about.</summary>
    public const int Size = 144;

    private readonly Shard _shard;
    private Outgoing _outgoing;
    private Outbox? _outbox;
    private SubscriptionList _subscriptions = new();
    private Lookout _lookout;
    private DueChain _due = new();
    private int _heldCounted;
    private ConnectionState _state = ConnectionState.NextOwed;

    public Connection(Shard shard, long number, ISink sink, ConnectionSetup setup, SessionServices services)
    {
        (_shard, Wire, Number) = (shard, setup.Wire, number);
        _outgoing = new Outgoing(sink);
        _lookout = new Lookout(shard.NowMs);
        Session = new Session(this, setup, services);
    }

    /// <summary>From 1, unique in the process.</summary>
    public long Number { get; }

    public IWire Wire { get; }

    public FrameEncoding Encoding => Wire.Encoding;

    public Subscriptions Subscriptions => new(this, ref _subscriptions);

    /// <summary>The way to its sink.</summary>
    public ref Outgoing Outgoing => ref _outgoing;

    public Session Session { get; }

    /// <summary>Nothing waits for it, so that a step can go straight to the sink.</summary>
    public bool IsFree =>
        !Is(ConnectionState.Behind | ConnectionState.Closing) && _outgoing.IsFree && _outbox is null;

    /// <summary>
    /// Bytes kept for this connection because its sink did not take them: the rest of one unit, and control frames.
    /// </summary>
    public int HeldBytes => _outgoing.RestSize + (_outbox?.Size ?? 0);

    public Shard Shard => _shard;

    /// <summary>We have decided to end it: nothing more is queued.</summary>
    public bool Closing => Is(ConnectionState.Closing);

    /// <summary>Its transport is gone.</summary>
    public bool Gone => Is(ConnectionState.Gone);

    /// <summary>Its number in the shard, from when it was opened until it is gone.</summary>
    public int Slot { get; set; }

    /// <summary>Whether it is among those to be flushed. The shard's.</summary>
    public bool Dirty
    {
        get => Is(ConnectionState.Dirty);
        set => Set(ConnectionState.Dirty, value);
    }

    /// <summary>Whether it is among those that wait to be answered. The shard's.</summary>
    public bool AwaitsTurn
    {
        get => Is(ConnectionState.AwaitsTurn);
        set => Set(ConnectionState.AwaitsTurn, value);
    }

    /// <summary>
    /// Where in its list the next catching up begins, so that the first topics do not always win. The shard's.
    /// </summary>
    public int CatchUpPlace { get; set; }

    // From any thread.

    /// <summary>Some byte came from the peer.</summary>
    public void Touch() => _lookout.Touch(_shard.TurnMs);

    public void PostMessage(in Message message) => Post(ClientMessage.Read(Encoding, message.Opcode, message.Payload));

    public void PostViolation(ProtocolViolationException violation) => Post(new Violation(violation.Code, violation.Message));

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

    /// <summary>Runs on the shard, unless the connection closes or is gone by then.</summary>
    public void Post(Action answered) => _shard.Post(new ShardItem(ShardItemKind.Answered, this, answered));

    // On the shard.

    /// <summary>It has come to its shard.</summary>
    /// <param name="greets">Whether it begins with `welcome`.</param>
    public void Opened(bool greets)
    {
        LookAgain();
        if (greets)
            Session.Greet();
        Session.Begin();
        _shard.MarkDirty(this);
    }

    public void Handle(ClientMessage message)
    {
        Debug.Assert(!Gone);
        Set(ConnectionState.NextOwed, true);
        if (!Closing)
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
        Set(ConnectionState.Gone, true);
        CountHeld(0);
        Session.Ended();
        Subscriptions.Clear();
        _shard.Remove(this);
    }

    /// <summary>Missed a step: catches up when it is flushed next, which is this turn unless its sink is blocked.</summary>
    public void FallBehind()
    {
        Set(ConnectionState.Behind, true);
        if (!_outgoing.Blocked)
            _shard.MarkDirty(this);
    }

    /// <summary>More may be due to it than it was just given; for one that is being flushed.</summary>
    public void StayBehind() => Set(ConnectionState.Behind, true);

    /// <summary>Waits for something outside; tries again in a second, or with whatever is due before.</summary>
    public void FallBehindForNow()
    {
        Set(ConnectionState.Behind, true);
        LookAgainIn(Timeouts.SweepEveryMs);
    }

    /// <summary>A run is due, and goes out when the connection is flushed; needs <see cref="IsFree"/>.</summary>
    public void Deliver(TopicSubscribers among, ref Subscriber subscriber, Run run, int number)
    {
        if (Wire.SharesFrames)
        {
            _due.Add(_shard.Due, among.Number, subscriber.Seq, number);
            subscriber.Seq = run.Seq; // in the epoch that it stands in
        }
        else if (!_shard.Feed.TryRunGuarded(this, new Reader(among, ref subscriber), run))
        {
            FallBehind();
        }
        _shard.MarkDirty(this);
    }

    /// <summary>What the walk found to be due goes to the sink, or else the connection falls behind.</summary>
    public void SendDue()
    {
        if (!_due.Send(this))
            FallBehind();
    }

    /// <summary>What the walk found to be due does not go out: its reader's rights are others now, and it catches up by them.</summary>
    public void WithdrawDue()
    {
        if (_due.Withdraw(this))
            FallBehind();
    }

    /// <summary>Queues a control frame.</summary>
    public void Send(ServerFrame message) => Queue(Closing ? default : new OutboxItem(FrameEncoder.Encode(message, Encoding)));

    /// <summary>Queues bytes of the transport's own protocol (pings and pongs).</summary>
    public void Send(ReadOnlyMemory<byte> raw) => Queue(new OutboxItem(Raw: raw));

    /// <summary>Queues an answer; it is made when it is its turn.</summary>
    public void Send(AnswerRequest request) => Queue(new OutboxItem(Request: request));

    /// <summary>
    /// The topic's subscription ends; answers that are still queued for it no longer touch a later one.
    /// </summary>
    public void Unsubscribe(int place)
    {
        var topic = Subscriptions.TopicAt(place);
        SendDue(); // while it stands where they are due
        DetachAnswers(topic);
        Session.Detach(topic);
        Subscriptions.RemoveAt(place);
    }

    /// <summary>The topic's subscription goes on among others, at another delay.</summary>
    public void MoveTo(int place, TopicSubscribers others)
    {
        SendDue(); // of the delay that it had
        Subscriptions.Move(place, others);
    }

    /// <inheritdoc cref="Outbox.Detach"/>
    public bool DetachAnswers(Topic topic, Objection? objection = null) => _outbox?.Detach(topic, objection) ?? false;

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
        if (Closing)
            return;
        if (goodbye)
        {
            Send(new ServerFrame
            {
                Goodbye = new Goodbye { Code = (uint)code, Reason = reason, ReconnectAfterMs = reconnectAfterMs },
            });
        }
        Send(Wire.Close(code, reason));
        Set(ConnectionState.Closing, true);
        var patienceMs = (long)_shard.Options.CloseTimeout.TotalMilliseconds;
        _lookout.CloseUntil(_shard.TurnMs + patienceMs);
        LookAgainIn(patienceMs);
        if (!answers)
            _shard.Counts.Closed(code);
        _shard.MarkDirty(this);
    }

    /// <summary>Everything that is due goes to the sink, as far as it takes it.</summary>
    public void Flush()
    {
        if (Is(ConnectionState.EndCalled))
            return; // the sink is done with, and has only to say so
        var free = _outgoing.Finish();
        SendDue();
        if (free)
            Drain();
        _outgoing.Sink.Flush();
        if (!_outgoing.IsFree)
            LookAgainIn(Timeouts.SweepEveryMs); // whether it stalls
        if (Closing)
        {
            EndOnceWritten();
        }
        else if (Is(ConnectionState.NextOwed) && !Session.Waits && (_outbox?.Size ?? 0) <= _shard.Options.ControlBytesMax)
        {
            Set(ConnectionState.NextOwed, false);
            _outgoing.Sink.Next();
        }
    }

    /// <summary>The connection ends at once, without a word.</summary>
    public void Abort()
    {
        Set(ConnectionState.Closing | ConnectionState.EndCalled, true);
        _due = new DueChain(); // it is not flushed any more, and what the chain names is used anew
        _outgoing.Sink.Abort();
    }

    /// <summary>It is time to look: pings, timeouts, and whatever is tried again.</summary>
    public void Look(long nowMs)
    {
        CountHeld(HeldBytes + _outgoing.Sink.HeldBytes);
        if (Closing)
        {
            if (_lookout.CloseWaitMs(nowMs) <= 0 && !Is(ConnectionState.EndCalled))
                Abort();
        }
        else if (_outgoing.Stalls(nowMs, _shard.Options.StallTimeout))
        {
            DeliveryLog.StalledClosed(_shard.Log, Number, (long)_shard.Options.StallTimeout.TotalMilliseconds);
            Close(CloseCode.Stalled, "no byte taken for the stall time");
        }
        else
        {
            AskForLife(nowMs);
            Session.Look();
            if (Is(ConnectionState.Behind))
                FallBehind(); // what waits for the log tries again
        }
        LookAgain();
    }

    /// <summary>It is looked at in so many milliseconds, if not before.</summary>
    public void LookAgainIn(long ms)
    {
        if (!Gone)
            _shard.Timeouts.NotLater(Slot, _shard.TurnMs + ms);
    }

    private void LookAgain()
    {
        var nowMs = _shard.TurnMs;
        var waitMs = Closing ? _lookout.CloseWaitMs(nowMs)
            : _heldCounted > 0 || Is(ConnectionState.Behind) ? Timeouts.SweepEveryMs
            : Math.Min(_lookout.LivenessWaitMs(Wire, _shard.Options, nowMs), Session.WaitMs);
        _shard.Timeouts.Set(Slot, nowMs + waitMs);
    }

    private void AskForLife(long nowMs)
    {
        switch (_lookout.Observe(ref _outgoing, Wire, _shard.Options, nowMs))
        {
            case LivenessVerdict.SendPing when IsFree && _outgoing.Offer(Wire.Heartbeat):
                _shard.MarkDirty(this); // nothing is made for a ping, of which there are thousands
                break;
            case LivenessVerdict.SendPing:
                Send(Wire.Heartbeat);
                break;
            case LivenessVerdict.Close:
                DeliveryLog.SilentClosed(_shard.Log, Number, (long)_shard.Options.PingTimeout.TotalMilliseconds);
                Close(CloseCode.PingTimeout, "nothing received for the ping timeout");
                break;
        }
    }

    private void CountHeld(int bytes)
    {
        _shard.Counts.HeldBytes += bytes - _heldCounted;
        _heldCounted = bytes;
    }

    private void Queue(in OutboxItem item)
    {
        if (Closing || item.Size == 0)
            return;
        (_outbox ??= new Outbox()).Add(item);
        _shard.MarkDirty(this);
    }

    private void Drain()
    {
        if (!TryEmptyOutbox())
            return;
        if (Is(ConnectionState.Behind) && !Closing)
            Set(ConnectionState.Behind, !_shard.Feed.CatchUp(this));
        if (!Is(ConnectionState.Behind) && Session.CaughtUp())
            TryEmptyOutbox();
    }

    private bool TryEmptyOutbox()
    {
        if (_outbox?.TrySend(this) == false)
            return false;
        _outbox = null;
        return true;
    }

    private void EndOnceWritten()
    {
        if (_outbox is { IsEmpty: false } || _outgoing.RestSize > 0)
            return;
        Set(ConnectionState.EndCalled, true);
        _outgoing.Sink.End();
    }

    private bool Is(ConnectionState any) => (_state & any) != 0;

    private void Set(ConnectionState some, bool on) => _state = on ? _state | some : _state & ~some;
}
