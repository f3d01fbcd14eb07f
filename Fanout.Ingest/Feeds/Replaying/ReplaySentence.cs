using System.Globalization;

namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>What a change of a replay comes to, for people.</summary>
internal static class ReplaySentence
{
    private static readonly double FirstMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly double LastMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static IReadOnlyList<string> Of(ReplayPlace before, ReplayPlace after, double nowMs)
    {
        var sentences = new List<string>();
        var (from, to) = (before.PositionMs(nowMs), after.PositionMs(nowMs));
        if (from != to) sentences.Add($"it jumps from {Instant(from)} to {Instant(to)}");
        if (before.Speed != after.Speed) sentences.Add($"it plays {Pace(after.Speed)} instead of {Pace(before.Speed)}");
        if (before.IsPaused != after.IsPaused)
            sentences.Add(after.IsPaused ? $"it stands still at {Instant(to)}" : $"it goes on at {Instant(to)}");
        return sentences;
    }

    /// <summary>As people and <c>seek</c> write it.</summary>
    /// <param name="ms">Recorded, ms since 1970. The position of a replay that is over runs on, out of all years some day.</param>
    public static string Instant(double ms) => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Floor(Math.Clamp(ms, FirstMs, LastMs)))
        .ToString("yyyy-MM-ddTHH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset instant) => Instant(instant.ToUnixTimeMilliseconds());

    private static string Pace(double speed) => speed == 0
        ? "as fast as it goes"
        : string.Create(CultureInfo.InvariantCulture, $"at {speed:0.###} recorded seconds a second");
}
