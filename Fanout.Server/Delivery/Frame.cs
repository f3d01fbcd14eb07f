using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Delivery;

/// <summary>
/// One encoded frame message with its WebSocket header, contiguous and immutable, shared by all who get it.
/// </summary>
internal sealed class Frame(byte[] bytes, int headSize)
{
    private Frame? _deflated;

    /// <summary>Header and payload, as they go over a WebSocket.</summary>
    public ReadOnlyMemory<byte> Whole => bytes;

    /// <summary>The message alone: protobuf, or JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Payload => bytes.AsMemory(headSize);

    /// <summary>Bytes of <see cref="Whole"/>.</summary>
    public int Size => bytes.Length;

    /// <summary>Bytes that it holds, its deflated form included where there is one.</summary>
    public int HeldSize => Size + (Volatile.Read(ref _deflated) is { } deflated && deflated != this ? deflated.Size : 0);

    /// <summary>
    /// The same message deflated (RFC 7692), or this frame where that is not smaller. Made once, by whoever asks first,
    /// on any thread.
    /// </summary>
    public Frame Deflated => Volatile.Read(ref _deflated) ?? DeflateOnce();

    private Frame DeflateOnce()
    {
        lock (bytes) // nobody else's to lock; a lock of its own would cost every frame 24 bytes more
        {
            if (_deflated is null)
            {
                FrameHead.TryRead(bytes, out var head, out _);
                var deflated = FrameEncoder.EncodeDeflated(head.Opcode, Payload.Span);
                Volatile.Write(ref _deflated, deflated.Size < Size ? deflated : this);
            }
            return _deflated!;
        }
    }
}
