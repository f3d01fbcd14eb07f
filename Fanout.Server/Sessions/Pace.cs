namespace Fanout.Server.Sessions;

/// <summary>
/// How fast a peer goes on: so many a second, and ten times as many at once after ten seconds of none.
/// </summary>
/// <remarks>
/// The generic cell rate algorithm (ITU-T I.371): a token bucket in the one number that says when it will be full again.
/// Four bytes, since every connection has two. Plain: told the time. Mutable, so it lives in one field and is never copied.
/// </remarks>
/// <param name="nowMs">Monotonic milliseconds: a full bucket then. Half the range later, zero would be a time to come.</param>
internal struct Pace(long nowMs)
{
    private const int BurstSeconds = 10; // a client that comes back says all it wants at once
    private const int UnitsPerMs = 16; // a step at 10,000 a second is less than two; half the range is 37 hours
    private const int UnitsPerSecond = 1000 * UnitsPerMs;

    private uint _fullAt = (uint)(nowMs * UnitsPerMs); // the lower half of a time in units

    /// <summary>How long a bucket takes to be full again, whatever was taken.</summary>
    public static TimeSpan FullAfter { get; } = TimeSpan.FromSeconds(BurstSeconds);

    /// <summary>Takes so many; false, and takes none, where that is too many.</summary>
    /// <param name="count">How many, 0 and more.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="perSecond">How many may be in a second, 1 to 10,000.</param>
    public bool TryTake(int count, long nowMs, int perSecond)
    {
        Settle(nowMs);
        var now = (uint)(nowMs * UnitsPerMs);
        var ahead = (_fullAt - now) + Math.Ceiling((double)count * UnitsPerSecond / perSecond);
        if (ahead > BurstSeconds * UnitsPerSecond)
            return false;
        _fullAt = now + (uint)ahead;
        return true;
    }

    /// <summary>
    /// Told the time once in a while, at least every 37 hours: a time that long ago would be taken for one to come.
    /// </summary>
    public void Settle(long nowMs)
    {
        var now = (uint)(nowMs * UnitsPerMs);
        if ((int)(_fullAt - now) < 0)
            _fullAt = now;
    }
}
