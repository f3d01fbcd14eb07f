using System.Globalization;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Fanout.Services.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fanout.Ingest.Tests.Feeds.Kafka;

/// <summary>A feed that comes by topics of Kafka.</summary>
public sealed class KafkaFeedTests : IAsyncDisposable
{
    private const string Topic = "scores";
    private const string Group = $"fanout-{FeedHost.Feed}";

    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);
    private readonly MockKafka _kafka = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _kafka.Dispose();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task Messages_come_into_the_log_in_their_order_and_are_committed_then()
    {
        await ProduceAsync(0, 20);
        await using (await FeedHost.StartAsync(_log, Options()))
        {
            await ProduceAsync(20, 100);
            await HasAsync(100);
        }
        Assert.Equal(Ids(100), await FeedHost.EventsAsync(_log, "m1"));
        Assert.Equal(100, _kafka.Committed(Group, Topic));
    }

    [Fact]
    public async Task A_process_that_is_killed_at_any_moment_loses_nothing_and_tells_nothing_twice()
    {
        var random = new Random(Environment.ProcessId);
        var count = 0;
        for (var life = 0; life < 4; life++)
        {
            await using var host = await FeedHost.StartAsync(_log, Options());
            await ProduceAsync(count, count += 100);
            var before = (await FeedHost.EventsAsync(_log, "m1")).Count;
            await HasAsync(Math.Min(count, before + random.Next(80)));
            await host.KillAsync();
        }
        await using var end = await FeedHost.StartAsync(_log, Options());
        await HasAsync(count);
        Assert.Equal(Ids(count), await FeedHost.EventsAsync(_log, "m1"));
        Assert.Empty(end.Memory.Poison);
    }

    [Fact]
    public async Task What_was_taken_back_before_and_after_a_kill_is_taken_back()
    {
        var options = Options();
        options.Format = TakenBack.Format;
        for (var document = 0; document < TakenBack.Documents.Count; document++)
        {
            await using var host = await FeedHost.StartAsync(_log, options);
            await _kafka.ProduceAsync(Topic, TakenBack.Documents[document], TakenBack.Match);
            await TakenBack.ReachedAsync(_log, document);
            await TakenBack.KeptAsync(host, document + 1);
            await host.KillAsync();
        }
    }

    [Fact]
    public async Task What_comes_again_because_nobody_committed_it_takes_no_match_back_to_an_earlier_document()
    {
        var options = Options();
        options.Format = TakenBack.Format;
        await using (var host = await FeedHost.StartAsync(_log, options))
        {
            for (var document = 0; document < 2; document++)
            {
                await _kafka.ProduceAsync(Topic, TakenBack.Documents[document], TakenBack.Match);
                await TakenBack.ReachedAsync(_log, document);
            }
            await TakenBack.KeptAsync(host, 2);
        }

        options.Kafka.Group = "begins-anew"; // a group that has committed nothing is given everything
        await using var next = await FeedHost.StartAsync(_log, options);
        await _kafka.ProduceAsync(Topic, TakenBack.Documents[2], TakenBack.Match);
        await TakenBack.ReachedAsync(_log, 2); // with two goals: the first would come back as a third
    }

    [Fact]
    public async Task Who_is_given_the_partition_of_another_process_that_lives_on_knows_what_it_had_read()
    {
        var options = Options();
        options.Format = TakenBack.Format;
        await using var first = await FeedHost.StartAsync(_log, options, ClusterNode.FreeAddress());
        await IngestHost.EventuallyAsync(() => Task.FromResult(first.Ingest.Places.MemoryOf(FeedHost.Feed) is not null));
        await _kafka.ProduceAsync(Topic, TakenBack.Documents[0], TakenBack.Match);
        await TakenBack.ReachedAsync(_log, 0);
        await _kafka.ProduceAsync(Topic, TakenBack.Documents[1], TakenBack.Match);
        await TakenBack.ReachedAsync(_log, 1);
        await TakenBack.KeptAsync(first, 2);

        // The first process holds the feed's place in the log; the second takes the partitions from it.
        await using var second = await FeedHost.StartAsync(_log, options, ClusterNode.FreeAddress());
        await first.Services.GetServices<IHostedService>().OfType<FeedService>().Single().StopAsync(Cancel);
        await _kafka.ProduceAsync(Topic, TakenBack.Documents[2], TakenBack.Match);
        await TakenBack.ReachedAsync(_log, 2);
        await TakenBack.KeptAsync(first, 3);
    }

    [Fact]
    public async Task While_the_log_is_away_nothing_is_committed_and_fetching_pauses()
    {
        var away = new AwayLog(_log);
        await using var host = await FeedHost.StartAsync(away, Options(queuedMax: 4));
        await ProduceAsync(0, 1);
        await HasAsync(1);
        await IngestHost.EventuallyAsync(() => Task.FromResult(_kafka.Committed(Group, Topic) == 1));
        var retries = host.Retries.Values.Count; // the log may have taken its time to open
        away.IsAway = true;
        await ProduceAsync(1, 60);
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Retries.Values.Count > retries + 2));
        Assert.Equal(1, _kafka.Committed(Group, Topic));

        away.IsAway = false;
        await HasAsync(60);
        await IngestHost.EventuallyAsync(() => Task.FromResult(_kafka.Committed(Group, Topic) == 60));
        Assert.Equal(Ids(60), await FeedHost.EventsAsync(_log, "m1"));
    }

    [Fact]
    public async Task Poison_is_put_aside_with_bytes_and_place_and_the_feed_goes_on()
    {
        await using var host = await FeedHost.StartAsync(_log, Options());
        await _kafka.ProduceAsync(Topic, "not an event", "m1");
        await ProduceAsync(0, 1);
        await HasAsync(1);
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Poison.Count > 0)); // noted behind the events
        var poison = Assert.Single(host.Memory.Poison);
        Assert.Equal("not an event", poison.Content.ToStringUtf8());
        Assert.Matches("^topic scores, partition [0-9]+, offset 0$", poison.Place);
    }

    [Fact]
    public async Task Two_processes_share_the_partitions_and_any_of_them_puts_poison_aside()
    {
        await using var first = await FeedHost.StartAsync(_log, Options(), ClusterNode.FreeAddress());
        await IngestHost.EventuallyAsync(() => Task.FromResult(first.Ingest.Places.MemoryOf(FeedHost.Feed) is not null));
        await using var second = await FeedHost.StartAsync(_log, Options(), ClusterNode.FreeAddress());
        for (var round = 0; second.PutAside.Values.Count == 0; round++)
        {
            for (var key = 0; key < 16; key++)
                await _kafka.ProduceAsync(Topic, $"not an event {round} {key}", key.ToString(CultureInfo.InvariantCulture));
            await IngestHost.EventuallyAsync(() =>
                Task.FromResult(first.PutAside.Values.Count + second.PutAside.Values.Count >= (round + 1) * 16));
        }
        await IngestHost.EventuallyAsync(() => Task.FromResult(first.Memory.PoisonCount >= 16)); // some are forwarded
        Assert.Empty(second.Memory.Poison); // it is the holder's
    }

    private async Task ProduceAsync(int first, int end)
    {
        for (var i = first; i < end; i++) await _kafka.ProduceAsync(Topic, Event(i), "m1");
    }

    private Task HasAsync(int count) =>
        IngestHost.EventuallyAsync(async () => (await FeedHost.EventsAsync(_log, "m1")).Count >= count);

    private static string Event(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"m1-e{{number}}","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"},"stat":{"key":"shots","home":{{number}},"away":0} }""");

    private static IEnumerable<string> Ids(int count) =>
        Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"m1-e{i}"));

    private FeedOptions Options(int queuedMax = 256)
    {
        var options = new FeedOptions { Transport = "kafka", Format = "canonical" };
        (options.Kafka.Servers, options.Kafka.Topics, options.Kafka.QueuedMax) = (_kafka.Servers, Topic, queuedMax);
        options.Kafka.Settings["session.timeout.ms"] = "6000";
        return options;
    }
}
