using System.Runtime.InteropServices;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Canonical;

/// <summary>Reads canonical events as they are. Whether one can be applied is the normaliser's to say.</summary>
internal sealed class CanonicalAdapter : IAdapter
{
    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        foreach (var file in files)
        {
            var events = IsArray(file) ? ReadArray(file, report) : ReadLines(file, report);
            foreach (var read in events) yield return read;
        }
    }

    private static bool IsArray(FeedFile file) =>
        FeedSample.TryTake(file, static _ => { }) is { } sample && sample.Head.Span.TrimStart(" \t\r\n"u8).StartsWith("["u8);

    private static IEnumerable<ScoreEvent> ReadArray(FeedFile file, Action<ReadProblem> report)
    {
        using var stream = file.TryOpen(report);
        if (stream is null) yield break;
        using var items = new JsonItems(stream);
        while (items.MoveNext())
        {
            if (TryRead(JsonMarshal.GetRawUtf8Value(items.Current), file, items.Place, report) is { } read) yield return read;
        }

        if (items.Failure is { } failure) report(new ReadProblem(ProblemKind.Unreadable, file.Name, failure.Place, failure.Text));
    }

    private static IEnumerable<ScoreEvent> ReadLines(FeedFile file, Action<ReadProblem> report)
    {
        using var stream = file.TryOpen(report);
        if (stream is null) yield break;
        var lines = new JsonLines(stream);
        while (TryMoveNext(lines, file, report))
        {
            var place = $"line {lines.Number}";
            if (lines.TooLong)
            {
                report(new ReadProblem(ProblemKind.Unreadable, file.Name, place, $"exceeds {JsonLines.LineBytesMax} bytes"));
                continue;
            }

            var line = lines.Current.Span.Trim(" \t\r\uFEFF"u8);
            if (line.Length > 0 && TryRead(line, file, place, report) is { } read) yield return read;
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

    private static ScoreEvent? TryRead(ReadOnlySpan<byte> json, FeedFile file, string place, Action<ReadProblem> report)
    {
        try
        {
            return ProtoJson.Read<ScoreEvent>(json).Message;
        }
        catch (JsonFormatException wrong)
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, place, wrong.Message));
            return null;
        }
    }
}
