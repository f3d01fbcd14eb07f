namespace Fanout.Server.Admission;

/// <summary>
/// A token bucket of handshakes: a second's worth at once, then so many a second. Who finds it empty is told when there
/// will be room for all who were sent away, so that they do not come back as one.
/// </summary>
/// <remarks>Plain: told the time, and not safe on several threads by itself.</remarks>
/// <param name="perSecond">Handshakes a second, at least 1.</param>
internal sealed class HandshakeRate(int perSecond)
{
    private double _tokens = perSecond;
    private double _sentAway; // of those, who are expected to come back yet
    private long _lastMs;

    /// <summary>Takes a place in this second; false: there is none.</summary>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="spread">Over which time those who were sent away should come back.</param>
    public bool TryTake(long nowMs, out TimeSpan spread)
    {
        var came = Math.Max(nowMs - _lastMs, 0) * perSecond / 1000.0;
        _lastMs = Math.Max(nowMs, _lastMs);
        _tokens = Math.Min(_tokens + came, perSecond);
        _sentAway = Math.Max(_sentAway - came, 0);
        if (_tokens >= 1)
        {
            _tokens--;
            spread = default;
            return true;
        }
        _sentAway++;
        spread = TimeSpan.FromSeconds(_sentAway / perSecond);
        return false;
    }
}
