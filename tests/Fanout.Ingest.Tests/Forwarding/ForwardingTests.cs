using System.Net;
using System.Net.Sockets;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;
using Google.Protobuf;

namespace Fanout.Ingest.Tests.Forwarding;

/// <summary>What one process does for another: only with the key, only what it holds, and never by asking a third.</summary>
public sealed class ForwardingTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("another-internal-key")]
    [InlineData(ClusterNode.FeedKey)]
    public async Task Without_the_internal_key_everything_is_refused_and_nothing_done(string? key)
    {
        await using var node = await ClusterNode.StartAsync(_log);
        await HeldAsync(node);

        var events = await node.PostInternalAsync(ForwardingEndpoint.PathOf(0, ForwardingEndpoint.Events), Batch("m1").ToByteArray(), key);
        var yield = await node.PostInternalAsync(ForwardingEndpoint.YieldPath, new YieldRequest().ToByteArray(), key);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (events, yield));
        Assert.Empty(await IngestHost.EntriesAsync(_log, "m1"));
        await HeldAsync(node);
    }

    [Fact]
    public async Task What_somebody_wants_of_the_feeds_of_a_match_goes_to_whoever_holds_it()
    {
        var policy = new PolicyOptions();
        policy.Feeds.Add(new PolicyFeedOptions { Name = "f1" });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "f2" });
        await using var holder = await ClusterNode.StartAsync(_log, policy: policy);
        await HeldAsync(holder);
        await using var other = await ClusterNode.StartAsync(_log, policy: policy);
        foreach (var feed in new[] { "f1", "f2" })
        {
            var events = IngestHost.Events(
                """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"} }""");
            Assert.True((await holder.Ingest.AcceptAsync(feed, events, Cancel)).Complete);
        }
        var order = new FeedOrder(FeedOrderKind.Pin, "f2", "eve", "editor", "as seen on screen");

        Assert.Equal(FeedOrderOutcome.Done, await other.Ingest.OrderAsync("m1", order, Cancel));
        Assert.Equal(FeedOrderOutcome.Unchanged, await other.Ingest.OrderAsync("m1", order, Cancel));

        Assert.Equal("f2", (await IngestHost.StateAsync(_log, "m1")).Feed.Active);
        Assert.NotEqual(0, holder.InternalRequests);
        var alien = new ForwardedOrder { Match = "m1", Kind = (ForwardedOrder.Types.Kind)99 }.ToByteArray();
        Assert.Equal(HttpStatusCode.BadRequest,
            await holder.PostInternalAsync(ForwardingEndpoint.PathOf(0, ForwardingEndpoint.Order), alien, ClusterNode.InternalKey));
        Assert.Equal(HttpStatusCode.Unauthorized,
            await holder.PostInternalAsync(ForwardingEndpoint.PathOf(0, ForwardingEndpoint.Order), alien, key: null));
    }

    [Fact]
    public async Task More_than_one_request_may_hold_goes_to_the_holder_in_several()
    {
        const int EventCount = 1000;
        var players = string.Join(',', Enumerable.Range(1, 40).Select(static number => $$"""{"id":"p{{number}}","name":"{{new string('a', 150)}}"}"""));
        await using var holder = await ClusterNode.StartAsync(_log);
        await HeldAsync(holder);
        await using var other = await ClusterNode.StartAsync(_log);
        var events = IngestHost.Events([Fixture, .. Enumerable.Range(1, EventCount).Select(number =>
            $$"""{"id":"l{{number}}","match":"m1","at":"2026-11-22T18:00:00Z","lineup":{"side":"home","formation":"4-4-2","players":[{{players}}]} }""")]);
        Assert.True(events.Sum(static one => one.CalculateSize()) > 4 << 20);

        var result = await other.Ingest.AcceptAsync("f1", events, Cancel);

        Assert.True(result.Complete);
        Assert.Equal(EventCount + 1, result.Answers.Count);
        Assert.InRange(holder.InternalRequests, 3, 10);
    }

    [Fact]
    public async Task A_process_with_another_key_takes_no_event_of_a_partition_that_it_does_not_hold()
    {
        await using var holder = await ClusterNode.StartAsync(_log);
        await HeldAsync(holder);
        await using var other = await ClusterNode.StartAsync(_log, "another-internal-key", Soon);

        var answer = await other.TryPushAsync(Fixture);

        Assert.Equal(503, answer?.Status);
        Assert.NotEqual(0, holder.InternalRequests);
        Assert.Empty(await IngestHost.EntriesAsync(_log, "m1"));
    }

    [Fact]
    public async Task Without_a_key_processes_share_a_log_and_do_nothing_for_one_another()
    {
        await using var holder = await ClusterNode.StartAsync(_log, key: "");
        await IngestHost.EventuallyAsync(async () => await _log.ReadLeaseAsync(0, Cancel) is { Address: "" });
        await using var other = await ClusterNode.StartAsync(_log, key: "", answerTimeout: Soon);

        Assert.Equal(503, (await other.TryPushAsync(Fixture))?.Status);
        Assert.Equal(1, (await holder.PushAsync(Fixture)).GetProperty("accepted").GetInt32());
        Assert.Equal(0, holder.InternalRequests);
        Assert.Equal(HttpStatusCode.Unauthorized, await holder.PostInternalAsync(ForwardingEndpoint.PathOf(0, ForwardingEndpoint.Events), [], ""));
    }

    /// <summary>The lease names a process that does not hold the partition: it must not look for the holder in turn.</summary>
    [Fact]
    public async Task What_was_forwarded_to_a_process_that_is_not_the_holder_goes_nowhere_from_there()
    {
        var (one, two) = (ClusterNode.FreeAddress(), ClusterNode.FreeAddress());
        var toTwo = new LyingLog(_log, Lie(two));
        var toOne = new LyingLog(_log, Lie(one));
        await using var first = await ClusterNode.StartAsync(toTwo, answerTimeout: Soon, address: one);
        await using var second = await ClusterNode.StartAsync(toOne, answerTimeout: Soon, address: two);

        var answer = await first.TryPushAsync(Fixture);

        Assert.Equal(503, answer?.Status);
        Assert.NotEqual(0, second.InternalRequests);
        Assert.Equal(0, first.InternalRequests);
        Assert.Equal(
            HttpStatusCode.MisdirectedRequest,
            await second.PostInternalAsync(ForwardingEndpoint.PathOf(0, ForwardingEndpoint.Events), Batch("m1").ToByteArray(), ClusterNode.InternalKey));
        Assert.Equal(0, first.InternalRequests);
    }

    [Fact]
    public async Task A_process_that_a_lease_sends_back_to_itself_asks_itself_no_more_often_than_it_looks()
    {
        var address = ClusterNode.FreeAddress();
        await using var node = await ClusterNode.StartAsync(
            new LyingLog(_log, Lie(address)), answerTimeout: Soon, address: address);

        Assert.Equal(503, (await node.TryPushAsync(Fixture))?.Status);

        Assert.InRange(node.InternalRequests, 1, 20); // it looks four times a second, and asks with each look once
    }

    /// <summary>It takes the connection, and says nothing: a process that was stopped, or a machine that hangs.</summary>
    [Fact]
    public async Task A_holder_that_is_frozen_is_waited_for_only_as_long_as_its_lease_lasts()
    {
        using var frozen = new TcpListener(IPAddress.Loopback, 0);
        frozen.Start();
        var address = $"http://{frozen.LocalEndpoint}";
        await _log.AcquireLeaseAsync(0, new HolderId(99), address, Cancel);
        await using var node = await ClusterNode.StartAsync(_log, answerTimeout: TimeSpan.FromMinutes(1));

        var posting = node.PushAsync(Fixture);
        using var asked = await frozen.AcceptSocketAsync(Cancel);

        Assert.Equal(1, (await posting).GetProperty("accepted").GetInt32());
    }

    [Theory]
    [InlineData("m1", 1)]
    [InlineData("no match", 0)]
    public async Task What_cannot_be_of_this_log_is_refused(string match, int partition)
    {
        await using var node = await ClusterNode.StartAsync(_log);
        await HeldAsync(node);

        var answer = await node.PostInternalAsync(
            ForwardingEndpoint.PathOf(partition, ForwardingEndpoint.Events), Batch(match).ToByteArray(), ClusterNode.InternalKey);

        Assert.Equal(HttpStatusCode.BadRequest, answer);
    }

    [Fact]
    public async Task What_is_no_message_is_refused()
    {
        await using var node = await ClusterNode.StartAsync(_log);

        Assert.Equal(
            HttpStatusCode.BadRequest,
            await node.PostInternalAsync(ForwardingEndpoint.YieldPath, [0xFF], ClusterNode.InternalKey));
    }

    private const string Fixture = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";

    private static ForwardedEvents Batch(string match) => new()
    {
        Feed = "f1",
        Events = { new ForwardedEvent { Match = match, Event = IngestHost.Events(Fixture)[0] } },
    };

    private static Lease Lie(string address) => new(0, new Fence(1, new HolderId(99)), address, long.MaxValue);

    private Task HeldAsync(ClusterNode node) =>
        IngestHost.EventuallyAsync(async () => (await _log.ReadLeaseAsync(0, Cancel))?.Address == node.Address);
}
