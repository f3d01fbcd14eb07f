namespace Fanout.Ingest.Normalising.Watching;

/// <summary>How long the parts of a match may last before operators are told.</summary>
/// <param name="Break">A break that ends on the same day.</param>
/// <param name="ClockOverrun">A running clock beyond the end of its period.</param>
/// <param name="Play">From the beginning of play to its end, interruptions included; of a match over several days, each day.</param>
/// <param name="PreMatch">PRE_MATCH after the start.</param>
/// <param name="Ended">ENDED before FINAL.</param>
internal readonly record struct WatchLimits(
    TimeSpan Break, TimeSpan ClockOverrun, TimeSpan Play, TimeSpan PreMatch, TimeSpan Ended);
