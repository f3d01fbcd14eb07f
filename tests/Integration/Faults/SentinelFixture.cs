using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Faults;

/// <summary>A fleet over a primary and a replica under three Sentinels.</summary>
public abstract class SentinelFixture : FleetFixture
{
    protected override string Name => "Sentinel";

    internal override Task<RedisSite> StartSiteAsync()
    {
        RedisProgram.RequireShiftedClock();
        return RedisSite.StartSentinelsAsync(new RedisSettings { ClockOffset = TimeSpan.Zero });
    }
}
