namespace Fanout.Server.Admission;

/// <summary>
/// A token bucket of handshakes: a second's worth at once, then so many a second. Who finds it empty is told when there
/// will be room for all who were sent away, so that they do not come back as one.
/// </summary>
/// <remarks>
/// Plain: told the time, and not safe on several threads by itself. Twelve bytes, since each client address has one; its
/// default is a full bucket. Mutable, so it lives in one place and is never copied.
/// </remarks>
internal struct HandshakeRate
{
    private float _taken; // and not come again
    private float _sentAway; // of those, who are expected to come back yet
    private uint _lastMs;

    /// <summary>Takes a place in this second; false: there is none.</summary>
    /// <param name="nowMs">Monotonic milliseconds, the lower half.</param>
    /// <param name="perSecond">Handshakes a second, at least 1; always the same.</param>
    /// <param name="spread">Over which time those who were sent away should come back.</param>
    public bool TryTake(uint nowMs, int perSecond, out TimeSpan spread)
    {
        var came = Came(nowMs, perSecond);
        _lastMs = nowMs;
        _taken = Math.Max(_taken - came, 0);
        _sentAway = Math.Max(_sentAway - came, 0);
        if (_taken + 1 <= perSecond)
        {
            _taken++;
            spread = default;
            return true;
        }
        _sentAway++;
        spread = TimeSpan.FromSeconds(_sentAway / perSecond);
        return false;
    }

    /// <summary>Whether nothing was taken yet.</summary>
    public readonly bool IsUntouched => _taken + _sentAway == 0;

    /// <summary>Whether nothing is left of what was taken, and nobody is expected.</summary>
    public readonly bool IsFull(uint nowMs, int perSecond) => Math.Max(_taken, _sentAway) <= Came(nowMs, perSecond);

    private readonly float Came(uint nowMs, int perSecond) => (nowMs - _lastMs) * (float)perSecond / 1000;
}
