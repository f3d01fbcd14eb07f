using System.Runtime.Versioning;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Admission;
using Fanout.Server.Delivery;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>A WebSocket connection on an event loop. Everything on the loop's thread.</summary>
/// <remarks>
/// While nothing moves it holds no buffer: a message reader is lent while a message is under way, an array while bytes
/// could not be handed over or sent. What the kernel does not take of one flush is kept here, and nothing more is taken
/// until that is gone.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class LoopSink : Watched, ISink, IDeadline
{
    private const int ReadsInARow = 4; // then the others have their turn

    private readonly EventLoop _loop;
    private readonly Descriptor _descriptor;
    private readonly ClientAddress _address;
    private IConnectionOwner? _owner;
    private MessageReader? _reader;
    private Kept? _unread; // received, and not to be handed over yet
    private Kept? _unsent; // taken, and not by the kernel yet
    private LoopSinkState _state;
    private uint _deadlineMs; // of the loop, the lower half: for the message under way, or for the end

    /// <param name="loop">Where it lives.</param>
    /// <param name="descriptor">Its own from now on.</param>
    /// <param name="address">Whose place it has, which it gives back.</param>
    /// <param name="deflate">permessage-deflate was agreed on.</param>
    public LoopSink(EventLoop loop, Descriptor descriptor, ClientAddress address, bool deflate)
    {
        (_loop, _descriptor, _address) = (loop, descriptor, address);
        _state = deflate ? LoopSinkState.Deflates : LoopSinkState.None;
    }

    /// <summary>
    /// What the peer has acknowledged: of a slow reader the kernel takes bytes in steps of a third of its buffer, but what
    /// is acknowledged comes on. Costs a system call.
    /// </summary>
    public long BytesTaken => Progress.Acknowledged;

    /// <inheritdoc/>
    public int HeldBytes => _unsent?.Size ?? 0;

    /// <inheritdoc/>
    public PeerProgress Progress => Is(LoopSinkState.Closed) ? default : _descriptor.Progress();

    /// <summary>The connection begins; frames may have come with its request.</summary>
    public void Begin(IConnectionOwner owner)
    {
        _owner = owner;
        Set(LoopSinkState.Readable);
    }

    public override void Ready(Readiness what)
    {
        if (Is(LoopSinkState.Closed))
            return;
        if ((what & Readiness.Out) != 0 && (_unsent is not null || Is(LoopSinkState.WritableOwed)))
            GoOnSending();
        if ((what & ~Readiness.Out) == 0 || Is(LoopSinkState.Closed))
            return;
        if ((what & (Readiness.Error | Readiness.HungUp)) != 0)
        {
            Close(reset: false); // also where it may not be read now
            return;
        }
        Set(LoopSinkState.Readable);
        if (!Is(LoopSinkState.MayHandOver))
            _owner!.Touch(); // it is not read now, but it lives
        ReadOn();
    }

    /// <summary>Hands over what has come, as far as that is wanted.</summary>
    public void ReadOn()
    {
        Clear(LoopSinkState.Resumed);
        for (var reads = 0; !Is(LoopSinkState.Closed); reads++)
        {
            if (_unread is not null && !HandOverUnread())
                return;
            if (!Is(LoopSinkState.MayHandOver) && !Is(LoopSinkState.Ignoring))
                return; // the rest stays in the kernel, which tells the peer to wait
            if (!Is(LoopSinkState.Readable))
                return;
            if (reads == ReadsInARow)
            {
                Resume();
                return;
            }
            Read();
        }
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (_loop.Sending.Owner is { } other && other != this)
            other.Flush();
        if (_unsent is null && _loop.Sending.TryAdd(this, bytes))
            return bytes.Length;
        Flush();
        if (_unsent is null && !Is(LoopSinkState.Closed))
        {
            if (_loop.Sending.TryAdd(this, bytes))
                return bytes.Length;
            var size = Send(bytes); // longer than the buffer
            if (size == bytes.Length)
                return size;
            Set(LoopSinkState.WritableOwed);
            return size;
        }
        Set(LoopSinkState.WritableOwed);
        return 0;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (_loop.Sending.Owner != this)
            return;
        var bytes = _loop.Sending.Bytes;
        var size = Is(LoopSinkState.Closed) ? bytes.Length : Send(bytes);
        if (size < bytes.Length && !Is(LoopSinkState.Closed))
            _unsent = new Kept(bytes[size..]);
        _loop.Sending.Clear();
    }

    /// <inheritdoc/>
    public void Next()
    {
        Set(LoopSinkState.MayHandOver);
        if (_unread is not null || Is(LoopSinkState.Readable))
            Resume();
    }

    /// <inheritdoc/>
    public void End()
    {
        Flush();
        Set(LoopSinkState.Ignoring | LoopSinkState.Ending);
        Kept.Release(ref _unread);
        RemindIn(Is(LoopSinkState.Violated) ? _loop.Options.ViolationLinger : _loop.Options.CloseTimeout);
        Resume(); // what still comes is read and dropped, so that closing does not become a reset
        CloseIfDone();
    }

    /// <inheritdoc/>
    public void Abort() => Close(reset: true);

    /// <summary>The peer has had its time, to answer a close frame or to complete a message; or had it for an earlier one.</summary>
    public void Due()
    {
        var due = (int)((uint)_loop.NowMs - _deadlineMs) >= 0;
        if (Is(LoopSinkState.Closed))
            return;
        if (Is(LoopSinkState.Ending))
        {
            if (due)
                Close(reset: false);
            return;
        }
        Clear(LoopSinkState.Reminded);
        if (!Is(LoopSinkState.UnderWay) || Is(LoopSinkState.Ignoring))
            return;
        if (!Is(LoopSinkState.MayHandOver))
            RemindIn(_loop.Readers.MessageTimeout); // it is we who do not read on
        else if (due)
            GiveUpMessage();
        else
            Remind();
    }

    public override void Stop() => Close(reset: false);

    private void Read()
    {
        var came = _descriptor.Receive(_loop.ReceiveBuffer, out var size);
        switch (came)
        {
            case Came.Done:
                _owner!.Touch();
                HandOver(_loop.ReceiveBuffer.AsSpan(0, size));
                break;
            case Came.WouldBlock:
                Clear(LoopSinkState.Readable);
                break;
            case Came.End when Is(LoopSinkState.PeerClosed | LoopSinkState.Violated) && !Is(LoopSinkState.Ending):
                Clear(LoopSinkState.Readable);
                Set(LoopSinkState.PeerClosed); // it still reads, perhaps: our close frame is on its way
                break;
            default:
                Close(reset: false);
                break;
        }
    }

    private bool HandOverUnread()
    {
        if (!Is(LoopSinkState.MayHandOver) && !Is(LoopSinkState.Ignoring))
            return false;
        var unread = _unread;
        _unread = null;
        HandOver(unread!.Bytes);
        Kept.Release(ref unread);
        return true;
    }

    private void HandOver(ReadOnlySpan<byte> bytes)
    {
        if (Is(LoopSinkState.PeerClosed | LoopSinkState.Violated))
            return; // whatever comes after a close frame, or after a framing that was broken
        _reader ??= _loop.Readers.Rent(Is(LoopSinkState.Deflates));
        while (!bytes.IsEmpty)
        {
            if (!Is(LoopSinkState.MayHandOver) && !Is(LoopSinkState.Ignoring))
            {
                _unread = new Kept(bytes);
                break;
            }
            HandOverNext(ref bytes);
        }
        if (_reader is null)
            return;
        if (!Is(LoopSinkState.PeerClosed | LoopSinkState.Violated))
            LetGoOfReader();
        else
            DropReader();
        CloseIfDone();
    }

    private void HandOverNext(ref ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!_reader!.TryRead(ref bytes, out var message))
                return;
            if (message.Opcode == Opcode.Close)
                Set(LoopSinkState.PeerClosed);
            if (!_reader.IsJoining)
                Clear(LoopSinkState.UnderWay);
            if (!Is(LoopSinkState.Ignoring))
            {
                var inflated = _loop.Inflater.Inflate(message);
                Clear(LoopSinkState.MayHandOver);
                _owner!.PostMessage(inflated);
                _loop.Inflater.Release();
            }
        }
        catch (ProtocolViolationException violation)
        {
            Set(LoopSinkState.Violated);
            if (Is(LoopSinkState.Ignoring))
                return;
            Set(LoopSinkState.Ignoring);
            _owner!.PostViolation(violation);
        }
    }

    /// <summary>The reader goes back to the loop, unless a message is under way in it.</summary>
    private void LetGoOfReader()
    {
        if (!_reader!.TryRest())
        {
            ExpectRest();
            return;
        }
        Clear(LoopSinkState.UnderWay);
        _loop.Readers.Return(_reader, Is(LoopSinkState.Deflates));
        _reader = null;
    }

    /// <summary>A message has begun: the rest of it must come in time.</summary>
    private void ExpectRest()
    {
        if (Is(LoopSinkState.UnderWay | LoopSinkState.Ignoring))
            return;
        Set(LoopSinkState.UnderWay);
        _deadlineMs = (uint)(_loop.NowMs + (long)_loop.Readers.MessageTimeout.TotalMilliseconds);
        if (!Is(LoopSinkState.Reminded)) // otherwise it is looked at before, and then again
            Remind();
    }

    private void GiveUpMessage()
    {
        Set(LoopSinkState.Violated | LoopSinkState.Ignoring);
        DropReader();
        _owner!.PostViolation(_loop.Readers.TooSlow());
    }

    private void RemindIn(TimeSpan patience)
    {
        _deadlineMs = (uint)(_loop.NowMs + (long)patience.TotalMilliseconds);
        Remind();
    }

    private void Remind()
    {
        Set(LoopSinkState.Reminded);
        var nowMs = _loop.NowMs;
        _loop.Remind(this, nowMs + Math.Max((int)(_deadlineMs - (uint)nowMs), 0));
    }

    private void DropReader()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private int Send(ReadOnlySpan<byte> bytes)
    {
        var sent = 0;
        while (sent < bytes.Length)
        {
            var came = _descriptor.Send(bytes[sent..], out var size);
            sent += size;
            if (came == Came.WouldBlock)
                break;
            if (came == Came.Lost)
            {
                Close(reset: false);
                break;
            }
            if (sent < bytes.Length)
                break; // the kernel is full: it tells when it has room, and a further call would only hear so
        }
        return sent;
    }

    /// <summary>The kernel has room again.</summary>
    private void GoOnSending()
    {
        if (_unsent is not null)
        {
            var size = Send(_unsent.Bytes);
            if (Is(LoopSinkState.Closed))
                return;
            _unsent.Skip(size);
            if (_unsent.Size > 0)
                return;
            Kept.Release(ref _unsent);
        }
        CloseIfDone();
        if (!Is(LoopSinkState.WritableOwed) || Is(LoopSinkState.Closed))
            return;
        Clear(LoopSinkState.WritableOwed);
        _owner!.PostWritable();
    }

    private void CloseIfDone()
    {
        if (Is(LoopSinkState.Ending) && Is(LoopSinkState.PeerClosed) && _unsent is null)
            Close(reset: false);
    }

    private void Close(bool reset)
    {
        if (Is(LoopSinkState.Closed))
            return;
        Set(LoopSinkState.Closed);
        if (_loop.Sending.Owner == this)
            _loop.Sending.Clear();
        if (Slot >= 0)
            _loop.Remove(this, _descriptor.Number);
        if (reset)
            _descriptor.Reset();
        else
            _descriptor.Close();
        Kept.Release(ref _unread);
        Kept.Release(ref _unsent);
        DropReader();
        _loop.Reception.Leave(_address);
        _owner?.PostEnded();
    }

    private void Resume()
    {
        if (Is(LoopSinkState.Resumed))
            return;
        Set(LoopSinkState.Resumed);
        _loop.Resume(this);
    }

    private bool Is(LoopSinkState any) => (_state & any) != 0;

    private void Set(LoopSinkState some) => _state |= some;

    private void Clear(LoopSinkState some) => _state &= ~some;
}
