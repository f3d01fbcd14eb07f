using System.Globalization;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Fanout.Services.RabbitMq;

namespace Fanout.Ingest.Tests.Feeds.Amqp;

/// <summary>A feed that comes by a queue of a real RabbitMQ.</summary>
public sealed class AmqpFeedTests(AmqpSite site) : IClassFixture<AmqpSite>, IAsyncDisposable
{
    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Theory]
    [InlineData("classic", false)]
    [InlineData("quorum", true)]
    public async Task Messages_come_into_the_log_in_their_order_and_are_acknowledged(string queue, bool isQuorum)
    {
        var server = await site.ServerAsync();
        await using var provider = await AmqpPublisher.ConnectAsync(server);
        await provider.DeclareAsync(queue, isQuorum);
        for (var i = 0; i < 20; i++) await provider.PublishAsync(queue, Event(i));
        await using (await FeedHost.StartAsync(_log, Options(server, queue)))
        {
            for (var i = 20; i < 100; i++) await provider.PublishAsync(queue, Event(i));
            await HasAsync(100);
        }
        Assert.Equal(Ids(100), await FeedHost.EventsAsync(_log, "m1"));
        Assert.Equal(0u, await provider.WaitingAsync(queue));
    }

    [Fact]
    public async Task A_process_that_is_killed_at_any_moment_loses_nothing_and_tells_nothing_twice()
    {
        var server = await site.ServerAsync();
        await using var provider = await AmqpPublisher.ConnectAsync(server);
        await provider.DeclareAsync("killed");
        var random = new Random(Environment.ProcessId);
        var count = 0;
        for (var life = 0; life < 5; life++)
        {
            var host = await FeedHost.StartAsync(_log, Options(server, "killed"));
            await using var ending = host;
            for (var last = count + 150; count < last; count++) await provider.PublishAsync("killed", Event(count));
            var before = (await FeedHost.EventsAsync(_log, "m1")).Count;
            await HasAsync(Math.Min(count, before + random.Next(100)));
            await host.KillAsync();
        }
        await using var end = await FeedHost.StartAsync(_log, Options(server, "killed"));
        await HasAsync(count);
        Assert.Equal(Ids(count), await FeedHost.EventsAsync(_log, "m1"));
        Assert.Empty(end.Memory.Poison);
    }

    [Fact]
    public async Task What_was_taken_back_before_and_after_a_kill_is_taken_back()
    {
        var server = await site.ServerAsync();
        await using var provider = await AmqpPublisher.ConnectAsync(server);
        await provider.DeclareAsync("taken-back");
        var options = Options(server, "taken-back");
        options.Format = TakenBack.Format;
        for (var document = 0; document < TakenBack.Documents.Count; document++)
        {
            await using var host = await FeedHost.StartAsync(_log, options);
            await provider.PublishAsync("taken-back", TakenBack.Documents[document]);
            await TakenBack.ReachedAsync(_log, document);
            await TakenBack.KeptAsync(host, document + 1);
            await host.KillAsync();
        }
    }

    [Fact]
    public async Task While_the_log_is_away_the_broker_keeps_all_but_the_prefetched_messages()
    {
        var server = await site.ServerAsync();
        await using var provider = await AmqpPublisher.ConnectAsync(server);
        await provider.DeclareAsync("away");
        var away = new AwayLog(_log);
        await using var host = await FeedHost.StartAsync(away, Options(server, "away", prefetch: 5));
        await provider.PublishAsync("away", Event(0));
        await HasAsync(1);
        var retries = host.Retries.Values.Count; // the log may have taken its time to open
        away.IsAway = true;
        for (var i = 1; i < 50; i++) await provider.PublishAsync("away", Event(i));
        await IngestHost.EventuallyAsync(async () => await provider.WaitingAsync("away") == 44); // and five are with us
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Retries.Values.Count > retries + 1));
        Assert.Equal(44u, await provider.WaitingAsync("away"));

        away.IsAway = false;
        await HasAsync(50);
        Assert.Equal(Ids(50), await FeedHost.EventsAsync(_log, "m1"));
    }

    [Fact]
    public async Task Poison_is_put_aside_with_bytes_and_place_and_never_comes_again()
    {
        var server = await site.ServerAsync();
        await using var provider = await AmqpPublisher.ConnectAsync(server);
        await provider.DeclareAsync("poison");
        await using (var host = await FeedHost.StartAsync(_log, Options(server, "poison")))
        {
            await provider.PublishAsync("poison", Event(0));
            await provider.PublishAsync("poison", "not an event", "p-1");
            await provider.PublishAsync("poison", """{"id":"x","match":"m1","at":"2026-11-22T18:00:00Z","void":{"incident":""}}""", "p-2");
            await provider.PublishAsync("poison", new string('x', 5000), "p-3");
            await provider.PublishAsync("poison", Event(1));
            await HasAsync(2);
            await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Poison.Count == 3));
            Assert.Equal(
                ["queue poison, message p-1", "queue poison, message p-2", "queue poison, message p-3"],
                host.Memory.Poison.Select(static poison => poison.Place));
            Assert.Equal("not an event", host.Memory.Poison[0].Content.ToStringUtf8());
            Assert.Contains("void.incident: missing", host.Memory.Poison[1].Reason, StringComparison.Ordinal);
            Assert.Equal((1024, 5000u), (host.Memory.Poison[2].Content.Length, host.Memory.Poison[2].Size));
        }
        Assert.Equal(0u, await provider.WaitingAsync("poison"));
        await using var next = await FeedHost.StartAsync(_log, Options(server, "poison"));
        await IngestHost.EventuallyAsync(() => Task.FromResult(next.Memory.Poison.Count == 3));
    }

    [Fact]
    public async Task A_queue_that_is_declared_later_or_deleted_or_whose_broker_dies_is_waited_for()
    {
        await using var server = await RabbitServer.StartAsync(); // its own, as it dies
        await using var host = await FeedHost.StartAsync(_log, Options(server, "late"));
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Retries.Values.Count > 0));
        await using (var provider = await AmqpPublisher.ConnectAsync(server))
        {
            await provider.DeclareAsync("late");
            await provider.PublishAsync("late", Event(0));
            await HasAsync(1);
            await provider.DeleteAsync("late");
            var retries = host.Retries.Values.Count;
            await IngestHost.EventuallyAsync(() => Task.FromResult(host.Retries.Values.Count > retries));
            await provider.DeclareAsync("late");
            await provider.PublishAsync("late", Event(1));
            await HasAsync(2);
        }
        await server.KillAsync();
        await server.StartAgainAsync();
        await using (var provider = await AmqpPublisher.ConnectAsync(server))
        {
            await provider.DeclareAsync("late"); // a broker that is killed can forget what was declared in its last seconds
            await provider.PublishAsync("late", Event(2));
            await HasAsync(3);
        }
    }

    private Task HasAsync(int count) =>
        IngestHost.EventuallyAsync(async () => (await FeedHost.EventsAsync(_log, "m1")).Count >= count);

    private static IEnumerable<string> Ids(int count) =>
        Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"e{i}"));

    private static string Event(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"e{{number}}","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"},"stat":{"key":"shots","home":{{number}},"away":0} }""");

    private static FeedOptions Options(RabbitServer server, string queue, int prefetch = 64)
    {
        var options = new FeedOptions { Transport = "amqp", Format = "canonical", MessageBytesMax = 1024 };
        (options.Amqp.Uri, options.Amqp.Queue, options.Amqp.Prefetch) = (server.Uri, queue, prefetch);
        return options;
    }
}
