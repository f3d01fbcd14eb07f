using System.Text;

namespace Fanout.Ingest.Adapters.Text;

/// <summary>
/// Opens text whose encoding nobody can be trusted about: UTF-16 where a mark says so, UTF-8 otherwise, and the bytes that are not UTF-8 as
/// Windows-1252, the superset of ISO-8859-1 that western providers write. Files that were put together hold both.
/// </summary>
internal static class EncodedText
{
    /// <summary>The file as UTF-8; <see langword="null"/>, and reported, when it cannot be opened.</summary>
    public static Stream? TryOpen(FeedFile file, Action<ReadProblem> report)
    {
        if (CountedStream.TryOpen(file, report) is not { } stream) return null;
        var encoding = MarkedIn(file) ?? Tolerant(file, stream, report);
        return Encoding.CreateTranscodingStream(stream, encoding, new UTF8Encoding(false));
    }

    /// <summary>The file as characters; <see langword="null"/>, and reported, when it cannot be opened.</summary>
    /// <param name="file">The file.</param>
    /// <param name="declared">The encoding that the file itself names; <see langword="null"/>: none, or one that nobody knows.</param>
    /// <param name="report">Told of what was assumed.</param>
    public static TextReader? TryRead(FeedFile file, Encoding? declared, Action<ReadProblem> report)
    {
        if (CountedStream.TryOpen(file, report) is not { } stream) return null;
        var encoding = declared is null or UTF8Encoding ? MarkedIn(file) ?? Tolerant(file, stream, report) : declared;
        return new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: false); // which would put its own UTF-8 in place of ours
    }

    /// <summary>The encoding of that name; <see langword="null"/> when nobody knows it.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Encoding Tolerant(FeedFile file, CountedStream stream, Action<ReadProblem> report) => Encoding.GetEncoding(
        "utf-8", EncoderFallback.ReplacementFallback, new Windows1252Fallback(index => report(new ReadProblem(
            ProblemKind.Assumption, file.Name, $"byte {stream.LastReadAt + index + 1}", "is not UTF-8; bytes that are not are read as Windows-1252"))));

    private static Encoding? MarkedIn(FeedFile file)
    {
        Span<byte> head = stackalloc byte[2];
        try
        {
            using var stream = file.TryOpen(static _ => { });
            if (stream is null || stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length) return null;
        }
        catch (IOException)
        {
            return null; // reading it will tell
        }

        if (head is [0xFF, 0xFE]) return Encoding.Unicode;
        return head is [0xFE, 0xFF] ? Encoding.BigEndianUnicode : null;
    }
}
