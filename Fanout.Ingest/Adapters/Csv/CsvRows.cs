using System.Globalization;
using Fanout.Ingest.Adapters.Text;
using nietras.SeparatedValues;

namespace Fanout.Ingest.Adapters.Csv;

/// <summary>
/// Reads a CSV file row by row; cells are asked for by the name of their column. A row that has too few or too many cells is reported and
/// passed over, as nobody can tell which of them are missing: such is the last row of a file that was cut off.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private readonly FeedFile _file;
    private readonly Action<ReadProblem> _report;
    private readonly TextReader _text;
    private readonly CsvLines _lines;
    private readonly SepReader _reader;

    private CsvRows(FeedFile file, TextReader text, Action<ReadProblem> report)
    {
        (_file, _text, _report) = (file, text, report);
        _lines = new CsvLines(text, file, report);
        string? header;
        do header = _lines.ReadLine();
        while (header is not null && string.IsNullOrWhiteSpace(header));

        Columns = CsvColumns.Of(header ?? "");
        Line = _lines.Number;
        _reader = CsvColumns.Reader(Columns.Separator).From(_lines);
    }

    public CsvColumns Columns { get; }

    /// <summary>Number of the row's line, from 1; the header is a line.</summary>
    public int Line { get; private set; }

    public string Place => string.Create(CultureInfo.InvariantCulture, $"line {Line}");

    /// <summary>Opens a file and reads its first line; <see langword="null"/>, and reported, where the system refuses.</summary>
    public static CsvRows? TryOpen(FeedFile file, Action<ReadProblem> report) =>
        EncodedText.TryRead(file, declared: null, report) is { } text ? new CsvRows(file, text, report) : null;

    /// <summary>Goes on to the next row that is whole; <see langword="false"/> after the last.</summary>
    public bool MoveNext()
    {
        while (_reader.MoveNext())
        {
            Line++; // every row is a line, see CsvLines
            var row = _reader.Current;
            if (row.ColCount == Columns.Count || IsRestEmpty(row)) return true;
            if (row.Span.IsWhiteSpace()) continue;
            Report(ProblemKind.Unreadable, $"{row.ColCount} cells where {Columns.Count} are named; the row is left out");
        }

        return false;
    }

    /// <summary>A cell without the spaces around it; empty where there is no such column.</summary>
    public string Text(string column)
    {
        var index = Columns.IndexOf(column);
        return index < 0 ? "" : _reader.Current[index].ToString();
    }

    /// <summary>A cell that holds a whole number, also one written as 3.0; <see langword="null"/> where it does not.</summary>
    public int? Whole(string column) =>
        Number(column) is { } number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;

    /// <summary>A cell that holds a finite number; <see langword="null"/> where it does not.</summary>
    public double? Number(string column)
    {
        var index = Columns.IndexOf(column);
        if (index < 0) return null;
        var isNumber = double.TryParse(_reader.Current[index].Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        return isNumber && double.IsFinite(number) ? number : null;
    }

    /// <summary>Reports something about the present row.</summary>
    public void Report(ProblemKind kind, string text) => _report(new ReadProblem(kind, _file.Name, Place, text));

    public void Dispose()
    {
        _reader.Dispose();
        _lines.Dispose();
        _text.Dispose();
    }

    private bool IsRestEmpty(SepReader.Row row)
    {
        if (row.ColCount <= Columns.Count) return false;
        for (var i = Columns.Count; i < row.ColCount; i++)
        {
            if (row[i].Span.Length > 0) return false;
        }

        return true;
    }
}
