using System.Text;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Matches;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>Reads a file game by game; one game is in memory at a time.</summary>
internal sealed class RetrosheetGames(FeedFile file, Action<ReadProblem> report)
{
    /// <summary>Records of one game; the longest ever, of 33 innings, has some 600.</summary>
    public const int RecordCountMax = 10_000;

    // Event files are ASCII, and Latin-1 where a name needs it; some that are passed on were made UTF-8.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private RetrosheetGame? _game;
    private bool _isPassedOver; // what follows belongs to no game that is read

    /// <summary>The games in the order of the file.</summary>
    public IEnumerable<RetrosheetGame> Read()
    {
        using var stream = file.TryOpen(report);
        if (stream is null) yield break;
        var lines = new JsonLines(stream);
        while (TryMoveNext(lines))
        {
            if (TryRead(lines) is not { } record) continue;
            if (record.Type != "id")
            {
                Add(record);
                continue;
            }

            var ended = _game;
            Begin(record);
            if (ended is null) continue;
            ended.IsClosed = true;
            yield return ended;
        }

        if (_game is not null) yield return _game;
    }

    private void Begin(RetrosheetRecord record)
    {
        var id = record[0];
        _game = null;
        _isPassedOver = !MatchId.IsValid($"{RetrosheetFormat.FormatName}:{id}") || id.Length == 0;
        if (_isPassedOver) Report(ProblemKind.Unreadable, record.Line, $"\"{id}\" is no id of a game; the game is left out");
        else _game = new RetrosheetGame(id, file.Name, record.Line);
    }

    private void Add(RetrosheetRecord record)
    {
        if (_isPassedOver) return;
        if (_game is null)
        {
            _isPassedOver = true;
            Report(ProblemKind.Unreadable, record.Line, $"\"{record.Type}\" before any id; what precedes the first id is left out");
            return;
        }

        if (_game.Records.Count < RecordCountMax)
        {
            _game.Add(record);
            return;
        }

        _isPassedOver = true;
        Report(ProblemKind.Unreadable, record.Line, $"game {_game.Id} has more than {RecordCountMax} records; the rest is left out");
    }

    private RetrosheetRecord? TryRead(JsonLines lines)
    {
        if (lines.TooLong)
        {
            Report(ProblemKind.Unreadable, lines.Number, $"exceeds {JsonLines.LineBytesMax} bytes");
            return null;
        }

        var text = TextOf(lines.Current.Span);
        if (string.IsNullOrWhiteSpace(text.Trim('\uFEFF', '\u001A'))) return null;
        if (!RetrosheetRecord.TryRead(text, lines.Number, out var record))
        {
            Report(ProblemKind.Unreadable, lines.Number, $"\"{Shown(record.Type)}\" is no record of this format");
            return null;
        }

        // What is still being written would be another play: SB2 is a single before its second letter.
        if (lines.IsEnded || record.Type != "play") return record;
        Report(ProblemKind.Unreadable, lines.Number, $"breaks off: \"{Shown(text)}\" has no end; it is not counted");
        return null;
    }

    private bool TryMoveNext(JsonLines lines)
    {
        try
        {
            return lines.MoveNext();
        }
        catch (IOException failure)
        {
            Report(ProblemKind.Unreadable, lines.Number + 1, $"cannot be read: {failure.Message}");
            return false;
        }
    }

    private static string TextOf(ReadOnlySpan<byte> line)
    {
        try
        {
            return Utf8.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(line);
        }
    }

    private static string Shown(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");

    private void Report(ProblemKind kind, int line, string text) => report(new ReadProblem(kind, file.Name, $"line {line}", text));
}
