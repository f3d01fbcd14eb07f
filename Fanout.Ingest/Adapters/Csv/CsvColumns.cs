using System.Text;
using nietras.SeparatedValues;

namespace Fanout.Ingest.Adapters.Csv;

/// <summary>The first line of a CSV file: what separates its cells, and what its columns are called.</summary>
internal sealed class CsvColumns
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.OrdinalIgnoreCase);

    private CsvColumns(char separator, int count) => (Separator, Count) = (separator, count);

    public char Separator { get; }

    public int Count { get; }

    /// <summary>Of one name that stands there twice, the first is meant.</summary>
    public static CsvColumns Of(string line)
    {
        var separator = SeparatorOf(line);
        using var reader = Reader(separator).FromText(line);
        if (!reader.MoveNext()) return new CsvColumns(separator, 0);
        var columns = new CsvColumns(separator, reader.Current.ColCount);
        for (var i = 0; i < columns.Count; i++) columns._indices.TryAdd(reader.Current[i].ToString(), i);
        return columns;
    }

    /// <summary>The columns that a file begins with, by which its format is recognised.</summary>
    public static CsvColumns In(FeedSample sample)
    {
        var end = sample.Head.Span.IndexOf((byte)'\n');
        var line = end < 0 ? sample.Head.Span : sample.Head.Span[..end];
        return Of(Encoding.UTF8.GetString(line).Trim().Replace("\"", "", StringComparison.Ordinal));
    }

    /// <summary>Place of a column; −1 where there is none of that name. Case does not matter.</summary>
    public int IndexOf(string name) => _indices.GetValueOrDefault(name, -1);

    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (IndexOf(name) < 0) return false;
        }

        return true;
    }

    public static SepReaderOptions Reader(char separator) => new Sep(separator).Reader(static options => options with
    {
        HasHeader = false,
        DisableColCountCheck = true,
        Unescape = true,
        Trim = SepTrim.All,
    });

    // The one of the usual four that the line has most of.
    private static char SeparatorOf(string line)
    {
        var best = ',';
        foreach (var separator in ";\t|")
        {
            if (line.AsSpan().Count(separator) > line.AsSpan().Count(best)) best = separator;
        }

        return best;
    }
}
