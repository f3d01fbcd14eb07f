namespace Fanout.Server.Delivery;

/// <summary>
/// Watches how much of an array that grows to the busiest turn is used, and tells when it is far too large: a burst of
/// thousands of new connections must not be paid for in memory ever after. Mutable, so it lives in one field.
/// </summary>
internal struct Slack
{
    /// <summary>
    /// How long a burst is remembered, in milliseconds: what comes every few seconds must not make the array anew each
    /// time.
    /// </summary>
    public const long WindowMs = 15_000;

    private const int SizeMin = 1024; // below that there is nothing to be had
    private const int TooLarge = 4; // times what was used

    private long _sinceMs;
    private int _usedMax;

    /// <summary>Tells of one turn; the size that the array should have, or 0 where it may stay.</summary>
    /// <param name="used">How much of it the turn has used.</param>
    /// <param name="size">How large it is.</param>
    /// <param name="nowMs">Monotonic time.</param>
    public int Observe(int used, int size, long nowMs)
    {
        _usedMax = Math.Max(_usedMax, used);
        if (nowMs - _sinceMs < WindowMs)
            return 0;
        var fit = Math.Max(SizeMin, _usedMax * 2);
        (_sinceMs, _usedMax) = (nowMs, 0);
        return fit * TooLarge / 2 <= size ? fit : 0;
    }
}
