namespace Fanout.Ingest.Adapters.Text;

/// <summary>Knows where in a file the bytes began that were read last, so that a decoder can say which of them it could not read.</summary>
internal sealed class CountedStream : ReadOnlyStream
{
    private readonly Stream _source;
    private long _count;

    private CountedStream(Stream source) => _source = source;

    /// <summary>Place of the first byte of the last read, from 0.</summary>
    public long LastReadAt { get; private set; }

    /// <summary>Opens a file; <see langword="null"/>, and reported, when it cannot be opened.</summary>
    public static CountedStream? TryOpen(FeedFile file, Action<ReadProblem> report) =>
        file.TryOpen(report) is { } source ? new CountedStream(source) : null;

    public override int Read(Span<byte> buffer)
    {
        LastReadAt = _count;
        var count = _source.Read(buffer);
        _count += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }
}
