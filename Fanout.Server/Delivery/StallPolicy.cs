namespace Fanout.Server.Delivery;

/// <summary>
/// Tells a slow reader from a stalled one: slow takes some bytes now and then and is never closed for it, stalled took
/// none at all for the stall time while bytes waited for it.
/// </summary>
internal struct StallPolicy
{
    private long _bytesTaken;
    private long _sinceMs;
    private bool _watching;

    /// <summary>Whether the connection has stalled.</summary>
    /// <param name="blocked">Bytes wait for the peer.</param>
    /// <param name="bytesTaken">What its transport has taken so far.</param>
    /// <param name="nowMs">Monotonic time.</param>
    /// <param name="stallTimeout">How long it may take nothing.</param>
    public bool Observe(bool blocked, long bytesTaken, long nowMs, TimeSpan stallTimeout)
    {
        if (!blocked || !_watching || bytesTaken != _bytesTaken)
        {
            (_watching, _bytesTaken, _sinceMs) = (blocked, bytesTaken, nowMs);
            return false;
        }
        return nowMs - _sinceMs >= stallTimeout.TotalMilliseconds;
    }
}
