using System.Globalization;
using Fanout.Log.Redis;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Log.Tests;

/// <summary>The log on several servers: Cluster, and Sentinel with a failover.</summary>
public sealed class RedisTopologyTests : IAsyncDisposable
{
    private const int PartitionCount = 16;
    private const int UnfitLine = 1066;
    private const int NoLogLine = 1068;

    private readonly TestMeters _meters = new();
    private readonly RecordedLines _lines = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _meters.Dispose();
        return default;
    }

    [Fact]
    public async Task Cluster_keeps_partitions_on_different_servers_and_they_work_as_on_one()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync();
        await using RedisEventLog writing = await OpenAsync(ConnectionOf(cluster));
        await using RedisEventLog reading = await OpenAsync(ConnectionOf(cluster));
        for (int partition = 0; partition < PartitionCount; partition++)
        {
            string match = MatchIn(partition);
            await Hand.HeadAsync(reading, partition);
            Hand hand = await Hand.OpenAsync(writing, partition);
            Task news = reading.WaitForNewsAsync(partition, 1, Cancel).AsTask();
            await hand.AppendAsync(Drafts.Change(match, "a"));
            await hand.AppendAsync(Drafts.Change(match, "b"));
            await news;
            Assert.Equal(2, (await reading.ReadAsync(partition, LogPosition.Start, 10, Cancel)).Entries.Count);
            Assert.Equal(2, (await reading.ReadMatchAsync(match, MatchPosition.Start, 10, Cancel)).Entries.Count);
            Assert.Equal(SnapshotOutcome.Saved, await writing.SaveSnapshotAsync(await SnapshotAsync(writing, hand, match), Cancel));
            Assert.Equal(match, Assert.Single((await reading.ReadSnapshotAsync(partition, default, Cancel))!.Matches).MatchId);
            Assert.Equal(2ul, await writing.TrimAsync(partition, 2, Cancel));
        }
        Assert.All(cluster.Primaries, server => Assert.NotEqual(0L, server.SendAsync("DBSIZE").Result));
    }

    [Fact]
    public async Task A_partition_that_moves_to_another_server_of_the_Cluster_is_reopened_there_without_a_loss()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync();
        await using RedisEventLog log = await OpenAsync(ConnectionOf(cluster));
        var owner = new TestOwner();
        await using PartitionWriter writer = await WriterAsync(log, owner);
        var answers = new List<Task<AppendResult>>();
        int slot = await cluster.SlotAsync("fanout:{p0}:record");
        RedisServer from = await cluster.OwnerAsync(slot);
        RedisServer to = cluster.Primaries.First(server => server != from);

        Task moving = cluster.MoveAsync([slot], from, to);
        for (int number = 0; number < 200; number++)
        {
            answers.Add(owner.Change(writer, MatchIn(0), $"[{number}]").AsTask());
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }
        await moving;
        await Task.WhenAll(answers);

        await AssertStateAsync(log, writer, owner);
    }

    [Fact]
    public async Task A_failover_by_Sentinel_keeps_everything_that_the_holder_issued()
    {
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        await using RedisEventLog log = await OpenAsync(ConnectionOf(sentinels));
        var owner = new TestOwner();
        await using PartitionWriter writer = await WriterAsync(log, owner);
        for (int number = 0; number < 50; number++)
            await owner.Change(writer, MatchIn(0), $"[{number}]");

        await (await sentinels.PrimaryAsync()).KillAsync();
        for (int number = 50; number < 100; number++)
            await owner.Change(writer, MatchIn(0), $"[{number}]");

        await AssertStateAsync(log, writer, owner);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_was_answered_goes_with_its_holder_and_a_primary_without_replica_unless_one_is_waited_for(int waitReplicas)
    {
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        RedisEventLog log = await OpenAsync(ConnectionOf(sentinels), waitReplicas);
        var owner = new TestOwner();
        PartitionWriter writer = await WriterAsync(log, owner);
        await owner.Change(writer, MatchIn(0), "[both have it]");
        await Eventually.TrueAsync("the replica has it", () => HasAsync(sentinels.Second, sequence: 1));
        Task<AppendResult> answer;
        await using (await sentinels.HoldReplicaBackAsync())
        {
            answer = owner.Change(writer, MatchIn(0), "[one has it]").AsTask();
            await Eventually.TrueAsync("the primary has it", () => HasAsync(sentinels.First, sequence: 2));
            if (waitReplicas == 0)
                await answer;
            await sentinels.First.KillAsync();
        }
        await writer.DisposeAsync();
        await log.DisposeAsync();

        await sentinels.UntilPrimaryAsync(sentinels.Second);
        await using RedisEventLog promoted = await OpenAsync(ConnectionOf(sentinels));
        await Eventually.TrueAsync("the lease of the holder has ended", async () =>
            await promoted.ReadLeaseAsync(0, Cancel) is null);
        var next = new TestOwner();
        await using (await WriterAsync(promoted, next))
            Assert.Equal("[both have it]", next.States[MatchIn(0)]);
        Assert.Equal(waitReplicas == 0 ? AppendResultKind.Appended : AppendResultKind.Unconfirmed, (await answer).Kind);
    }

    [Fact]
    public async Task An_old_primary_that_was_started_again_and_takes_itself_for_the_primary_is_left_alone()
    {
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        await using RedisEventLog log = await OpenAsync(ConnectionOf(sentinels));
        await (await sentinels.PrimaryAsync()).KillAsync();
        await sentinels.UntilPrimaryAsync(sentinels.Second);
        string? promoted = null;
        await Eventually.TrueAsync("the promoted server is read", async () => (promoted = await RunAsync(log)) is not null);

        await sentinels.First.StartAgainAsync();
        var runs = new HashSet<string?>();
        for (Task demoted = sentinels.First.UntilReplicaAsync(); !demoted.IsCompletedSuccessfully; await Task.WhenAny(demoted, Pause()))
            runs.Add(await RunAsync(log) ?? promoted);

        Assert.Equal([promoted], runs);
    }

    [Fact]
    public async Task A_failover_to_a_server_that_must_not_keep_a_log_is_named_and_the_log_goes_on_there()
    {
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        await using RedisEventLog log = await OpenAsync(ConnectionOf(sentinels));
        await sentinels.Second.SendAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

        await (await sentinels.PrimaryAsync()).KillAsync();

        await sentinels.UntilPrimaryAsync(sentinels.Second);
        await Eventually.TrueAsync("the promoted server is read", async () => await RunAsync(log) is not null);
        await Eventually.TrueAsync("it is named", () => Task.FromResult(_lines.Of(UnfitLine).Count > 0));
        Assert.Contains("maxmemory-policy allkeys-lru", _lines.Of(UnfitLine)[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_primary_that_has_another_log_is_named_and_the_one_after_it_is_followed()
    {
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        await using RedisEventLog log = await OpenAsync(ConnectionOf(sentinels));
        await sentinels.Second.SendAsync("CONFIG", "SET", "replica-read-only", "no");
        await sentinels.Second.SendAsync("HSET", "fanout:{p0}:record", "partitions", "8");

        await sentinels.FailOverAsync(to: sentinels.Second);
        await Eventually.TrueAsync("it is named", () => Task.FromResult(_lines.Of(NoLogLine).Count > 0));
        await sentinels.Second.SendAsync("DEL", "fanout:{p0}:record");
        // A replica that has just loaded its data gets what came since with its next sign of life, up to a second later.
        await Eventually.TrueAsync(
            "the next one has no other log either", async () => await sentinels.First.SendAsync("EXISTS", "fanout:{p0}:record") is 0L);
        await sentinels.FailOverAsync(to: sentinels.First);

        await sentinels.Second.KillAsync(); // so that it is not what is read
        await Eventually.TrueAsync("the next one is read", async () => await RunAsync(log) is not null);
        Assert.Contains("8 partitions", _lines.Of(NoLogLine)[0].Text, StringComparison.Ordinal);
    }

    /// <summary>Whether a server has an entry of the first partition.</summary>
    private static async Task<bool> HasAsync(RedisServer server, int sequence) =>
        await server.SendAsync("HGET", "fanout:{p0}:record", "sequence") is string last
        && int.Parse(last, CultureInfo.InvariantCulture) >= sequence;

    private static Task Pause() => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);

    /// <summary>The run of the store that answers; null where none does.</summary>
    private static async Task<string?> RunAsync(RedisEventLog log)
    {
        try
        {
            return (await Hand.HeadAsync(log)).RunId;
        }
        catch (LogStorageException)
        {
            return null;
        }
    }

    private static string ConnectionOf(RedisSentinels sentinels) =>
        $"{string.Join(',', sentinels.Sentinels.Select(static server => server.EndPoint))},serviceName={RedisSentinels.Name}";

    private static string ConnectionOf(RedisCluster cluster) =>
        string.Join(',', cluster.Primaries.Select(static server => server.EndPoint));

    private static string MatchIn(int partition) => Enumerable.Range(0, 10_000)
        .Select(static number => $"match-{number}")
        .First(id => Partitioning.Of(id, PartitionCount) == partition);

    private static async Task<PartitionWriter> WriterAsync(RedisEventLog log, TestOwner owner)
    {
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        WriterOpening opening = await PartitionWriter.OpenAsync(log, 0, owner, options, TimeProvider.System, Cancel);
        return opening.Writer ?? throw new InvalidOperationException($"not opened: {opening.End}");
    }

    private static async Task<PartitionSnapshot> SnapshotAsync(RedisEventLog log, Hand hand, string match)
    {
        PartitionHead head = await Hand.HeadAsync(log, Partitioning.Of(match, PartitionCount));
        var saved = new MatchSnapshot(match, new MatchPosition(hand.Epoch, 2), "ab"u8.ToArray(), default);
        return new PartitionSnapshot
        {
            Partition = Partitioning.Of(match, PartitionCount),
            Position = head.Position,
            Chain = head.Chain,
            PublishedMs = head.PublishedMs,
            Matches = [saved],
        };
    }

    /// <summary>The partition is sealed, and the next writer gets the state that the owner had.</summary>
    private static async Task AssertStateAsync(RedisEventLog log, PartitionWriter writer, TestOwner owner)
    {
        await Eventually.TrueAsync("the partition is sealed", async () => (await Hand.HeadAsync(log)).Sealed);
        await writer.DisposeAsync();
        var next = new TestOwner();
        await using (await WriterAsync(log, next))
            Assert.Equal(owner.States, next.States);
    }

    private async Task<RedisEventLog> OpenAsync(string connection, int waitReplicas = 0)
    {
        var settings = new RedisLogSettings(connection, PartitionCount, waitReplicas, TimeSpan.FromSeconds(1));
        RedisEventLog log = RedisEventLog.Open(
            settings, TimeProvider.System, new EventLogMetrics(_meters, TimeProvider.System), _lines);
        await log.Connected;
        return log;
    }
}
