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
        await using SentinelWatch watch = Watch(sentinels);
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

    [Fact]
    public async Task Sentinels_that_were_made_anew_are_believed_though_they_count_from_0_again()
    {
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        await using RedisServer other = await RedisServer.StartAsync();
        await using SentinelWatch watch = Watch(sentinels);
        await sentinels.FailOverAsync(sentinels.Second);
        await Eventually.TrueAsync("the new primary is named", async () => await watch.FindAsync() == AddressOf(sentinels.Second));

        foreach (RedisServer sentinel in sentinels.Sentinels)
        {
            await sentinel.SendAsync("SENTINEL", "REMOVE", RedisSentinels.Name);
            await sentinel.SendAsync("SENTINEL", "MONITOR", RedisSentinels.Name, "127.0.0.1", $"{other.Port}", "2");
        }

        await Eventually.TrueAsync("the server of the new ones is named", async () => await watch.FindAsync() == AddressOf(other));
    }

    private static SentinelWatch Watch(RedisSentinels sentinels) => new(RedisConnectionString.Parse(
        $"{string.Join(',', sentinels.Sentinels.Select(static server => server.EndPoint))},serviceName={RedisSentinels.Name}"));

    private static RedisAddress AddressOf(RedisServer server) => new("127.0.0.1", server.Port);
}
