namespace Fanout.Server.Delivery;

/// <summary>
/// One encoded frame message with its WebSocket header, contiguous and immutable, shared by all who get it.
/// </summary>
internal sealed class Frame(byte[] bytes, int headSize)
{
    /// <summary>Header and payload, as they go over a WebSocket.</summary>
    public ReadOnlyMemory<byte> Whole => bytes;

    /// <summary>The message alone: protobuf, or JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Payload => bytes.AsMemory(headSize);

    /// <summary>Bytes of <see cref="Whole"/>.</summary>
    public int Size => bytes.Length;
}
