using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Fanout.Ingest.Adapters.Json;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>Reads the messages of a file: one JSON value over many lines, or one on each line.</summary>
internal sealed class GumboFile(FeedFile file)
{
    /// <summary>The largest document that is read. Those of the longest games have 5 MiB.</summary>
    public const int DocumentBytesMax = 32 * 1024 * 1024;

    private static readonly string[] Sets = [".first", ".final", ".diffs"];

    public string Name => file.Name;

    /// <summary>
    /// What the recorded sets of this style call their game: the name of a file before <c>.first.json</c>, <c>.diffs.jsonl</c> and
    /// <c>.final.json</c>. Empty for other files.
    /// </summary>
    public string GameName
    {
        get
        {
            var name = Path.GetFileNameWithoutExtension(file.Name);
            var ending = Array.Find(Sets, set => name.EndsWith(set, StringComparison.OrdinalIgnoreCase));
            return ending is null ? "" : name[..^ending.Length];
        }
    }

    /// <summary>The messages in the order of the file; what is none is reported, and the rest is read.</summary>
    public IEnumerable<GumboMessage> Read(Action<ReadProblem> report)
    {
        using var stream = file.TryOpen(report);
        if (stream is null) yield break;
        var lines = new JsonLines(stream, DocumentBytesMax);
        var whole = new MemoryStream(); // what was read while no line is a value of its own
        var isLines = false;
        while (TryMoveNext(lines, report))
        {
            var line = lines.Current.Span.Trim(" \t\r\uFEFF"u8);
            if (lines.TooLong || whole.Length + line.Length > DocumentBytesMax)
            {
                Report(report, $"line {lines.Number}", $"exceeds {DocumentBytesMax} bytes");
                if (isLines) continue;
                yield break;
            }

            if (line.Length == 0) continue;
            isLines |= whole.Length == 0 && IsValue(line);
            if (!isLines)
            {
                whole.Write(line);
                whole.WriteByte((byte)'\n');
                continue;
            }

            foreach (var message in Messages(line.ToArray(), $"line {lines.Number}", report)) yield return message;
        }

        if (whole.Length == 0) yield break;
        foreach (var message in Messages(whole.ToArray(), "", report)) yield return message;
    }

    private IEnumerable<GumboMessage> Messages(byte[] json, string place, Action<ReadProblem> report)
    {
        if (!TryParse(json, place, report, out var value)) yield break;
        foreach (var message in GumboMessage.In(value, place))
        {
            if (message is not null) yield return message;
            else Report(report, place, "neither a game document nor a step");
        }
    }

    private bool TryParse(byte[] json, string place, Action<ReadProblem> report, out System.Text.Json.Nodes.JsonNode? value)
    {
        try
        {
            // Names of players are the only texts that are not ASCII.
            value = LenientNode.Parse(Utf8.IsValid(json) ? json : Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(json)));
            return true;
        }
        catch (JsonException wrong)
        {
            value = null;
            var text = wrong.Message.Split(" LineNumber:", 2)[0];
            Report(report, place.Length > 0 ? place : $"line {wrong.LineNumber + 1}", $"breaks off or is not JSON: {text}");
            return false;
        }
    }

    private bool TryMoveNext(JsonLines lines, Action<ReadProblem> report)
    {
        try
        {
            return lines.MoveNext();
        }
        catch (IOException failure)
        {
            Report(report, $"line {lines.Number + 1}", $"cannot be read: {failure.Message}");
            return false;
        }
    }

    /// <summary>Begins and ends as a value does. A document that is written over many lines begins with a bracket that its first line does not close.</summary>
    private static bool IsValue(ReadOnlySpan<byte> line) => (line[0], line[^1]) is ((byte)'{', (byte)'}') or ((byte)'[', (byte)']');

    private void Report(Action<ReadProblem> report, string place, string text) =>
        report(new ReadProblem(ProblemKind.Unreadable, file.Name, place, text));
}
