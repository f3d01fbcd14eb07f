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
    public async Task A_replica_that_is_gone_is_no_reason_to_count_on_none()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer replica = await RedisServer.StartAsync(new RedisSettings { ReplicaOf = primary.Port });
        await replica.UntilReplicaAsync();
        await using RedisEventLog log = await RedisLogs.OpenAsync(primary, _meters);
        await (await Hand.OpenAsync(log)).AppendAsync(Drafts.Change("m1", "a"));
        await Eventually.TrueAsync("the replica has it", async () => await log.IsCopiedAsync(0, AtMost, Cancel));

        await replica.KillAsync();
        await UntilUnlistedAsync(primary);

        Assert.False(await log.IsCopiedAsync(0, AtMost, Cancel));
        await replica.StartAgainAsync();
        await Eventually.TrueAsync("the replica has it again", async () => await log.IsCopiedAsync(0, AtMost, Cancel));
    }

    [Fact]
    public async Task A_primary_that_runs_anew_is_told_by_Sentinels_that_it_has_a_replica()
    {
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        string connection = string.Join(',', sentinels.Sentinels.Select(static server => server.EndPoint));
        await using RedisEventLog log = await RedisLogs.OpenAsync(
            $"{connection},serviceName={RedisSentinels.Name}", _meters);

        await AssertNotCopiedWithoutBacklogAsync(log, sentinels.First, sentinels.Second);
    }

    [Fact]
    public async Task A_primary_of_a_Cluster_that_runs_anew_still_has_its_replica()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(withReplicas: true);
        RedisServer primary = await cluster.OwnerAsync(await cluster.SlotAsync("fanout:{p0}:record"));
        RedisServer replica = cluster.Replicas[cluster.Primaries.ToList().IndexOf(primary)];
        await using RedisEventLog log = await RedisLogs.OpenAsync(primary.EndPoint, _meters);

        await AssertNotCopiedWithoutBacklogAsync(log, primary, replica);
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

    /// <summary>A primary without a backlog is as one that has just been started: it remembers no replica.</summary>
    private static async Task AssertNotCopiedWithoutBacklogAsync(RedisEventLog log, RedisServer primary, RedisServer replica)
    {
        await primary.SendAsync("CONFIG", "SET", "repl-backlog-ttl", "1");
        await replica.KillAsync();
        await Eventually.TrueAsync("the primary has no backlog", async () =>
            (await RedisInfo.OfAsync(primary, "replication"))["repl_backlog_active"] == "0");
        await (await Hand.OpenAsync(log)).AppendAsync(Drafts.Change("m1", "a"));

        Assert.True((await Hand.HeadAsync(log)).Sealed);
        Assert.False(await log.IsCopiedAsync(0, AtMost, Cancel));
    }

    private static Task UntilUnlistedAsync(RedisServer primary) =>
        Eventually.TrueAsync("the primary lists no replica", async () =>
            (await RedisInfo.OfAsync(primary, "replication"))["connected_slaves"] == "0");

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
