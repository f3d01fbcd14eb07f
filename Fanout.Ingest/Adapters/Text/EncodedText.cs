using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Fanout.Ingest.Adapters.Text;

/// <summary>Opens text whose encoding nobody can be trusted about: UTF-8 where it is that, and what it must be otherwise.</summary>
/// <remarks>
/// The file is looked through once before it is read: a byte that is not UTF-8 may stand at its end. Windows-1252 is what it then is, the
/// superset of ISO-8859-1 that western providers write; unless other letters before it were UTF-8, as in a file that is damaged in one place.
/// </remarks>
internal static class EncodedText
{
    private const int ChunkBytes = 32 * 1024;
    private const int Windows1252 = 1252;

    /// <summary>The file as UTF-8; <see langword="null"/>, and reported, when it cannot be opened.</summary>
    public static Stream? TryOpen(FeedFile file, Action<ReadProblem> report)
    {
        var encoding = Detect(file, report);
        if (file.TryOpen(report) is not { } stream) return null;
        return encoding is null ? stream : Encoding.CreateTranscodingStream(stream, encoding, new UTF8Encoding(false));
    }

    /// <summary>The file as characters; <see langword="null"/>, and reported, when it cannot be opened.</summary>
    /// <param name="file">The file.</param>
    /// <param name="declared">The encoding that the file itself names; <see langword="null"/>: none, or one that nobody knows.</param>
    /// <param name="report">Told of what was assumed.</param>
    public static TextReader? TryRead(FeedFile file, Encoding? declared, Action<ReadProblem> report)
    {
        var encoding = declared is null or UTF8Encoding ? Detect(file, report) : declared;
        return file.TryOpen(report) is { } stream ? new StreamReader(stream, encoding ?? Encoding.UTF8) : null;
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

    /// <summary>What the bytes are; <see langword="null"/>: UTF-8, or not to be read at all, which reading them will tell.</summary>
    private static Encoding? Detect(FeedFile file, Action<ReadProblem> report)
    {
        using var stream = file.TryOpen(static _ => { });
        if (stream is null) return null;
        try
        {
            return Detect(stream, (offset, encoding) => report(new ReadProblem(
                ProblemKind.Assumption, file.Name, $"byte {offset + 1}", $"is not UTF-8; the file is read as {encoding.WebName}")));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static Encoding? Detect(Stream stream, Action<long, Encoding> tell)
    {
        var bytes = new byte[ChunkBytes];
        var characters = new char[ChunkBytes];
        long offset = 0;
        var (held, seenLetters) = (0, false);
        while (true)
        {
            var count = stream.Read(bytes, held, bytes.Length - held);
            if (count == 0) return null; // what is held breaks off within a letter: that is a cut, not another encoding
            var chunk = bytes.AsSpan(0, held + count);
            if (offset == 0 && MarkOf(chunk) is { } marked) return marked;
            var status = Utf8.ToUtf16(chunk, characters, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: false);
            seenLetters |= read > written;
            if (status == OperationStatus.InvalidData)
            {
                var encoding = seenLetters ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(Windows1252)!;
                tell(offset + read, encoding);
                return encoding;
            }

            held = chunk.Length - read;
            chunk[read..].CopyTo(bytes);
            offset += read;
        }
    }

    private static Encoding? MarkOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode;
        return head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode : null;
    }
}
