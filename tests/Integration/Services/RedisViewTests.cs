using System.Globalization;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Services;

public sealed class RedisViewTests
{
    [Fact]
    public async Task A_client_of_a_cluster_is_told_of_doors_alone()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var view = new RedisView(cluster.Primaries);
        var owner = await cluster.OwnerAsync(await cluster.SlotAsync("goal"));
        var other = cluster.Primaries.First(server => server != owner);
        await using var connection = await RedisConnection.ConnectAsync(view.DoorTo(other).Port);

        var refusal = await Assert.ThrowsAsync<RedisErrorException>(() => connection.SendAsync("GET", "goal"));
        Assert.EndsWith($" {view.DoorTo(owner).EndPoint}", refusal.Message, StringComparison.Ordinal);

        var nodes = Assert.IsType<string>(await connection.SendAsync("CLUSTER", "NODES"));
        Assert.All(view.Doors, door => Assert.Contains($"{door.EndPoint}@", nodes, StringComparison.Ordinal));
        var slots = Assert.IsType<object?[]>(await connection.SendAsync("CLUSTER", "SLOTS"));
        Assert.Equal(
            view.Doors.Select(static door => (long)door.Port).Order(),
            slots.Select(static range => (long)((object?[])((object?[])range!)[2]!)[1]!).Order());
    }

    [Fact]
    public async Task A_client_of_sentinels_is_told_of_the_door_to_the_primary()
    {
        await using var sentinels = await RedisSentinels.StartAsync();
        await using var view = new RedisView([sentinels.First, sentinels.Second, .. sentinels.Sentinels]);
        await using var connection = await RedisConnection.ConnectAsync(view.DoorTo(sentinels.Sentinels[0]).Port);

        var address = Assert.IsType<object?[]>(await connection.SendAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", RedisSentinels.Name));

        Assert.Equal(view.DoorTo(sentinels.First).Port.ToString(CultureInfo.InvariantCulture), address[1]);
    }
}
