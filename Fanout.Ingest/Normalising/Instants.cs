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
    private const double UnitsPerMs = 10_000;

    public static long UnitsOf(Timestamp instant) =>
        (instant.Seconds * UnitsPerSecond) + (instant.Nanos / NanosPerUnit);

    public static long UnitsOf(double ms) => (long)(ms * UnitsPerMs);

    /// <summary>Whole milliseconds since 1970, downwards: what a state holds.</summary>
    public static double MsOf(long units) => Math.Floor(units / UnitsPerMs);

    public static double MsOf(Timestamp instant) => MsOf(UnitsOf(instant));
}
