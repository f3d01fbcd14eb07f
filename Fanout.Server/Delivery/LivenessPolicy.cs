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
/// kernel of a peer whose program hangs acknowledges each ping, and then nothing is on its way any more. Times and
/// counts are kept by their lower halves, since there is one of these for each connection; what they are compared with
/// is minutes away, and far less than half of a half.
/// </remarks>
internal struct LivenessPolicy(long nowMs)
{
    private uint _heardMs = (uint)nowMs;
    private uint _pingedMs = (uint)nowMs;
    private uint _acknowledged;

    /// <summary>Some byte came then.</summary>
    public void Heard(long atMs) => _heardMs = (uint)atMs;

    /// <param name="blocked">Our own bytes to it are stuck.</param>
    /// <param name="nowMs">Monotonic time.</param>
    /// <param name="pingEvery">Interval of pings.</param>
    /// <param name="pingTimeout">Silence that ends the connection.</param>
    public LivenessVerdict Observe(bool blocked, long nowMs, TimeSpan pingEvery, TimeSpan pingTimeout)
    {
        if (blocked)
        {
            _heardMs = (uint)nowMs;
            return LivenessVerdict.Keep;
        }
        if (Since(_heardMs, nowMs) >= pingTimeout.TotalMilliseconds)
            return LivenessVerdict.Close;
        if (Since(_pingedMs, nowMs) < pingEvery.TotalMilliseconds)
            return LivenessVerdict.Keep;
        _pingedMs = (uint)nowMs;
        return LivenessVerdict.SendPing;
    }

    /// <summary>How long until there is something to <see cref="Observe"/>, in milliseconds.</summary>
    public readonly long WaitMs(long nowMs, TimeSpan pingEvery, TimeSpan pingTimeout) => (long)Math.Min(
        pingEvery.TotalMilliseconds - Since(_pingedMs, nowMs),
        pingTimeout.TotalMilliseconds - Since(_heardMs, nowMs));

    /// <summary>
    /// Told with every verdict but <see cref="LivenessVerdict.Keep"/>: whether the peer is still taking in what was
    /// sent before our pings, so that its silence proves nothing. The deadline then starts anew.
    /// </summary>
    public bool ObserveProgress(PeerProgress progress, long nowMs)
    {
        var reads = progress.Outstanding && (int)((uint)progress.Acknowledged - _acknowledged) > 0;
        _acknowledged = (uint)progress.Acknowledged;
        if (reads)
            _heardMs = (uint)nowMs;
        return reads;
    }

    /// <summary>Milliseconds; below 0 where the other thread's clock was ahead of ours.</summary>
    private static int Since(uint thenMs, long nowMs) => (int)((uint)nowMs - thenMs);
}
