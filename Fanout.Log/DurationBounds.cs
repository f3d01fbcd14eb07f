using System.Diagnostics.Metrics;

namespace Fanout.Log;

/// <summary>
/// Bounds of the histograms of durations, in s: those that an exporter takes where nobody says are of milliseconds, and put
/// everything into the first bucket.
/// </summary>
public static class DurationBounds
{
    /// <summary>From a commit on a fast disk, half a millisecond, to the 10 s that a push waits.</summary>
    public static InstrumentAdvice<double> OfRequests { get; } = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>From the seconds of a feed that flaps to a match day.</summary>
    public static InstrumentAdvice<double> OfTenures { get; } = new()
    {
        HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 12 * 3600],
    };
}
