namespace Fanout.Server.Delivery;

/// <summary>
/// What a connection is looked at for when its time has come: whether it lives, and whether it has closed. Mutable, so
/// it lives in one field and is never copied.
/// </summary>
/// <param name="nowMs">When it came, monotonic.</param>
internal struct Lookout(long nowMs)
{
    private const int Unheard = -1;

    private LivenessPolicy _liveness = new(nowMs);
    private int _heardMs = Unheard; // the lower half of a time
    private uint _closeMs;

    /// <summary>Some byte came from the peer. From any thread.</summary>
    public void Touch(long atMs) => Volatile.Write(ref _heardMs, (int)atMs);

    /// <summary>It is to be gone by then.</summary>
    public void CloseUntil(long atMs) => _closeMs = (uint)atMs;

    /// <summary>How long it has to be gone, in milliseconds; 0 or less: it had its time.</summary>
    public readonly long CloseWaitMs(long nowMs) => (int)(_closeMs - (uint)nowMs);

    /// <summary>How long until its silence means something, in milliseconds.</summary>
    public readonly long LivenessWaitMs(IWire wire, DeliveryOptions options, long nowMs) =>
        _liveness.WaitMs(nowMs, PingInterval(wire, options), options.PingTimeout);

    /// <summary>What is due to the peer.</summary>
    public LivenessVerdict Observe(ref Outgoing outgoing, IWire wire, DeliveryOptions options, long nowMs)
    {
        var heardMs = Interlocked.Exchange(ref _heardMs, Unheard);
        if (!wire.ExpectsBytes)
            _liveness.Heard(nowMs);
        else if (heardMs != Unheard)
            _liveness.Heard(heardMs);
        var verdict = _liveness.Observe(outgoing.Blocked, nowMs, PingInterval(wire, options), options.PingTimeout);
        return verdict != LivenessVerdict.Keep && _liveness.ObserveProgress(outgoing.Sink.Progress, nowMs)
            ? LivenessVerdict.SendPing
            : verdict;
    }

    private static TimeSpan PingInterval(IWire wire, DeliveryOptions options) =>
        wire.HeartbeatInterval ?? options.PingInterval;
}
