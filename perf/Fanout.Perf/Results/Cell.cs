using System.Globalization;

namespace Fanout.Perf.Results;

/// <summary>
/// Numbers as a table shows them: three digits that mean something, a dash for what was not measured.
/// </summary>
internal static class Cell
{
    public static string Of(double value)
    {
        if (!double.IsFinite(value))
            return "–";
        var size = Math.Abs(value);
        var format = size switch { >= 100 or 0 => "#,0", >= 10 => "0.0", >= 1 => "0.00", _ => "0.000" };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A median with its interval.</summary>
    public static string Of(Interval interval) => double.IsFinite(interval.Median)
        ? $"{Of(interval.Median)} ({Of(interval.Low)}–{Of(interval.High)})"
        : "–";
}
