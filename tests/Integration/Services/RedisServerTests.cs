using System.Globalization;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Services;

/// <summary>The Redis that other tests lean on does what they ask of it.</summary>
public sealed class RedisServerTests
{
    [Fact]
    public async Task What_was_answered_outlives_a_kill_and_goes_with_the_disk()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.SendAsync("SET", "goal", "1");

        await redis.KillAsync();
        await redis.StartAgainAsync();
        Assert.Equal("1", await redis.SendAsync("GET", "goal"));

        await redis.StopAsync();
        await redis.StartAgainAsync(empty: true);
        Assert.Null(await redis.SendAsync("GET", "goal"));
    }

    [Fact]
    public async Task A_paused_server_answers_when_it_is_resumed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await redis.ConnectAsync();
        redis.Pause();

        var answer = connection.SendAsync("PING");
        Assert.True(redis.IsRunning);
        Assert.False(answer.IsCompleted);

        redis.Resume();
        Assert.Equal("PONG", await answer);
    }

    [Fact]
    public async Task A_replica_has_what_its_primary_has()
    {
        await using var primary = await RedisServer.StartAsync(new() { Password = "secret" });
        await using var replica = await RedisServer.StartAsync(new() { Password = "secret", ReplicaOf = primary.Port });
        await primary.SendAsync("SET", "goal", "1");

        await Eventually.EqualAsync("1", () => replica.SendAsync("GET", "goal"));
    }

    [Fact]
    public async Task Users_may_do_what_their_rules_say()
    {
        await using var redis = await RedisServer.StartAsync(new() { Users = ["reader on >pw ~* &* +@read +ping"] });
        await using var connection = await redis.ConnectAsync();
        await connection.SendAsync("AUTH", "reader", "pw");

        var refusal = await Assert.ThrowsAsync<RedisErrorException>(() => connection.SendAsync("SET", "goal", "1"));

        Assert.StartsWith("NOPERM", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await connection.SendAsync("GET", "goal"));
    }

    [Fact]
    public async Task One_that_does_not_come_up_says_why_in_its_own_words()
    {
        RedisProgram.Require();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RedisServer.StartAsync(new() { Lines = ["no-such-setting yes"] }));

        Assert.Contains("Bad directive or wrong number of arguments", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_wall_clock_can_be_set_while_it_runs()
    {
        await using var redis = await RedisServer.StartAsync(new() { ClockOffset = TimeSpan.FromHours(-2) });
        Assert.InRange(await AheadAsync(redis), TimeSpan.FromMinutes(-125), TimeSpan.FromMinutes(-115));

        await redis.ShiftClockAsync(TimeSpan.FromHours(3));

        Assert.InRange(await AheadAsync(redis), TimeSpan.FromMinutes(175), TimeSpan.FromMinutes(185));
    }

    private static async Task<TimeSpan> AheadAsync(RedisServer redis)
    {
        var time = Assert.IsType<object?[]>(await redis.SendAsync("TIME"));
        var seconds = long.Parse((string)time[0]!, CultureInfo.InvariantCulture);
        return DateTimeOffset.FromUnixTimeSeconds(seconds) - TimeProvider.System.GetUtcNow();
    }
}
