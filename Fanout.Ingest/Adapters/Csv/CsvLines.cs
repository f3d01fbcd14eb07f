using System.Text;

namespace Fanout.Ingest.Adapters.Csv;

/// <summary>
/// Hands a CSV text on line by line, so that a row is a line and what is wrong with one stays in it: a quote that is not closed would
/// otherwise take everything behind it into one cell, and a line without end would take the memory.
/// </summary>
/// <remarks>None of the formats read here has line ends within a cell.</remarks>
internal sealed class CsvLines(TextReader source, FeedFile file, Action<ReadProblem> report) : TextReader
{
    /// <summary>Characters of a line. The longest known, the points of a five-set match, has four thousand.</summary>
    public const int LineLengthMax = 64 * 1024;

    private readonly char[] _block = new char[16 * 1024];
    private readonly StringBuilder _line = new();
    private int _blockStart;
    private int _blockEnd;
    private string _given = "";
    private int _givenStart;

    /// <summary>Number of the line that was taken last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The next line without its end; <see langword="null"/> after the last, and where the file cannot be read on.</summary>
    public override string? ReadLine()
    {
        _line.Clear();
        var length = 0;
        while (true)
        {
            if (_blockStart == _blockEnd && !Refill())
            {
                if (length == 0) return null;
                break;
            }

            var rest = _block.AsSpan(_blockStart, _blockEnd - _blockStart);
            var end = rest.IndexOf('\n');
            var part = end < 0 ? rest : rest[..end];
            if (length + part.Length <= LineLengthMax) _line.Append(part);
            length += part.Length;
            _blockStart += end < 0 ? rest.Length : end + 1;
            if (end >= 0) break;
        }

        Number++;
        return Mend(length);
    }

    public override int Read(Span<char> buffer)
    {
        if (_givenStart == _given.Length)
        {
            if (ReadLine() is not { } line) return 0;
            (_given, _givenStart) = (line + "\n", 0);
        }

        var count = Math.Min(buffer.Length, _given.Length - _givenStart);
        _given.AsSpan(_givenStart, count).CopyTo(buffer);
        _givenStart += count;
        return count;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read()
    {
        var one = default(char);
        return Read(new Span<char>(ref one)) == 0 ? -1 : one;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private string Mend(int length)
    {
        if (length > LineLengthMax)
        {
            Report(ProblemKind.Unreadable, $"{length} characters exceed {LineLengthMax}; the line is left out");
            return "";
        }

        var line = _line.ToString().TrimEnd('\r');
        if (line.AsSpan().Count('"') % 2 == 0) return line;
        Report(ProblemKind.Contradiction, "a quote is not closed; read without quotes");
        return line.Replace("\"", "", StringComparison.Ordinal);
    }

    private bool Refill()
    {
        try
        {
            (_blockStart, _blockEnd) = (0, source.Read(_block, 0, _block.Length));
            return _blockEnd > 0;
        }
        catch (IOException failure)
        {
            (_blockStart, _blockEnd) = (0, 0);
            Report(ProblemKind.Unreadable, $"cannot be read on: {failure.Message}");
            return false;
        }
    }

    private void Report(ProblemKind kind, string text) => report(new ReadProblem(kind, file.Name, $"line {Number}", text));
}
