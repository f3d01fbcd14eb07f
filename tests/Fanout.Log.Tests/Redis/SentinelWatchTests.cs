using Fanout.Log.Redis;
using Fanout.Services.Doors;
using Fanout.Services.Processes;
using Fanout.Services.Redis;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

/// <summary>Which server Sentinels are taken to name, asked without a pause while they change their minds.</summary>
public sealed class SentinelWatchTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5); // the client gives a silent connection up after 7

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

    [Fact]
    public async Task A_Sentinel_that_fell_silent_keeps_nobody_waiting()
    {
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        await using Door door = Door.OpenToRedis(sentinels.Sentinels[0].Port);
        var clock = new FakeTimeProvider();
        await using SentinelWatch watch = Watch(
            [door.EndPoint, .. sentinels.Sentinels.Skip(1).Select(static server => server.EndPoint)], clock);
        Assert.Equal(AddressOf(sentinels.First), await watch.FindAsync());

        door.Stall();
        Assert.Equal(AddressOf(sentinels.First), await FindAsync());
        await sentinels.FailOverAsync(sentinels.Second);
        while (await FindAsync() != AddressOf(sentinels.Second))
            continue;

        door.Pass();
        Assert.Equal(AddressOf(sentinels.Second), await FindAsync()); // and what it knew before changes nothing

        async Task<RedisAddress?> FindAsync()
        {
            Task<RedisAddress?> finding = watch.FindAsync();
            for (TimeSpan waited = TimeSpan.Zero; !finding.IsCompleted && waited < Patience; waited += Step)
            {
                await Task.Delay(Step, TimeProvider.System, TestContext.Current.CancellationToken);
                clock.Advance(SentinelWatch.AnswerWithin);
            }
            Assert.True(finding.IsCompleted, "the silent Sentinel was waited for");
            return await finding;
        }
    }

    private static SentinelWatch Watch(RedisSentinels sentinels) =>
        Watch(sentinels.Sentinels.Select(static server => server.EndPoint), TimeProvider.System);

    /// <summary>A watch whose client itself waits for a minute.</summary>
    private static SentinelWatch Watch(IEnumerable<string> sentinels, TimeProvider time) => new(
        RedisConnectionString.Parse($"{string.Join(',', sentinels)},serviceName={RedisSentinels.Name},asyncTimeout=60000"),
        time);

    private static RedisAddress AddressOf(RedisServer server) => new("127.0.0.1", server.Port);
}
