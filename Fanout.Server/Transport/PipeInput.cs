using System.Buffers;
using System.IO.Pipelines;
using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Transport;

/// <summary>Reads a connection's pipe and hands over its messages, one at a time.</summary>
/// <remarks>
/// A message comes only after a <see cref="Next"/>, the first one too; meanwhile bytes wait in the pipe, which stops
/// the socket's reading once it is full. Between messages it holds no reader: most connections are there most of the
/// time. Threading: one reading loop; <see cref="Next"/> and <see cref="Ignore"/> from any thread.
/// </remarks>
#pragma warning disable CA1001 // A semaphore whose handle nobody asks for holds nothing; Next may come after the end.
internal sealed class PipeInput(PipeReader pipe, MessageReaders readers, TimeProvider time, bool deflate = false)
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _next = new(0);
    private MessageReader? _reader; // while a message is under way
    private MessagePatience? _patience; // as long
    private bool _left;
    private volatile bool _ignoring;
    private volatile bool _leaving;
    private volatile bool _violated;
    private bool _mayHandOver;
    private bool _peerClosed;

    /// <summary>The peer has broken the framing, so that its close frame cannot be found any more.</summary>
    public bool Violated => _violated;

    /// <summary>The next message may come.</summary>
    public void Next() => _next.Release();

    /// <summary>From now on messages are read and dropped, up to the peer's close frame.</summary>
    public void Ignore()
    {
        _ignoring = true;
        _next.Release();
        Wake();
    }

    /// <summary>Reading ends, whatever the peer still sends.</summary>
    public void Leave()
    {
        _leaving = true;
        Ignore();
    }

    /// <summary>
    /// Runs until the peer ends the connection, or it is aborted, or both <see cref="Ignore"/> and the peer's close
    /// frame have come, or <see cref="Leave"/>.
    /// </summary>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="OperationCanceledException">The connection was aborted.</exception>
    public async Task ReadAsync(IConnectionOwner owner)
    {
        try
        {
            while (!_leaving && !(_peerClosed && _ignoring))
            {
                var read = await pipe.ReadAsync().ConfigureAwait(false);
                if (!read.Buffer.IsEmpty)
                {
                    owner.Touch();
                    await HandOverAsync(read.Buffer, owner).ConfigureAwait(false);
                }

                pipe.AdvanceTo(read.Buffer.End);
                if (_patience is { Over: true })
                {
                    Violate(owner, readers.TooSlow());
                }

                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            _reader?.Dispose();
            Forget(ref _patience);
            lock (_gate)
            {
                _left = true; // from here on the pipe is its owner's to complete
            }
        }
    }

    private async ValueTask HandOverAsync(ReadOnlySequence<byte> bytes, IConnectionOwner owner)
    {
        _reader ??= readers.Rent(deflate);
        do
        {
            // Without bytes no message can come of it, but the reader lets go of its buffer.
            if (!bytes.IsEmpty && !_mayHandOver && !_ignoring)
            {
                await _next.WaitAsync().ConfigureAwait(false);
                _mayHandOver = true;
                if (_patience is { Over: true })
                {
                    Forget(ref _patience); // it was we who did not read on
                }
            }
        }
        while (TryHandOver(_reader, ref bytes, owner));
        if (_reader.TryRest())
        {
            readers.Return(_reader, deflate);
            _reader = null;
            Forget(ref _patience);
        }
        else if (!_ignoring)
        {
            _patience ??= new MessagePatience(readers.MessageTimeout, time, Wake);
        }
    }

    /// <summary>Hands over one message; <see langword="false"/>: the bytes hold no further one.</summary>
    private bool TryHandOver(MessageReader reader, ref ReadOnlySequence<byte> bytes, IConnectionOwner owner)
    {
        try
        {
            if (!reader.TryRead(ref bytes, out var message))
            {
                return false;
            }

            _peerClosed |= message.Opcode == Opcode.Close;
            if (!reader.IsJoining)
            {
                Forget(ref _patience);
            }

            if (!_ignoring)
            {
                using var inflater = new MessageInflater(readers.MessageSizeMax);
                var inflated = inflater.Inflate(message);
                _mayHandOver = false;
                owner.PostMessage(inflated);
            }

            return true;
        }
        catch (ProtocolViolationException violation)
        {
            Violate(owner, violation);
            return false;
        }
    }

    /// <summary>
    /// What still comes is read and dropped: unread bytes would make the kernel reset the connection, and the peer could
    /// lose the close frame that tells it why.
    /// </summary>
    private void Violate(IConnectionOwner owner, ProtocolViolationException violation)
    {
        _violated = true;
        Forget(ref _patience);
        if (!_ignoring)
        {
            _ignoring = true;
            owner.PostViolation(violation);
        }
    }

    private static void Forget(ref MessagePatience? patience)
    {
        patience?.Dispose();
        patience = null;
    }

    /// <summary>The loop looks again whether it is to end.</summary>
    private void Wake()
    {
        lock (_gate)
        {
            if (!_left)
            {
                pipe.CancelPendingRead();
            }
        }
    }
}
