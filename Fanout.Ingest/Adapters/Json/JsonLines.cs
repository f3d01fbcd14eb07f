namespace Fanout.Ingest.Adapters.Json;

/// <summary>Reads a file of JSON lines (newline-delimited JSON) line by line; only one line is in memory at a time.</summary>
/// <param name="stream">Stays the caller's.</param>
/// <param name="lineBytesMax">The longest line that is read.</param>
internal sealed class JsonLines(Stream stream, int lineBytesMax = JsonLines.LineBytesMax)
{
    /// <summary>The longest line that is read unless another limit is set, as long as a push request may be.</summary>
    public const int LineBytesMax = 1 << 20;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private bool _streamEnded;

    /// <summary>Number of the line, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The line without its end; valid until the next call of <see cref="MoveNext"/>. Empty when it is <see cref="TooLong"/>.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>The line was ended; false for a last one that the file breaks off in, or that nobody ended.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>The line is longer than its limit and was passed over.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Goes on to the next line, empty ones included.</summary>
    /// <exception cref="IOException">The stream failed.</exception>
    public bool MoveNext()
    {
        TooLong = false;
        var scanned = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (end >= 0) return Give(scanned + end, lineEndBytes: 1);
            scanned = _end - _start;
            if (_streamEnded) return scanned > 0 && Give(scanned, lineEndBytes: 0);
            if (scanned >= lineBytesMax)
            {
                TooLong = true;
                (_start, scanned) = (_end, 0);
            }

            Refill();
        }
    }

    private bool Give(int length, int lineEndBytes)
    {
        Number++;
        IsEnded = lineEndBytes > 0;
        Current = TooLong ? default : _buffer.AsMemory(_start, length);
        _start += length + lineEndBytes;
        return true;
    }

    private void Refill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _streamEnded = count == 0;
    }
}
