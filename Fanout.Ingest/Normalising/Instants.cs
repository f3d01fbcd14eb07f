using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Normalising;

/// <summary>Instants as the normaliser compares and the match states them.</summary>
/// <remarks>
/// Compared in units of 100 ns, the finest that years 1 to 9999 leave room for in 64 bits; no provider states finer
/// ones.
/// </remarks>
internal static class Instants
{
    private const long UnitsPerSecond = 10_000_000;
    private const int NanosPerUnit = 100;
    private const long UnitsPerMs = 10_000;

    public static long UnitsOf(Timestamp instant) =>
        (instant.Seconds * UnitsPerSecond) + (instant.Nanos / NanosPerUnit);

    public static long UnitsOf(double ms) => (long)(ms * UnitsPerMs);

    /// <summary>Whole milliseconds since 1970, downwards: what a state holds.</summary>
    /// <remarks>In whole numbers: as a fraction the last instant of the year 9999 would be the first one after it.</remarks>
    public static double MsOf(long units)
    {
        var (ms, rest) = Math.DivRem(units, UnitsPerMs);
        return rest < 0 ? ms - 1 : ms;
    }

    public static Timestamp TimestampOf(double ms)
    {
        var (seconds, rest) = Math.DivRem((long)ms, 1000);
        return new Timestamp { Seconds = seconds, Nanos = (int)rest * 1_000_000 };
    }

    public static double MsOf(Timestamp instant) => MsOf(UnitsOf(instant));
}
