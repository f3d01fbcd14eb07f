namespace Fanout.Perf.Results;

/// <summary>A median and the interval that holds the true one.</summary>
/// <param name="Median">Of what was measured.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Confidence">How sure that interval is: by order statistics, whatever the distribution.</param>
internal readonly record struct Interval(double Median, double Low, double High, double Confidence)
{
    private const double ConfidenceWanted = 0.95;

    /// <summary>
    /// The narrowest pair of order statistics that holds the median with 95 %; of fewer than six values the whole
    /// range, with what it is worth.
    /// </summary>
    public static Interval Of(IEnumerable<double> values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        if (sorted.Length == 0)
            return new Interval(double.NaN, double.NaN, double.NaN, 0);
        var count = sorted.Length;
        var median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        var (rank, outside) = (0, Math.Pow(0.5, count)); // chance that fewer than one lies below the median
        var probability = outside;
        for (var next = 1; next < count / 2; next++)
        {
            probability *= (count - next + 1.0) / next;
            if (1 - 2 * (outside + probability) < ConfidenceWanted)
                break;
            (rank, outside) = (next, outside + probability);
        }
        return new Interval(median, sorted[rank], sorted[count - 1 - rank], 1 - 2 * outside);
    }
}
