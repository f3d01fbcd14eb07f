using Fanout.Log.Redis;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Log.Tests;

/// <summary>What a holder asks before it gives a partition up: whether a second server has what it appended.</summary>
public sealed class RedisReplicasTests : IDisposable
{
    private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(300);

    private readonly TestMeters _meters = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task A_partition_is_copied_when_a_replica_has_its_end_and_not_while_all_are_behind()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer replica = await RedisServer.StartAsync(new RedisSettings { ReplicaOf = primary.Port });
        await replica.UntilReplicaAsync();
        await using RedisEventLog log = await RedisLogs.OpenAsync(primary, _meters);
        Hand hand = await Hand.OpenAsync(log);
        await hand.AppendAsync(Drafts.Change("m1", "a"));
        await Eventually.TrueAsync("the replica has it", async () => await log.IsCopiedAsync(0, AtMost, Cancel));

        replica.Pause();
        await hand.AppendAsync(Drafts.Change("m1", "b"));
        Assert.False(await log.IsCopiedAsync(0, AtMost, Cancel));

        replica.Resume();
        await Eventually.TrueAsync("the replica has it again", async () => await log.IsCopiedAsync(0, AtMost, Cancel));
    }

    [Fact]
    public async Task A_server_without_replicas_has_nobody_to_wait_for()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisEventLog log = await RedisLogs.OpenAsync(server, _meters);
        await (await Hand.OpenAsync(log)).AppendAsync(Drafts.Change("m1", "a"));

        Assert.True(await log.IsCopiedAsync(0, AtMost, Cancel));

        await server.KillAsync();
        await server.StartAgainAsync();
        await Eventually.TrueAsync("the holder has not sealed it again", async () => !await TryIsCopiedAsync(log));

        await server.KillAsync();
        await Assert.ThrowsAsync<LogStorageException>(async () => await log.IsCopiedAsync(0, AtMost, Cancel));
    }

    /// <summary>True until it can be asked.</summary>
    private static async Task<bool> TryIsCopiedAsync(RedisEventLog log)
    {
        try
        {
            return await log.IsCopiedAsync(0, AtMost, Cancel);
        }
        catch (LogStorageException)
        {
            return true;
        }
    }
}
