using System.Text.Json;
using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Text;
using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Adapters.OpenLigaDb;

/// <summary>A document, read match by match in either syntax.</summary>
internal static class LigaDocument
{
    // What wraps a match: the answers about many, and those about one.
    private static readonly string[] XmlNames =
        ["Matchdata", "GetMatchByMatchIDResult", "GetNextMatchResult", "GetLastMatchResult"];

    /// <summary>Matches and their places; each is valid until the next one is asked for.</summary>
    public static IEnumerable<(ILigaNode Node, string Place)> Read(FeedFile file, Action<ReadProblem> report)
    {
        if (FeedSample.TryTake(file, report) is not { } sample) return [];
        if (XmlOutline.NamesIn(sample).Count > 0) return ReadXml(file, report);
        return sample.Head.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? ReadOne(file, report) : ReadArray(file, report);
    }

    private static IEnumerable<(ILigaNode Node, string Place)> ReadXml(FeedFile file, Action<ReadProblem> report)
    {
        if (SafeXml.TryOpen(file, report) is not { } reader) yield break;
        using var items = new XmlItems(reader, XmlNames);
        while (items.MoveNext())
        {
            if (items.Current is { } item) yield return (new LigaXml(item), items.Place);
            else report(new ReadProblem(ProblemKind.Unreadable, file.Name, items.Place, $"match of more than {XmlItems.ItemElementsMax} elements"));
        }

        if (items.Failure is { } failure) report(new ReadProblem(ProblemKind.Unreadable, file.Name, failure.Place, failure.Text));
    }

    private static IEnumerable<(ILigaNode Node, string Place)> ReadArray(FeedFile file, Action<ReadProblem> report)
    {
        using var stream = EncodedText.TryOpen(file, report);
        if (stream is null) yield break;
        using var items = new JsonItems(stream);
        while (items.MoveNext()) yield return (new LigaJson(items.Current), items.Place);
        if (items.Failure is { } failure) report(new ReadProblem(ProblemKind.Unreadable, file.Name, failure.Place, failure.Text));
    }

    /// <summary>The answer about one match is the match itself:.</summary>
    private static IEnumerable<(ILigaNode Node, string Place)> ReadOne(FeedFile file, Action<ReadProblem> report)
    {
        using var stream = EncodedText.TryOpen(file, report);
        if (stream is null) yield break;
        using var one = TryParse(stream, file, report);
        if (one is not null) yield return (new LigaJson(one.RootElement), "");
    }

    private static JsonDocument? TryParse(Stream stream, FeedFile file, Action<ReadProblem> report)
    {
        try
        {
            var bytes = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int count; (count = stream.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, count);
                if (bytes.Length <= JsonItems.ItemBytesMax) continue;
                report(new ReadProblem(ProblemKind.Unreadable, file.Name, "", $"a match of more than {JsonItems.ItemBytesMax} bytes"));
                return null;
            }

            return JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
        }
        catch (Exception wrong) when (wrong is JsonException or IOException)
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, "", $"breaks off or is not JSON: {wrong.Message}"));
            return null;
        }
    }
}
