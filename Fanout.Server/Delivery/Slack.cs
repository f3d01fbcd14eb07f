namespace Fanout.Server.Delivery;

/// <summary>
/// Watches how much of an array that grows to the busiest turn is used, and tells when it is far too large: a burst of
/// thousands of new connections must not be paid for in memory ever after. Mutable, so it lives in one field.
/// </summary>
internal struct Slack
{
    private const int SizeMin = 1024; // below that there is nothing to be had
    private const int Window = 256; // turns: a second when busy, a minute when idle
    private const int TooLarge = 4; // times what was used

    private int _turns;
    private int _usedMax;

    /// <summary>Tells of one turn; the size that the array should have, or 0 where it may stay.</summary>
    public int Observe(int used, int size)
    {
        _usedMax = Math.Max(_usedMax, used);
        if (++_turns < Window)
            return 0;
        var fit = Math.Max(SizeMin, _usedMax * 2);
        (_turns, _usedMax) = (0, 0);
        return fit * TooLarge / 2 <= size ? fit : 0;
    }
}
