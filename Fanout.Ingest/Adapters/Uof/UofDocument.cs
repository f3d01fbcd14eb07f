using System.Text.Json;
using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Adapters.Uof;

/// <summary>Reads messages one after the other: from a recording in JSON lines, or the one that a file is.</summary>
internal static class UofDocument
{
    /// <summary>Roots of messages.</summary>
    public static readonly string[] Messages =
    [
        "alive", "product_down", "snapshot_complete", "odds_change", "fixture_change", "bet_stop", "bet_settlement", "bet_cancel",
        "rollback_bet_settlement", "rollback_bet_cancel",
    ];

    /// <summary>Roots of the answers that name the sides of a match.</summary>
    public static readonly string[] Listings = ["fixtures_fixture", "match_summary"];

    private static readonly string[] Wanted = [.. Messages, "fixture", "sport_event"];

    public static IEnumerable<UofMessage> Read(FeedFile file, Action<ReadProblem> report)
    {
        if (FeedSample.TryTake(file, report) is not { } sample) return [];
        return XmlOutline.NamesIn(sample).Count > 0 ? ReadXml(file, report) : ReadLines(file, report);
    }

    private static IEnumerable<UofMessage> ReadXml(FeedFile file, Action<ReadProblem> report)
    {
        if (SafeXml.TryOpen(file, report) is not { } reader) yield break;
        using var items = new XmlItems(reader, Wanted);
        while (items.MoveNext())
        {
            var place = new ReadPlace(file.Name, items.Place);
            if (items.Current is { } xml) yield return new UofMessage(xml, null, place);
            else report(place.Problem(ProblemKind.Unreadable, $"message of more than {XmlItems.ItemElementsMax} elements"));
        }

        if (items.Failure is { } failure) report(new ReadProblem(ProblemKind.Unreadable, file.Name, failure.Place, failure.Text));
    }

    private static IEnumerable<UofMessage> ReadLines(FeedFile file, Action<ReadProblem> report)
    {
        using var stream = file.TryOpen(report);
        if (stream is null) yield break;
        var lines = new JsonLines(stream);
        while (TryMoveNext(lines, file, report))
        {
            var place = new ReadPlace(file.Name, $"line {lines.Number}");
            if (lines.TooLong) report(place.Problem(ProblemKind.Unreadable, $"exceeds {JsonLines.LineBytesMax} bytes"));
            else if (TryReadLine(lines.Current, place, report) is { } message) yield return message;
        }
    }

    private static bool TryMoveNext(JsonLines lines, FeedFile file, Action<ReadProblem> report)
    {
        try
        {
            return lines.MoveNext();
        }
        catch (IOException failure)
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, $"line {lines.Number + 1}", $"cannot be read: {failure.Message}"));
            return false;
        }
    }

    private static UofMessage? TryReadLine(ReadOnlyMemory<byte> line, ReadPlace place, Action<ReadProblem> report)
    {
        if (line.Span.Trim(" \t\r\uFEFF"u8).Length == 0) return null;
        try
        {
            var start = line.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
            using var json = JsonDocument.Parse(line[start..]);
            if (json.RootElement.Text("xml") is not { } xml)
            {
                report(place.Problem(ProblemKind.Unreadable, "a line without xml"));
                return null;
            }

            return TryReadXml(xml, json.RootElement.Text("routing_key"), place, report);
        }
        catch (JsonException wrong)
        {
            report(place.Problem(ProblemKind.Unreadable, $"is not JSON: {wrong.Message}"));
            return null;
        }
    }

    private static UofMessage? TryReadXml(string xml, string? routingKey, ReadPlace place, Action<ReadProblem> report)
    {
        using var items = new XmlItems(SafeXml.Open(xml), Wanted);
        if (items.MoveNext() && items.Current is { } message && !items.MoveNext() && items.Failure is null)
            return new UofMessage(message, routingKey, place);
        report(place.Problem(
            ProblemKind.Unreadable,
            items.Failure is { } failure ? $"xml {failure.Text}" : $"xml is no message that is known: {items.Root?.Name.LocalName ?? "(none)"}"));
        return null;
    }
}
