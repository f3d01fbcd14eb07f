using System.Buffers;
using System.IO.Compression;
using System.Text.Unicode;
using static Fanout.Protocol.WebSockets.ProtocolViolationException;

namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Takes permessage-deflate (RFC 7692 §7.2.2) off the messages that a <see cref="MessageReader"/> hands out: bounded by
/// what they come to, text checked as UTF-8.
/// </summary>
/// <remarks>
/// One thread at a time; serves any number of connections, because no message depends on an earlier one
/// (<see cref="PerMessageDeflate"/>). Holds an array only while an inflated message is in use. The decompressor's state
/// (about 50 KiB outside of the heap) lives for one call: clients say little, and most of it when they connect.
/// </remarks>
/// <param name="messageSizeMax">
/// Longest message, inflated, in bytes, at most <see cref="MessageReader.MessageSizeLimit"/>; what would become longer
/// is given up there.
/// </param>
/// <param name="pool">Where arrays come from; the shared pool by default.</param>
public sealed class MessageInflater(int messageSizeMax, ArrayPool<byte>? pool = null) : IDisposable
{
    // The sender leaves out the last four bytes of its empty stored block (§7.2.1). The end of the stream behind them
    // shows that the whole payload was read: one that is cut short swallows it, and asks for more.
    private static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0xFF, 0xFF];

    private readonly ArrayPool<byte> _pool = pool ?? ArrayPool<byte>.Shared;
    private byte[]? _inflated;

    /// <summary>
    /// The message as it was before it was compressed; one that was not is handed back. Good until the next call.
    /// </summary>
    /// <exception cref="ProtocolViolationException">
    /// It inflates to more than the limit (1009), is no deflated data, or is text and not UTF-8 (1007).
    /// </exception>
    public Message Inflate(in Message message)
    {
        if (!message.Deflated)
        {
            return message;
        }

        try
        {
            var payload = Inflate(message.Payload);
            if (message.Opcode == Opcode.Text && !Utf8.IsValid(payload))
            {
                ThrowInvalidUtf8("deflated text message", payload.Length);
            }

            return new Message(message.Opcode, payload, deflated: false);
        }
        catch (ProtocolViolationException)
        {
            Release();
            throw;
        }
    }

    /// <summary>The message that was handed out is done with: its array goes back.</summary>
    public void Release()
    {
        if (_inflated is not null)
        {
            _pool.Return(_inflated);
            _inflated = null;
        }
    }

    /// <inheritdoc cref="Release"/>
    public void Dispose() => Release();

    private ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> payload)
    {
        var deflatedSize = payload.Length + Tail.Length;
        var deflated = _pool.Rent(deflatedSize);
        try
        {
            payload.CopyTo(deflated);
            Tail.CopyTo(deflated.AsSpan(payload.Length));
            using var source = new Source(deflated, deflatedSize);
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            var size = ReadAll(inflate, payload.Length);
            return source.Overrun
                ? throw new ProtocolViolationException(
                    CloseCode.InvalidPayload, $"deflated message of {payload.Length} bytes ends inside a block")
                : _inflated.AsSpan(0, size);
        }
        catch (InvalidDataException failure)
        {
            throw new ProtocolViolationException(
                CloseCode.InvalidPayload,
                $"deflated message of {payload.Length} bytes cannot be inflated: {failure.Message}");
        }
        finally
        {
            _pool.Return(deflated);
        }
    }

    private int ReadAll(DeflateStream inflate, int deflatedSize)
    {
        Release();
        // Text comes to some four times its deflated size; one byte more than allowed shows that there is too much.
        _inflated = _pool.Rent((int)Math.Min((4L * deflatedSize) + 1, messageSizeMax + 1));
        for (var size = 0; ;)
        {
            var room = Math.Min(_inflated.Length, messageSizeMax + 1) - size;
            var read = inflate.Read(_inflated, size, room);
            size += read;
            if (size > messageSizeMax)
            {
                throw new ProtocolViolationException(
                    CloseCode.MessageTooBig,
                    $"deflated message of {deflatedSize} bytes inflates to more than {messageSizeMax}");
            }

            if (read == 0)
            {
                return size;
            }

            if (size == _inflated.Length)
            {
                Grow(size);
            }
        }
    }

    private void Grow(int size)
    {
        var larger = _pool.Rent(Math.Min(2 * size, messageSizeMax + 1));
        _inflated.AsSpan(0, size).CopyTo(larger);
        Release();
        _inflated = larger;
    }

    /// <summary>The deflated bytes, and whether more of them were asked for than there are.</summary>
    private sealed class Source(byte[] bytes, int size) : MemoryStream(bytes, 0, size, writable: false)
    {
        public bool Overrun { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            Overrun |= read == 0;
            return read;
        }
    }
}
