using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Services;

public sealed class RedisSentinelsTests
{
    [Fact]
    public async Task A_primary_that_is_killed_loses_what_its_replica_was_not_told()
    {
        await using var sentinels = await RedisSentinels.StartAsync();
        var (first, second) = (sentinels.First, sentinels.Second);
        Assert.Same(first, await sentinels.PrimaryAsync());
        await first.SendAsync("SET", "goal", "replicated");
        Assert.Equal(1L, await first.SendAsync("WAIT", "1", "10000"));

        await using (await sentinels.HoldReplicaBackAsync())
        {
            await first.SendAsync("SET", "goal", "unreplicated");
            await first.KillAsync();
        }

        await sentinels.UntilPrimaryAsync(second);
        Assert.Same(second, await sentinels.PrimaryAsync());
        Assert.Equal("replicated", await second.SendAsync("GET", "goal"));

        await first.StartAgainAsync();
        await first.UntilReplicaAsync();
        Assert.Equal("replicated", await first.SendAsync("GET", "goal"));
    }
}
