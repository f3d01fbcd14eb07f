using System.IO.Compression;
using Google.Protobuf;

namespace Fanout.Ingest.Feeds;

/// <summary>A message as the log keeps it (RFC 1951).</summary>
internal static class Deflated
{
    public static ByteString Pack(ReadOnlySpan<byte> document)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(document);
        return ByteString.CopyFrom(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <exception cref="InvalidDataException">These bytes were not packed here.</exception>
    public static byte[] Unpack(ByteString packed)
    {
        using var inflate = new DeflateStream(new MemoryStream(packed.ToByteArray()), CompressionMode.Decompress);
        using var document = new MemoryStream();
        inflate.CopyTo(document);
        return document.ToArray();
    }
}
