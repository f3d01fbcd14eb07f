using System.Threading.RateLimiting;

namespace Fanout.Server.RequestLimits;

/// <summary>How many requests one client may send: so many a second, and ten times as many at once after ten seconds of none.</summary>
/// <param name="Name">As it stands in headers: what is counted by.</param>
/// <param name="PerSecond">Requests, 1 and more.</param>
/// <param name="HoldsOnLoopback">Whether it holds for the server's own machine.</param>
internal sealed record RequestLimit(string Name, int PerSecond, bool HoldsOnLoopback)
{
    /// <summary>Seconds that a full bucket is worth: a client that starts asks for all that it shows.</summary>
    public const int BurstSeconds = 10;

    private const int StepsPerSecond = 10; // the framework fills buckets so often

    /// <summary>Requests at once.</summary>
    public int Burst => PerSecond * BurstSeconds;

    public TokenBucketRateLimiterOptions ToBucket()
    {
        var step = Math.Max(PerSecond / StepsPerSecond, 1);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = step,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)step / PerSecond),
            QueueLimit = 0,
        };
    }
}
