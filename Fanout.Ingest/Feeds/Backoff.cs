using System.Security.Cryptography;

namespace Fanout.Ingest.Feeds;

/// <summary>How long to wait before the next attempt: twice as long each time, the later half of it by chance.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private const int DoublingsMax = 30; // beyond it a tick's doubling would overflow

    private readonly Random _random = new(RandomNumberGenerator.GetInt32(int.MaxValue));
    private int _failures;

    /// <summary>Attempts that failed since the last that did not.</summary>
    public int Failures => _failures;

    public TimeSpan Next()
    {
        var whole = Math.Min(first.Ticks * Math.Pow(2, Math.Min(_failures++, DoublingsMax)), longest.Ticks);
        return TimeSpan.FromTicks((long)(whole * (1 + _random.NextDouble()) / 2));
    }

    public void Reset() => _failures = 0;
}
