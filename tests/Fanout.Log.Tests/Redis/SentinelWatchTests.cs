using Fanout.Log.Redis;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Log.Tests;

/// <summary>Which server Sentinels are taken to name, asked without a pause while they change their minds.</summary>
public sealed class SentinelWatchTests
{
    [Fact]
    public async Task Who_asks_all_through_a_failover_hears_of_the_old_primary_and_then_of_the_new_one()
    {
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        await using var watch = new SentinelWatch(RedisConnectionString.Parse(
            $"{string.Join(',', sentinels.Sentinels.Select(static server => server.EndPoint))},serviceName={RedisSentinels.Name}"));
        var named = new List<RedisAddress?> { await watch.FindAsync() };

        await sentinels.First.KillAsync();
        Task promoted = sentinels.UntilPrimaryAsync(sentinels.Second);
        while (!promoted.IsCompleted)
        {
            if (await watch.FindAsync() is var next && next != named[^1])
                named.Add(next);
        }
        await promoted;
        await Eventually.TrueAsync("the new primary is named", async () => await watch.FindAsync() == AddressOf(sentinels.Second));

        Assert.Equal([AddressOf(sentinels.First), AddressOf(sentinels.Second)], named.Append(await watch.FindAsync()).Distinct());
    }

    private static RedisAddress AddressOf(RedisServer server) => new("127.0.0.1", server.Port);
}
