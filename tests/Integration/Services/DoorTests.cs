using System.Net.Sockets;
using Fanout.Services.Doors;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Services;

public sealed class DoorTests : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private Door _door = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _door = Door.OpenToRedis(_redis.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_door is not null)
            await _door.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(DoorTraffic.ToServer, null)]
    [InlineData(DoorTraffic.ToClient, "1")]
    [InlineData(DoorTraffic.Both, null)]
    public async Task What_is_stalled_one_way_arrives_once_it_may_pass(DoorTraffic traffic, string? arrivedMeanwhile)
    {
        await using var connection = await ThroughAsync();
        _door.Stall(traffic);

        var answer = connection.SendAsync("SET", "goal", "1");
        await Eventually.EqualAsync(arrivedMeanwhile, () => _redis.SendAsync("GET", "goal"));
        Assert.False(answer.IsCompleted);

        _door.Pass();
        Assert.Equal("OK", await answer);
    }

    [Fact]
    public async Task A_connection_made_while_all_is_stalled_works_once_it_may_pass()
    {
        _door.Stall();
        await using var connection = await RedisConnection.ConnectAsync(_door.Port);
        var answer = connection.SendAsync("PING");
        await _redis.SendAsync("PING");
        Assert.False(answer.IsCompleted);

        _door.Pass();
        Assert.Equal("PONG", await answer);
    }

    [Fact]
    public async Task What_was_held_is_lost_with_a_cut()
    {
        await using var connection = await ThroughAsync();
        _door.Stall();
        var answer = connection.SendAsync("SET", "goal", "1");

        _door.Cut();
        await Assert.ThrowsAnyAsync<IOException>(() => answer);
        _door.Pass();

        await using var next = await ThroughAsync();
        Assert.Null(await next.SendAsync("GET", "goal"));
    }

    [Fact]
    public async Task A_door_that_refuses_is_as_a_server_that_is_gone()
    {
        await using var connection = await ThroughAsync();
        _door.Refuse();

        await Assert.ThrowsAnyAsync<IOException>(() => connection.SendAsync("PING"));
        var refusal = await Assert.ThrowsAsync<SocketException>(() => RedisConnection.ConnectAsync(_door.Port));
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);

        _door.Pass();
        await using var next = await ThroughAsync();
    }

    [Theory]
    [InlineData("SUBSCRIBE")]
    [InlineData("ssubscribe")]
    public async Task Subscribers_alone_can_be_stalled(string subscribe)
    {
        await using var subscriber = await ThroughAsync();
        await using var other = await ThroughAsync();
        await subscriber.SendAsync(subscribe, "goals");
        _door.StallSubscribers();

        var message = subscriber.ReceiveAsync();
        Assert.Equal(1L, await other.SendAsync(subscribe.StartsWith('s') ? "SPUBLISH" : "PUBLISH", "goals", "1"));
        await other.SendAsync("PING");
        Assert.False(message.IsCompleted);

        _door.Pass();
        Assert.Equal("1", Assert.IsType<object?[]>(await message)[2]);
    }

    [Fact]
    public async Task A_muted_link_is_up_but_delivers_nothing()
    {
        await using var subscriber = await ThroughAsync();
        await subscriber.SendAsync("SUBSCRIBE", "goals");
        _door.Mute();

        await _redis.SendAsync("PUBLISH", "goals", "lost");
        Assert.Equal(["pong", "still there"], Assert.IsType<object?[]>(await subscriber.SendAsync("PING", "still there")));

        _door.Pass();
        await _redis.SendAsync("PUBLISH", "goals", "heard");
        Assert.Equal("heard", Assert.IsType<object?[]>(await subscriber.ReceiveAsync())[2]);
    }

    [Fact]
    public async Task Latency_holds_an_answer_until_it_is_gone()
    {
        await using var connection = await ThroughAsync();
        _door.Latency = TimeSpan.FromHours(1);
        var answer = connection.SendAsync("PING");
        await _redis.SendAsync("PING");
        Assert.False(answer.IsCompleted);

        _door.Latency = TimeSpan.FromMilliseconds(1);
        Assert.Equal("PONG", await answer);
    }

    [Fact]
    public async Task Answers_of_any_size_go_through_whole()
    {
        await using var connection = await ThroughAsync();
        var large = new string('x', 1_000_000);
        await connection.SendAsync("SET", "large", large);

        Assert.Equal(large, await connection.SendAsync("GET", "large"));
        Assert.Equal([large, null, large], Assert.IsType<object?[]>(await connection.SendAsync("MGET", "large", "none", "large")));
    }

    [Fact]
    public async Task The_end_of_a_connection_goes_through()
    {
        await using (await ThroughAsync())
            Assert.Equal(1, _door.ConnectionCount);

        await Eventually.EqualAsync(0, () => Task.FromResult(_door.ConnectionCount));
    }

    private async Task<RedisConnection> ThroughAsync()
    {
        var connection = await RedisConnection.ConnectAsync(_door.Port);
        Assert.Equal("PONG", await connection.SendAsync("PING"));
        return connection;
    }
}
