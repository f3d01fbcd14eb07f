using System.Text;

namespace Fanout.Ingest.Adapters.Text;

/// <summary>A file's bytes as text: UTF-8 or UTF-16 by its mark, UTF-8 without one, and Windows-1252 where that fails.</summary>
internal sealed class FeedText : IDisposable
{
    private readonly Windows1252Fallback _fallback = new();

    /// <param name="stream">Becomes this object's to close.</param>
    public FeedText(Stream stream)
    {
        var encoding = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, _fallback);
        Reader = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true);
    }

    public TextReader Reader { get; }

    /// <summary>Says so, once the file was read, where it was not in the encoding that it should be in.</summary>
    public void ReportEncoding(FeedFile file, Action<ReadProblem> report)
    {
        if (_fallback.WasNeeded)
            report(new ReadProblem(ProblemKind.Assumption, file.Name, "", "is not UTF-8; the bytes that are not were read as Windows-1252"));
    }

    public void Dispose() => Reader.Dispose();
}
