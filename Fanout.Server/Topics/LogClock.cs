namespace Fanout.Server.Topics;

/// <summary>
/// The clock by which the log stamps entries, as this node knows it: UTC, since log and nodes keep it by NTP, or are
/// one machine. Never goes back, because a horizon must not: what a reader has seen cannot be unseen.
/// </summary>
internal sealed class LogClock(TimeProvider time)
{
    private long _latestMs;

    /// <summary>Unix time in milliseconds.</summary>
    public long NowMs
    {
        get
        {
            var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            for (var latestMs = Volatile.Read(ref _latestMs); nowMs > latestMs;)
            {
                var seen = Interlocked.CompareExchange(ref _latestMs, nowMs, latestMs);
                if (seen == latestMs)
                    return nowMs;
                latestMs = seen;
            }
            return Volatile.Read(ref _latestMs);
        }
    }
}
