using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using static Fanout.Protocol.WebSockets.ProtocolViolationException;

namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Turns what a connection receives into messages (RFC 6455 §5–§8), from any segmentation: unmasks, joins fragments,
/// hands out control frames between them, checks every rule that the peer could break.
/// </summary>
/// <remarks>
/// <para>
/// Takes every byte it is offered and keeps what is not a message yet, so its caller needs no buffer per connection: an
/// event loop can offer the one buffer that all its connections share. What it keeps is the head of a cut frame
/// (inline, 14 bytes) and, in one pooled array sized by what really came and not by what a head promises, the payload
/// so far. Between messages it holds no array.
/// </para>
/// <para>
/// Payloads are unmasked on their way to that array, in the one pass over them that unmasking needs anyway, and the
/// caller's bytes stay as they are; a frame from a server that lies whole in them is not copied at all. Unmasking in
/// place and keeping cut frames with the caller lost: a reader of read-only memory would write to it, and each idle
/// connection with half a head would hold a buffer.
/// </para>
/// <para>One thread at a time. UTF-8 is checked when a message is complete, once, over contiguous bytes.</para>
/// </remarks>
public sealed class MessageReader : IDisposable
{
    /// <summary>Default limit of a message, in bytes.</summary>
    public const int MessageSizeDefault = 64 * 1024;

    /// <summary>Highest limit of a message, in bytes: with a control frame behind it, it stays in one array.</summary>
    public const int MessageSizeLimit = 1 << 30;

    private readonly WebSocketRole _role;
    private readonly int _messageSizeMax;
    private readonly bool _deflateAgreed;

    // The frame being read.
    private HeadBytes _cutHead;
    private int _cutHeadSize;
    private FrameHead _frame;
    private bool _inPayload;
    private int _payloadLeft;
    private uint _maskKey;

    // The message being joined; Continuation: none. A control frame's payload stands behind it, from _controlStart.
    private Opcode _messageOpcode;
    private bool _messageDeflated;
    private PayloadBuffer _kept;
    private int _controlStart;
    private int? _keepAfterRead;
    private bool _ended;

    /// <param name="role">Which end we are: a server requires masks, a client refuses them.</param>
    /// <param name="messageSizeMax">Longest message, fragments joined, in bytes; what goes over it fails.</param>
    /// <param name="deflateAgreed">permessage-deflate was agreed on, so RSV1 is allowed.</param>
    /// <param name="pool">Where the payload array comes from; the shared pool by default.</param>
    public MessageReader(
        WebSocketRole role,
        int messageSizeMax = MessageSizeDefault,
        bool deflateAgreed = false,
        ArrayPool<byte>? pool = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(messageSizeMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messageSizeMax, MessageSizeLimit);
        _role = role;
        _messageSizeMax = messageSizeMax;
        _deflateAgreed = deflateAgreed;
        _kept = new PayloadBuffer(pool ?? ArrayPool<byte>.Shared, messageSizeMax);
    }

    /// <summary>Fragments of a message have come, and its last one has not.</summary>
    public bool IsJoining => _messageOpcode != Opcode.Continuation;

    /// <summary>
    /// Reads on from a pipe's bytes. Call until <see langword="false"/>, which means that all of
    /// <paramref name="source"/> was taken; after <see langword="true"/> it begins behind the message.
    /// </summary>
    /// <inheritdoc cref="TryRead(ref ReadOnlySpan{byte}, out Message)"/>
    public bool TryRead(ref ReadOnlySequence<byte> source, out Message message)
    {
        var start = source.Start;
        var next = start;
        while (source.TryGet(ref next, out var segment))
        {
            var rest = segment.Span;
            if (TryRead(ref rest, out message))
            {
                source = source.Slice(source.GetPosition(segment.Length - rest.Length, start));
                return true;
            }

            start = next;
        }

        source = source.Slice(source.End);
        var nothing = ReadOnlySpan<byte>.Empty;
        return TryRead(ref nothing, out message);
    }

    /// <summary>
    /// Reads on from <paramref name="source"/>. Call until <see langword="false"/>, which means that all of it was
    /// taken; after <see langword="true"/> it begins behind the message. What comes after a close frame is taken and
    /// ignored (§5.5.1).
    /// </summary>
    /// <exception cref="ProtocolViolationException">
    /// The peer broke a rule; the connection must be failed with its code. Whatever comes later is taken and ignored.
    /// No other exception comes from any bytes.
    /// </exception>
    public bool TryRead(scoped ref ReadOnlySpan<byte> source, out Message message)
    {
        DropHandedOut();
        if (_ended)
        {
            source = default;
            message = default;
            _kept.Release();
            return false;
        }

        try
        {
            if (TryReadMessage(ref source, out message))
            {
                return true;
            }
        }
        catch (ProtocolViolationException)
        {
            Dispose();
            source = default;
            throw;
        }

        Debug.Assert(source.IsEmpty);
        if (_kept.Size == 0)
        {
            _kept.Release();
        }

        return false;
    }

    /// <summary>
    /// Lets go of the message that was handed out. True: it stands between messages and holds nothing, so that it can
    /// serve another connection of the same kind.
    /// </summary>
    public bool TryRest()
    {
        DropHandedOut();
        if (_ended || _inPayload || _cutHeadSize > 0 || _messageOpcode != Opcode.Continuation || _kept.Size > 0)
        {
            return false;
        }

        _kept.Release();
        return true;
    }

    /// <summary>Gives the array back; later bytes are ignored.</summary>
    public void Dispose()
    {
        _ended = true;
        _keepAfterRead = null;
        _kept.Release();
    }

    private bool TryReadMessage(scoped ref ReadOnlySpan<byte> source, out Message message)
    {
        message = default;
        while (true)
        {
            if (!_inPayload && !TryBeginFrame(ref source))
            {
                return false;
            }

            ReadOnlySpan<byte> payload;
            if (LiesWholeIn(source))
            {
                payload = source[.._payloadLeft];
                source = source[_payloadLeft..];
            }
            else if (TryKeepPayload(ref source))
            {
                payload = _kept.Bytes;
            }
            else
            {
                return false;
            }

            _inPayload = false;
            if (_frame.Final)
            {
                message = _frame.Opcode.IsControl() ? EndControl(payload) : EndData(payload);
                return true;
            }
        }
    }

    private bool TryBeginFrame(scoped ref ReadOnlySpan<byte> source)
    {
        if (!TryReadHead(ref source))
        {
            return false;
        }

        CheckSender();
        CheckSequence();
        if (_frame.Opcode.IsControl())
        {
            _controlStart = _kept.Size;
        }
        else if (_frame.PayloadSize > _messageSizeMax - _kept.Size)
        {
            ThrowTooBig(_frame.PayloadSize, _kept.Size, _messageSizeMax);
        }
        else if (_frame.Opcode != Opcode.Continuation)
        {
            _messageOpcode = _frame.Opcode;
            _messageDeflated = _frame.Deflated;
        }

        _inPayload = true;
        _payloadLeft = (int)_frame.PayloadSize;
        _maskKey = _frame.MaskKey.GetValueOrDefault();
        return true;
    }

    private bool TryReadHead(scoped ref ReadOnlySpan<byte> source)
    {
        if (_cutHeadSize == 0 && FrameHead.TryRead(source, out _frame, out var size))
        {
            source = source[size..];
            return true;
        }

        Span<byte> head = _cutHead;
        var taken = Math.Min(source.Length, FrameHead.SizeMax - _cutHeadSize);
        source[..taken].CopyTo(head[_cutHeadSize..]);
        if (FrameHead.TryRead(head[..(_cutHeadSize + taken)], out _frame, out size))
        {
            source = source[(size - _cutHeadSize)..];
            _cutHeadSize = 0;
            return true;
        }

        _cutHeadSize += taken;
        source = source[taken..];
        return false;
    }

    private void CheckSender()
    {
        if (_role == WebSocketRole.Server && _frame.MaskKey is null)
        {
            ThrowProtocol($"{_frame.Opcode} frame from the client is not masked");
        }

        if (_role == WebSocketRole.Client && _frame.MaskKey is not null)
        {
            ThrowProtocol($"{_frame.Opcode} frame from the server is masked");
        }

        if (_frame.Deflated && !_deflateAgreed)
        {
            ThrowProtocol($"rsv1 is set on a {_frame.Opcode} frame, but permessage-deflate was not agreed on");
        }
    }

    private void CheckSequence()
    {
        var joining = _messageOpcode != Opcode.Continuation;
        if (_frame.Opcode == Opcode.Continuation && !joining)
        {
            ThrowProtocol("continuation frame has no message to continue");
        }

        if (_frame.Opcode is Opcode.Text or Opcode.Binary && joining)
        {
            ThrowProtocol($"{_frame.Opcode} frame begins a message inside a fragmented {_messageOpcode} message");
        }
    }

    /// <summary>Nothing to unmask, nothing to join: the payload can be handed out where it is.</summary>
    private bool LiesWholeIn(ReadOnlySpan<byte> source) =>
        _role == WebSocketRole.Client
        && _frame.Final
        && _frame.Opcode != Opcode.Continuation
        && _payloadLeft == _frame.PayloadSize
        && _payloadLeft <= source.Length;

    private bool TryKeepPayload(scoped ref ReadOnlySpan<byte> source)
    {
        var size = Math.Min(_payloadLeft, source.Length);
        if (size > 0)
        {
            if (_frame.MaskKey is null)
            {
                _kept.Append(source[..size]);
            }
            else
            {
                _maskKey = _kept.AppendUnmasked(source[..size], _maskKey);
            }

            _payloadLeft -= size;
            source = source[size..];
        }

        return _payloadLeft == 0;
    }

    private Message EndData(ReadOnlySpan<byte> payload)
    {
        var message = new Message(_messageOpcode, payload, _messageDeflated);
        if (message is { Opcode: Opcode.Text, Deflated: false } && !Utf8.IsValid(payload))
        {
            ThrowInvalidUtf8("text message", payload.Length);
        }

        _messageOpcode = Opcode.Continuation;
        _keepAfterRead = 0;
        return message;
    }

    private Message EndControl(ReadOnlySpan<byte> payload)
    {
        // What was kept stands behind the fragments of the message around it; what lies in place has nothing before it.
        payload = payload[^(int)_frame.PayloadSize..];
        if (_frame.Opcode == Opcode.Close)
        {
            ClosePayload.Read(payload, out _);
            _ended = true;
        }

        _keepAfterRead = _controlStart;
        return new Message(_frame.Opcode, payload, deflated: false);
    }

    private void DropHandedOut()
    {
        if (_keepAfterRead is { } keep)
        {
            _kept.Truncate(keep);
            _keepAfterRead = null;
        }
    }

    [InlineArray(FrameHead.SizeMax)]
    private struct HeadBytes
    {
        private byte _first;
    }
}
