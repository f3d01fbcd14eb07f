using Fanout.Log.Redis;
using Fanout.Services.Processes;
using Fanout.Services.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests;

/// <summary>Appends that are answered once a replica has them, where WAIT could be content with something else.</summary>
public sealed class ReplicatedAppendTests : IDisposable
{
    private const string Match = "m1";

    private readonly TestMeters _meters = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task An_append_whose_script_the_server_forgot_is_not_answered_before_the_replica_has_it()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer replica = await RedisServer.StartAsync(new RedisSettings { ReplicaOf = primary.Port });
        await replica.UntilReplicaAsync();
        await using RedisEventLog log = await OpenAsync(primary.EndPoint);
        Hand hand = await Hand.OpenAsync(log);
        await UntilAnsweredAsync(log, hand, NextOf(hand));

        await Eventually.TrueAsync("the replica has told that it has all", () => HasToldAllAsync(primary));
        replica.Pause();
        await primary.SendAsync("SCRIPT", "FLUSH");
        Entry entry = NextOf(hand);

        Assert.Empty((await log.AppendAsync(hand.Request([entry]), Cancel)).Answers);
        Assert.Equal(2ul, (await Hand.HeadAsync(log)).Position.Sequence);
        replica.Resume();
        await UntilAnsweredAsync(log, hand, entry);
    }

    [Fact]
    public async Task An_append_to_a_partition_that_moved_is_not_answered_by_the_replica_of_the_server_before()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(withReplicas: true);
        string connection = string.Join(',', cluster.Primaries.Select(static server => server.EndPoint));
        await using RedisEventLog log = await OpenAsync(connection + ",configCheckSeconds=600"); // hears of it by MOVED
        await using RedisEventLog other = await OpenAsync(connection);
        Hand hand = await Hand.OpenAsync(log);
        await UntilAnsweredAsync(log, hand, NextOf(hand));
        int slot = await cluster.SlotAsync("fanout:{p0}:record");
        RedisServer from = await cluster.OwnerAsync(slot);
        int toIndex = Enumerable.Range(0, cluster.Primaries.Count).First(index => cluster.Primaries[index] != from);
        await cluster.MoveAsync([slot], from, cluster.Primaries[toIndex]);
        hand.RunId = (await Hand.HeadAsync(other)).RunId;
        await SealAsync(other, hand);

        cluster.Replicas[toIndex].Pause();
        Entry entry = NextOf(hand);
        await Eventually.EqualAsync(2ul, async () =>
        {
            Assert.Empty((await log.AppendAsync(hand.Request([entry]), Cancel)).Answers);
            return (await Hand.HeadAsync(other)).Position.Sequence;
        });
        cluster.Replicas[toIndex].Resume();
        await UntilAnsweredAsync(log, hand, entry);
    }

    [Fact]
    public async Task An_append_whose_primary_is_demoted_while_the_replica_is_waited_for_may_be_in_the_log()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer replica = await RedisServer.StartAsync(new RedisSettings { ReplicaOf = primary.Port });
        await using RedisServer other = await RedisServer.StartAsync();
        await replica.UntilReplicaAsync();
        await using RedisEventLog log = await OpenAsync(primary.EndPoint, waitFor: TimeSpan.FromSeconds(10));
        Hand hand = await Hand.OpenAsync(log);
        await UntilAnsweredAsync(log, hand, NextOf(hand));
        await Eventually.TrueAsync("the replica has told that it has all", () => HasToldAllAsync(primary));
        replica.Pause();

        Task<AppendAnswer> append = log.AppendAsync(hand.Request([NextOf(hand)]), Cancel).AsTask();
        await Eventually.TrueAsync("the primary has it", async () =>
            await primary.SendAsync("HGET", "fanout:{p0}:record", "sequence") is "2");
        await Eventually.TrueAsync("its connection waits for the replica", async () =>
            (await RedisInfo.OfAsync(primary, "clients"))["blocked_clients"] == "1");
        await primary.SendAsync("REPLICAOF", "127.0.0.1", $"{other.Port}");

        Assert.Empty((await append).Answers);
    }

    /// <summary>Numbers one more; the hand does not count it yet.</summary>
    private static Entry NextOf(Hand hand) => hand.Number(Drafts.Change(Match, $"{hand.Sequence}"));

    private static async Task<bool> HasToldAllAsync(RedisServer primary)
    {
        IReadOnlyDictionary<string, string> replication = await RedisInfo.OfAsync(primary, "replication");
        return replication["slave0"].Contains($"offset={replication["master_repl_offset"]},", StringComparison.Ordinal);
    }

    private static async Task UntilAnsweredAsync(RedisEventLog log, Hand hand, Entry entry)
    {
        await Eventually.TrueAsync("the append is answered", async () =>
            (await log.AppendAsync(hand.Request([entry]), Cancel)).Answers is
                [{ Outcome: AppendOutcome.Appended or AppendOutcome.Duplicate }]);
        hand.Advance(entry);
    }

    private static async Task SealAsync(RedisEventLog log, Hand hand) =>
        Assert.Equal(
            SealOutcome.Sealed,
            await log.SealAsync(
                new SealRequest
                {
                    Partition = 0,
                    Fence = hand.Fence,
                    RunId = hand.RunId,
                    Head = new LogPosition(hand.Epoch, hand.Sequence),
                    Chain = hand.Chain,
                    Epoch = hand.Epoch,
                },
                Cancel));

    private async Task<RedisEventLog> OpenAsync(string connection, TimeSpan? waitFor = null)
    {
        var settings = new RedisLogSettings(
            connection, PartitionCount: 1, WaitReplicas: 1, waitFor ?? TimeSpan.FromMilliseconds(200));
        RedisEventLog log = RedisEventLog.Open(
            settings, TimeProvider.System, new EventLogMetrics(_meters, TimeProvider.System), NullLogger.Instance);
        await log.Connected;
        return log;
    }
}
