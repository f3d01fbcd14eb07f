using System.Text;
using System.Xml;
using Fanout.Ingest.Adapters.Text;

namespace Fanout.Ingest.Adapters.Xml;

/// <summary>Opens XML that somebody else wrote: no document type, no entities of its own, nothing fetched, an end to its size.</summary>
internal static class SafeXml
{
    /// <summary>The longest document that is read, in characters: the events of a match take fewer than a million.</summary>
    public const int CharactersMax = 64 * 1024 * 1024;

    public static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = CharactersMax,
        CheckCharacters = false, // a stray control character in a name is no reason to lose a match
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CloseInput = true,
    };

    /// <summary>Opens a file in the encoding that it declares, or that it turns out to have; <see langword="null"/>, and reported, when it cannot.</summary>
    public static XmlReader? TryOpen(FeedFile file, Action<ReadProblem> report)
    {
        var declared = FeedSample.TryTake(file, static _ => { }) is { } sample ? DeclaredIn(sample.Head.Span) : null;
        return EncodedText.TryRead(file, declared, report) is { } text ? XmlReader.Create(text, Settings) : null;
    }

    public static XmlReader Open(string xml) => XmlReader.Create(new StringReader(xml), Settings);

    // The declaration is ASCII in every encoding that is declared at all, but for those that a byte order mark tells.
    private static Encoding? DeclaredIn(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("<?xml"u8)) return null;
        var end = head.IndexOf("?>"u8);
        var name = end < 0 ? -1 : head[..end].IndexOf("encoding="u8);
        if (name < 0) return null;
        var quoted = head[(name + "encoding=".Length)..end];
        if (quoted.Length < 2) return null;
        var close = quoted[1..].IndexOf(quoted[0]);
        return close < 0 ? null : EncodedText.Find(Encoding.ASCII.GetString(quoted.Slice(1, close)));
    }
}
