namespace Fanout.Ingest.Adapters;

/// <summary>The beginning of a file, which is what formats are recognised by.</summary>
/// <param name="Name">The file's name, with or without folders.</param>
/// <param name="Head">Its first bytes, without a byte order mark.</param>
/// <param name="Whole">The file ends with <paramref name="Head"/>.</param>
public readonly record struct FeedSample(string Name, ReadOnlyMemory<byte> Head, bool Whole)
{
    /// <summary>Enough for the longest preamble that we know: the squads that some providers put before the first event.</summary>
    public const int HeadBytesMax = 64 * 1024;

    /// <summary>Reads the beginning of a file; <see langword="null"/>, and reported, when that is not possible.</summary>
    internal static FeedSample? TryTake(FeedFile file, Action<ReadProblem> report)
    {
        using var stream = file.TryOpen(report);
        if (stream is null) return null;
        try
        {
            var buffer = new byte[HeadBytesMax];
            var count = stream.ReadAtLeast(buffer, HeadBytesMax, throwOnEndOfStream: false);
            var head = buffer.AsMemory(0, count);
            if (head.Span.StartsWith("\uFEFF"u8)) head = head[3..];
            return new FeedSample(file.Name, head, Whole: count < HeadBytesMax);
        }
        catch (IOException failure)
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, "", $"cannot be read: {failure.Message}"));
            return null;
        }
    }
}
