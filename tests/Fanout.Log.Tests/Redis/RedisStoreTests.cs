using Fanout.Log.Redis;
using Fanout.Services.Processes;
using Fanout.Services.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

/// <summary>What only a real Redis does: loses everything, fails over, runs out of memory, forgets scripts.</summary>
public sealed class RedisStoreTests : IAsyncDisposable
{
    private const int PartitionCount = 4;
    private static readonly string Match = Enumerable.Range(0, 10_000).Select(static number => $"match-{number}")
        .First(static id => Partitioning.Of(id, PartitionCount) == 0);

    private readonly TestMeters _meters = new();
    private readonly List<IAsyncDisposable> _open = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        for (int index = _open.Count - 1; index >= 0; index--)
            await _open[index].DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task After_FLUSHALL_nothing_is_taken_before_somebody_reopens_the_partition()
    {
        RedisServer server = await ServerAsync();
        RedisEventLog log = await OpenAsync(server);
        Hand hand = await Hand.OpenAsync(log);
        await hand.AppendAsync(Drafts.Change(Match, "a"));

        await server.SendAsync("FLUSHALL");
        EntryAnswer answer = await hand.TryAsync(hand.Number(Drafts.Change(Match, "b")));

        Assert.Equal(AppendOutcome.Unsealed, answer.Outcome);
        PartitionHead head = await Hand.HeadAsync(log);
        Assert.Equal((LogPosition.Start, false), (head.Position, head.Sealed));
    }

    [Fact]
    public async Task A_writer_puts_everything_into_a_new_epoch_of_a_store_that_lost_it()
    {
        RedisServer server = await ServerAsync();
        RedisEventLog log = await OpenAsync(server);
        var owner = new TestOwner();
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        WriterOpening opening = await PartitionWriter.OpenAsync(log, 0, owner, options, TimeProvider.System, Cancel);
        await using PartitionWriter writer = opening.Writer!;
        Assert.Equal(AppendResultKind.Appended, (await owner.Change(writer, Match, "a")).Kind);
        uint epoch = writer.Epoch;

        await server.KillAsync();
        await server.StartAgainAsync(empty: true);
        await owner.Change(writer, Match, "b"); // may be answered either way: its effect is in the restated state
        await Eventually.TrueAsync("the partition is sealed", async () => (await TryHeadAsync(log))?.Sealed == true);

        Assert.NotEqual(epoch, writer.Epoch);
        var next = new TestOwner();
        await writer.DisposeAsync();
        WriterOpening successor = await PartitionWriter.OpenAsync(
            log, 0, next, options with { Holder = PartitionWriterOptions.DrawHolder() }, TimeProvider.System, Cancel);
        await successor.Writer!.DisposeAsync();
        Assert.Equal("ab", next.States[Match]);
    }

    [Fact]
    public async Task A_promoted_replica_takes_nothing_before_it_was_reopened_and_a_demoted_primary_answers_nothing()
    {
        RedisServer primary = await ServerAsync();
        RedisServer replica = await ServerAsync(new RedisSettings { ReplicaOf = primary.Port });
        RedisEventLog before = await OpenAsync(primary);
        Hand hand = await Hand.OpenAsync(before);
        await hand.AppendAsync(Drafts.Change(Match, "a"));
        await Eventually.TrueAsync(
            "the replica has the entry", async () => (await ReplicatedAsync(primary)) == (await ReplicatedAsync(replica)));

        await replica.SendAsync("REPLICAOF", "NO", "ONE");
        RedisEventLog after = await OpenAsync(replica);
        var promoted = new Hand(after, 0)
        {
            Fence = hand.Fence,
            RunId = hand.RunId,
            Epoch = hand.Epoch,
            Sequence = hand.Sequence,
            Chain = hand.Chain,
        };
        Entry next = promoted.Number(Drafts.Change(Match, "b"));
        Assert.Equal(AppendOutcome.Unsealed, (await promoted.TryAsync(next with { MatchSequence = 2 })).Outcome);
        Assert.False((await Hand.HeadAsync(after)).Sealed);

        await primary.SendAsync("REPLICAOF", "127.0.0.1", $"{replica.Port}");
        await Eventually.TrueAsync("the demoted primary refuses to answer", async () => await TryHeadAsync(before) is null);
        Assert.Empty((await before.AppendAsync(hand.Request([next]), Cancel)).Answers); // unknown
    }

    [Fact]
    public async Task A_primary_that_was_demoted_and_promoted_again_in_one_life_is_another_run()
    {
        RedisServer primary = await ServerAsync();
        RedisServer other = await ServerAsync();
        RedisEventLog log = await OpenAsync(primary);
        Hand hand = await Hand.OpenAsync(log);
        await hand.AppendAsync(Drafts.Change(Match, "a"));

        await primary.SendAsync("REPLICAOF", "127.0.0.1", $"{other.Port}");
        await primary.SendAsync("REPLICAOF", "NO", "ONE");
        await Eventually.TrueAsync("the log is read again", async () => await TryHeadAsync(log) is not null);

        Assert.NotEqual(hand.RunId, (await Hand.HeadAsync(log)).RunId);
    }

    [Fact]
    public async Task Out_of_memory_denies_appends_in_words_and_goes_on_reading_and_renewing()
    {
        RedisServer server = await ServerAsync();
        RedisEventLog log = await OpenAsync(server);
        Hand hand = await Hand.OpenAsync(log);
        EntryPlace place = await hand.AppendAsync(Drafts.Change(Match, "a", "key"));

        await server.SendAsync("CONFIG", "SET", "maxmemory", "1");
        LogStorageException failure = await Assert.ThrowsAsync<LogStorageException>(
            () => hand.TryAsync(hand.Number(Drafts.Change(Match, "b"))));
        Assert.Contains("out of memory", failure.Message, StringComparison.Ordinal);
        Assert.Equal(place.Position, (await Hand.HeadAsync(log)).Position);
        Assert.Equal(place, (await log.FindKeyAsync(0, "key", Cancel))?.Place);
        Assert.True(await log.RenewLeaseAsync(0, hand.Fence, Cancel));

        await server.SendAsync("CONFIG", "SET", "maxmemory", "0");
        await hand.AppendAsync(Drafts.Change(Match, "b"));
    }

    [Fact]
    public async Task Without_the_replicas_that_it_wants_a_server_takes_nothing_and_goes_on_reading()
    {
        RedisServer server = await ServerAsync();
        RedisEventLog log = await OpenAsync(server);
        Hand hand = await Hand.OpenAsync(log);
        EntryPlace place = await hand.AppendAsync(Drafts.Change(Match, "a", "key"));

        await server.SendAsync("CONFIG", "SET", "min-replicas-to-write", "1");

        Assert.Empty((await log.AppendAsync(hand.Request([hand.Number(Drafts.Change(Match, "b"))]), Cancel)).Answers);
        Assert.Equal(place.Position, (await Hand.HeadAsync(log)).Position);
        Assert.Equal(place, (await log.FindKeyAsync(0, "key", Cancel))?.Place);
        Assert.Equal(hand.Fence, (await log.ReadLeaseAsync(0, Cancel))?.Fence);
    }

    [Fact]
    public async Task Scripts_that_the_server_forgot_are_sent_again()
    {
        RedisServer server = await ServerAsync();
        RedisEventLog log = await OpenAsync(server);
        Hand hand = await Hand.OpenAsync(log);
        await server.SendAsync("SCRIPT", "FLUSH");
        await hand.AppendAsync(Drafts.Change(Match, "a"));
        Assert.Equal(1ul, (await Hand.HeadAsync(log)).Position.Sequence);
    }

    [Fact]
    public async Task Requests_without_an_answer_are_unknown_and_reads_fail()
    {
        RedisServer server = await ServerAsync();
        RedisEventLog log = await OpenAsync(server);
        Hand hand = await Hand.OpenAsync(log);
        await server.KillAsync();
        AppendRequest request = hand.Request([hand.Number(Drafts.Change(Match, "a"))]);
        Assert.Empty((await log.AppendAsync(request, Cancel)).Answers);
        await Assert.ThrowsAsync<LogStorageException>(() => Hand.HeadAsync(log));
    }

    [Fact]
    public async Task A_hint_wakes_another_process_whose_clock_stands_still()
    {
        RedisServer server = await ServerAsync();
        RedisEventLog writing = await OpenAsync(server);
        RedisEventLog reading = await OpenAsync(server, time: new FakeTimeProvider());
        Hand hand = await Hand.OpenAsync(writing);
        await Hand.HeadAsync(reading);
        for (ulong sequence = 0; sequence < 20; sequence++)
        {
            Task news = reading.WaitForNewsAsync(0, sequence, Cancel).AsTask();
            await hand.AppendAsync(Drafts.Change(Match, "a"));
            await news; // the next look by the clock never comes
            Assert.Equal(sequence + 1, (await Hand.HeadAsync(reading)).Position.Sequence);
        }
    }

    [Fact]
    public async Task An_append_that_must_be_replicated_is_unknown_without_a_replica_and_answered_with_one()
    {
        RedisServer primary = await ServerAsync();
        RedisEventLog log = await OpenAsync(primary, waitReplicas: 1);
        Hand hand = await Hand.OpenAsync(log);
        Entry entry = hand.Number(Drafts.Change(Match, "a"));
        Assert.Empty((await log.AppendAsync(hand.Request([entry]), Cancel)).Answers);
        Assert.Equal(1ul, (await Hand.HeadAsync(log)).Position.Sequence); // readers do not wait for replicas

        await ServerAsync(new RedisSettings { ReplicaOf = primary.Port });
        await Eventually.TrueAsync("the primary has its replica", async () =>
            $"{await primary.SendAsync("INFO", "replication")}".Contains("state=online", StringComparison.Ordinal));
        hand.RunId = (await Hand.HeadAsync(log)).RunId; // a history with a replica has a name of its own
        Assert.Equal(SealOutcome.Sealed, await SealAsync(log, hand, entry));
        await Eventually.EqualAsync(
            AppendOutcome.Duplicate,
            async () => (await log.AppendAsync(hand.Request([entry]), Cancel)).Answers.SingleOrDefault().Outcome);
    }

    [Fact]
    public async Task A_user_needs_no_more_rights_than_the_manual_gives_it()
    {
        RedisServer server = await ServerAsync(new RedisSettings { Users = [$"live on >secret {RightsOfTheManual()}"] });
        RedisEventLog log = await OpenAsync(server, options: ",user=live,password=secret");
        Hand hand = await Hand.OpenAsync(log);
        Task news = log.WaitForNewsAsync(0, 0, Cancel).AsTask();
        EntryPlace place = await hand.AppendAsync(Drafts.Change(Match, "a"));
        await news;
        var snapshot = new PartitionSnapshot
        {
            Partition = 0,
            Position = place.Position,
            Chain = hand.Chain,
            PublishedMs = place.PublishedMs,
            Matches = [new MatchSnapshot(Match, place.MatchPosition, "a"u8.ToArray(), default)],
        };
        Assert.Equal(SnapshotOutcome.Saved, await log.SaveSnapshotAsync(snapshot, Cancel));
        Assert.Equal(1ul, await log.TrimAsync(0, 1, Cancel));
        Assert.Single((await log.ReadSnapshotAsync(0, default, Cancel))!.Matches);
    }

    [Theory]
    [InlineData("127.0.0.1:6379", true)]
    [InlineData("a:1,b:2,c:3", true)]
    [InlineData("a:26379,b:26379,serviceName=live,password=x", true)]
    [InlineData("serviceName=live", false)]
    [InlineData("a:1,color=red", false)]
    public void A_connection_string_is_read_or_its_problem_named(string text, bool isRead) =>
        Assert.Equal(isRead, RedisEventLog.ProblemOf(text) is null);

    private static async Task<SealOutcome> SealAsync(RedisEventLog log, Hand hand, Entry head) =>
        await log.SealAsync(
            new SealRequest
            {
                Partition = 0,
                Fence = hand.Fence,
                RunId = hand.RunId,
                Head = head.Position,
                Chain = head.Chain,
                Epoch = head.Epoch,
            },
            Cancel);

    private static string RightsOfTheManual()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fanout.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not within the repository");
        string line = File.ReadLines(Path.Combine(folder, "docs", "operations", "redis.md"))
            .Single(static text => text.StartsWith("Rights of the user", StringComparison.Ordinal));
        return line.Split('`')[1];
    }

    private static async Task<string> ReplicatedAsync(RedisServer server) =>
        $"{await server.SendAsync("XLEN", "fanout:{p0}:entries")}";

    private static async Task<PartitionHead?> TryHeadAsync(RedisEventLog log)
    {
        try
        {
            return await Hand.HeadAsync(log);
        }
        catch (LogStorageException)
        {
            return null;
        }
    }

    private async Task<RedisServer> ServerAsync(RedisSettings? settings = null)
    {
        RedisServer server = await RedisServer.StartAsync(settings);
        _open.Add(server);
        return server;
    }

    private async Task<RedisEventLog> OpenAsync(
        RedisServer server, int waitReplicas = 0, string options = "", TimeProvider? time = null)
    {
        var settings = new RedisLogSettings(
            server.EndPoint + options, PartitionCount, waitReplicas, TimeSpan.FromMilliseconds(200));
        RedisEventLog log = RedisEventLog.Open(
            settings,
            time ?? TimeProvider.System,
            new EventLogMetrics(_meters, TimeProvider.System),
            NullLogger.Instance);
        _open.Add(log);
        await log.Connected;
        return log;
    }
}
