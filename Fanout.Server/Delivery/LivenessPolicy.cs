namespace Fanout.Server.Delivery;

/// <summary>What is due to a peer that may have gone without a word.</summary>
internal enum LivenessVerdict : byte
{
    Keep,
    SendPing,
    Close,
}

/// <summary>Pings at an interval, and gives up on a peer of which no byte came for the timeout.</summary>
/// <remarks>
/// While our bytes to it are blocked its silence proves nothing (our pings are stuck behind them): the deadline starts
/// anew. The same holds while bytes are on their way to it in the kernel, megabytes perhaps, and it goes on
/// acknowledging some: it reads slowly, and has not come to our ping. That it acknowledges alone proves nothing: the
/// kernel of a peer whose program hangs acknowledges each ping, and then nothing is on its way any more.
/// </remarks>
internal struct LivenessPolicy(long nowMs)
{
    private long _heardMs = nowMs;
    private long _pingedMs = nowMs;
    private long _acknowledged;

    /// <param name="heard">Some byte came since the last call.</param>
    /// <param name="blocked">Our own bytes to it are stuck.</param>
    /// <param name="nowMs">Monotonic time.</param>
    /// <param name="pingEvery">Interval of pings.</param>
    /// <param name="pingTimeout">Silence that ends the connection.</param>
    public LivenessVerdict Observe(bool heard, bool blocked, long nowMs, TimeSpan pingEvery, TimeSpan pingTimeout)
    {
        if (heard || blocked)
            _heardMs = nowMs;
        if (blocked)
            return LivenessVerdict.Keep;
        if (nowMs - _heardMs >= pingTimeout.TotalMilliseconds)
            return LivenessVerdict.Close;
        if (nowMs - _pingedMs < pingEvery.TotalMilliseconds)
            return LivenessVerdict.Keep;
        _pingedMs = nowMs;
        return LivenessVerdict.SendPing;
    }

    /// <summary>
    /// Told with every verdict but <see cref="LivenessVerdict.Keep"/>: whether the peer is still taking in what was
    /// sent before our pings, so that its silence proves nothing. The deadline then starts anew.
    /// </summary>
    public bool ObserveProgress(PeerProgress progress, long nowMs)
    {
        var reads = progress.Outstanding && progress.Acknowledged > _acknowledged;
        _acknowledged = progress.Acknowledged;
        if (reads)
            _heardMs = nowMs;
        return reads;
    }
}
