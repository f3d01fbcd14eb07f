namespace Fanout.Server.Topics;

/// <summary>
/// How far a reader sees: what came into force later, by the log's clock, is not there for it (Unix time in
/// milliseconds). A delayed reader's horizon is now less its delay.
/// </summary>
internal static class Horizon
{
    /// <summary>The horizon of who reads undelayed: everything.</summary>
    public const long Live = long.MaxValue;

    /// <summary>The longest delay that a reader may have, in seconds (DESIGN 7).</summary>
    public const uint DelaySecondsMax = 120;

    /// <summary>
    /// How long after the longest delay what was published can still be looked up, in milliseconds: a shard that was
    /// held up for so long misses nothing.
    /// </summary>
    public const long SlackMs = 15_000;

    /// <summary>The horizon of a delay.</summary>
    /// <param name="nowMs">By the log's clock.</param>
    /// <param name="delaySeconds">The delay; 0: none.</param>
    public static long Of(long nowMs, uint delaySeconds) => delaySeconds == 0 ? Live : nowMs - (delaySeconds * 1000L);
}

/// <summary>Whether memory can tell what a stream was at a horizon.</summary>
internal enum CoverKind : byte
{
    /// <summary>It can.</summary>
    Held,

    /// <summary>The stream began after the horizon: there, it does not exist.</summary>
    NotYet,

    /// <summary>It reaches back to <see cref="Cover.FromMs"/> only.</summary>
    Gone,
}

/// <param name="Kind">Whether it can.</param>
/// <param name="FromMs">The earliest horizon at which it can, Unix time in milliseconds.</param>
internal readonly record struct Cover(CoverKind Kind, long FromMs);
