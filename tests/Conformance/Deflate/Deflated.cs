using System.IO.Compression;
using System.Text;

namespace Fanout.Conformance.Tests.Deflate;

/// <summary>Payloads as RFC 7692 §7.2.1 has them: deflated, and without the end that every flush writes.</summary>
internal static class Deflated
{
    private const int FlushEndSize = 4; // 00 00 FF FF

    public static byte[] Of(string text, CompressionLevel level = CompressionLevel.SmallestSize) => Of(Encoding.UTF8.GetBytes(text), level);

    public static byte[] Of(ReadOnlySpan<byte> bytes, CompressionLevel level = CompressionLevel.SmallestSize)
    {
        using var output = new MemoryStream();
        using var deflate = new DeflateStream(output, level);
        deflate.Write(bytes);
        deflate.Flush();
        return output.ToArray()[..^FlushEndSize];
    }

    /// <summary>One block that is stored as it is.</summary>
    public static byte[] Stored(string text)
    {
        var size = text.Length;
        return [0, (byte)size, (byte)(size >> 8), (byte)~size, (byte)(~size >> 8), .. Encoding.ASCII.GetBytes(text), 0];
    }

    /// <summary>A whole stream: its last block says so, and the empty one stands behind it.</summary>
    public static byte[] Finished(string text)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(Encoding.ASCII.GetBytes(text));
        return [.. output.ToArray(), 0];
    }

    /// <summary>A flush in the midst of the message.</summary>
    public static byte[] InTwoBlocks(string text)
    {
        using var output = new MemoryStream();
        using var deflate = new DeflateStream(output, CompressionLevel.SmallestSize);
        var bytes = Encoding.ASCII.GetBytes(text);
        deflate.Write(bytes, 0, 7);
        deflate.Flush();
        deflate.Write(bytes, 7, bytes.Length - 7);
        deflate.Flush();
        return output.ToArray()[..^FlushEndSize];
    }

    /// <summary>The same text twice; the second message refers to the first.</summary>
    public static (byte[] First, byte[] Second) WithContext(string text)
    {
        using var output = new MemoryStream();
        using var deflate = new DeflateStream(output, CompressionLevel.SmallestSize);
        deflate.Write(Encoding.ASCII.GetBytes(text));
        deflate.Flush();
        var first = output.ToArray();
        deflate.Write(Encoding.ASCII.GetBytes(text));
        deflate.Flush();
        return (first[..^FlushEndSize], output.ToArray()[first.Length..^FlushEndSize]);
    }

    /// <summary>What a payload of the server inflates to, by itself.</summary>
    public static string Inflate(byte[] payload)
    {
        using var input = new MemoryStream([.. payload, 0, 0, 0xFF, 0xFF]);
        using var inflate = new DeflateStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream();
        inflate.CopyTo(output);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
