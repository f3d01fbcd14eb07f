using System.Diagnostics;
using System.IO.Compression;

namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Compresses the payload of a message under permessage-deflate (RFC 7692 §7.2.1) without context: the bytes mean the
/// same to every connection that has agreed on <see cref="PerMessageDeflate.Answer"/>.
/// </summary>
public static class MessageDeflater
{
    // What a flush ends with: an empty stored block, of which the standard leaves this to be supplied by the reader.
    private static ReadOnlySpan<byte> FlushTail => [0x00, 0x00, 0xFF, 0xFF];

    // An empty message (§7.2.3.6); of nothing the compressor makes nothing at all.
    private static ReadOnlySpan<byte> Empty => [0x00];

    /// <summary>The compressed form of <paramref name="payload"/>, which can be longer than it.</summary>
    /// <remarks>
    /// Allocates the compressor's own state (about 300 KiB outside of the heap), so it is for what is compressed once
    /// and sent to many.
    /// </remarks>
    public static byte[] Deflate(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return Empty.ToArray();
        using var compressed = new MemoryStream(payload.Length);
        using var deflate = new DeflateStream(compressed, CompressionLevel.Optimal);
        deflate.Write(payload);
        deflate.Flush(); // ends at a byte without ending the stream
        compressed.TryGetBuffer(out var bytes);
        Debug.Assert(bytes.AsSpan().EndsWith(FlushTail));
        return bytes.AsSpan()[..^FlushTail.Length].ToArray();
    }
}
