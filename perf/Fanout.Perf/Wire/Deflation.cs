using System.IO.Compression;

namespace Fanout.Perf.Wire;

/// <summary>Sizes of messages under permessage-deflate (RFC 7692).</summary>
/// <param name="keepsContext">
/// Whether a message may refer to those before it: smaller, but then each connection needs a compressor of its own.
/// </param>
internal sealed class Deflation(bool keepsContext) : IDisposable
{
    private const int TailSize = 4; // what a flush appends and the extension cuts off (RFC 7692 §7.2.1)

    private readonly MemoryStream _output = new();
    private DeflateStream? _stream;

    /// <summary>Bytes of the next message's payload.</summary>
    public int SizeOf(ReadOnlySpan<byte> message)
    {
        if (!keepsContext)
        {
            _stream?.Dispose();
            _stream = null;
        }
        _stream ??= new DeflateStream(_output, CompressionLevel.Optimal, leaveOpen: true);
        var before = _output.Length;
        _stream.Write(message);
        _stream.Flush();
        return (int)(_output.Length - before) - TailSize;
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _output.Dispose();
    }
}
