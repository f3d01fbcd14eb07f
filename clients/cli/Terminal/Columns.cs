namespace Fanout.Cli.Terminal;

/// <summary>Cells one below another. None is cut: a line is a row, on however narrow a screen.</summary>
internal static class Columns
{
    private const string Gap = "  ";

    /// <summary>A line for each row; what stands in the cells is made safe to print.</summary>
    /// <param name="rows">Of as many cells each.</param>
    public static IReadOnlyList<string> Lines(IEnumerable<string[]> rows)
    {
        var plain = rows.Select(static row => row.Select(Plain.Text).ToArray()).ToList();
        if (plain.Count == 0)
            return [];
        var widths = plain[0].Select((_, column) => plain.Max(row => Cells.Count(row[column]))).ToList();
        return [.. plain.Select(row => string.Join(Gap, row.Zip(widths, Cells.Left)).TrimEnd())];
    }
}
