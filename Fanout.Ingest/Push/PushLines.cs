using System.Text.Json;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Push;

/// <summary>An event of a push request, or why the line is none.</summary>
/// <param name="Number">Line, or element of the array; from 1.</param>
/// <param name="Content">The event; null when the line is none.</param>
/// <param name="Error">Why not.</param>
internal readonly record struct PushLine(int Number, ScoreEvent? Content, string Error);

/// <summary>
/// The events of a push request: JSON lines, a JSON array, or one JSON object over as many lines as it likes.
/// </summary>
internal sealed class PushLines
{
    private readonly List<PushLine> _lines = [];
    private readonly int _countMax;

    private PushLines(int countMax) => _countMax = countMax;

    public IReadOnlyList<PushLine> Lines => _lines;

    /// <summary>Members that no event has; passed over.</summary>
    public int IgnoredMembers { get; private set; }

    /// <summary>Whether there were more than allowed; then the rest was not read.</summary>
    public bool TooMany { get; private set; }

    /// <param name="body">UTF-8.</param>
    /// <param name="isLines">JSON lines; otherwise one JSON value. Either may be an array.</param>
    /// <param name="countMax">Lines or elements at most.</param>
    public static PushLines Read(ReadOnlySpan<byte> body, bool isLines, int countMax)
    {
        var lines = new PushLines(countMax);
        if (body.StartsWith("\uFEFF"u8)) body = body[3..];
        var text = body.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("["u8)) lines.ReadArray(text);
        else if (isLines) lines.ReadLines(body);
        else if (text.Length > 0) lines.Add(1, text);
        return lines;
    }

    private void ReadLines(ReadOnlySpan<byte> text)
    {
        for (var number = 1; text.Length > 0; number++)
        {
            var end = text.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).Trim(" \t\r"u8);
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.Length > 0 && !TryAdd(number, line)) return;
        }
    }

    /// <summary>
    /// An array that breaks off gives what stands before the break; where the next element would begin, nobody can
    /// tell.
    /// </summary>
    private void ReadArray(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = JsonReadOptions.Default.DepthMax + 1 });
        var number = 1;
        try
        {
            json.Read();
            for (; json.Read() && json.TokenType != JsonTokenType.EndArray; number++)
            {
                var start = (int)json.TokenStartIndex;
                json.Skip();
                if (!TryAdd(number, text[start..(int)json.BytesConsumed])) return;
            }
            json.Read(); // refuses whatever follows but white space
        }
        catch (JsonException problem)
        {
            _lines.Add(new PushLine(number, null, $"the array cannot be read from here on: {problem.Message}"));
        }
    }

    private bool TryAdd(int number, ReadOnlySpan<byte> text)
    {
        if (_lines.Count == _countMax)
        {
            TooMany = true;
            return false;
        }
        Add(number, text);
        return true;
    }

    private void Add(int number, ReadOnlySpan<byte> text)
    {
        try
        {
            var read = ProtoJson.Read<ScoreEvent>(text);
            IgnoredMembers += read.UnknownMembers.Count;
            _lines.Add(new PushLine(number, read.Message, ""));
        }
        catch (JsonFormatException problem)
        {
            _lines.Add(new PushLine(number, null, problem.Message));
        }
    }
}
