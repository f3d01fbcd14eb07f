using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.Services;

public sealed class RedisClusterTests
{
    [Fact]
    public async Task Each_key_is_where_its_slot_is_also_after_a_move()
    {
        await using var cluster = await RedisCluster.StartAsync(new() { Password = "secret" });
        var slot = await cluster.SlotAsync("goal");
        var owner = await cluster.OwnerAsync(slot);
        await owner.SendAsync("SET", "goal", "1");
        var other = cluster.Primaries.First(server => server != owner);

        var refusal = await Assert.ThrowsAsync<RedisErrorException>(() => other.SendAsync("GET", "goal"));
        Assert.Equal($"MOVED {slot} {owner.EndPoint}", refusal.Message);

        await cluster.MoveAsync([slot], owner, other);

        Assert.Equal("1", await other.SendAsync("GET", "goal"));
        Assert.Same(other, await cluster.OwnerAsync(slot));
    }

    [Fact]
    public async Task A_replica_stands_in_for_a_primary_that_was_killed()
    {
        await using var cluster = await RedisCluster.StartAsync(withReplicas: true);
        var slot = await cluster.SlotAsync("goal");
        var owner = await cluster.OwnerAsync(slot);
        await owner.SendAsync("SET", "goal", "1");
        Assert.Equal(1L, await owner.SendAsync("WAIT", "1", "10000"));

        await owner.KillAsync();

        var replica = cluster.Replicas[cluster.Primaries.Index().Single(primary => primary.Item == owner).Index];
        await Eventually.TrueAsync("the replica has its slots", async () => await cluster.OwnerAsync(slot) == replica);
        Assert.Equal("1", await replica.SendAsync("GET", "goal"));
    }
}
