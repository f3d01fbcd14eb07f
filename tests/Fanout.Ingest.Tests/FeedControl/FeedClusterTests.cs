using System.Net;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.FeedControl;

/// <summary>Any process answers for the feeds of all matches, whichever holds them.</summary>
public sealed class FeedClusterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_holds_nothing_shows_the_feeds_of_a_match_and_has_them_pinned()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var holder = await ClusterNode.StartAsync(log, policy: FeedServer.Policy());
        await IngestHost.EventuallyAsync(async () => (await log.ReadLeaseAsync(0, Cancel))?.Address == holder.Address);
        await using var other = await ClusterNode.StartAsync(log, policy: FeedServer.Policy());
        foreach (var feed in new[] { "a", "b" })
        {
            var events = IngestHost.Events("""{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"} }""");
            Assert.True((await holder.Ingest.AcceptAsync(feed, events, Cancel)).Complete);
        }
        var pin = new FeedOrder(FeedOrderKind.Pin, "b", "eve", "editor", "as seen on screen");

        var preview = await other.Feeds.OrderAsync("m1", pin, new FeedOrderTerms(IsDryRun: true), Cancel);
        Assert.Equal("a", (await IngestHost.StateAsync(log, "m1")).Feed.Active);
        var done = await other.Feeds.OrderAsync("m1", pin, new FeedOrderTerms(Effect: preview.Effect), Cancel);
        var again = await other.Feeds.OrderAsync("m1", pin, new FeedOrderTerms(Effect: preview.Effect), Cancel);
        var stale = await other.Feeds.OrderAsync("m1", pin with { Feed = "a" }, new FeedOrderTerms(Effect: preview.Effect), Cancel);

        Assert.Equal(
            (FeedOrderOutcome.Done, FeedOrderOutcome.Done, FeedOrderOutcome.Unchanged, FeedOrderOutcome.EffectChanged),
            (preview.Outcome, done.Outcome, again.Outcome, stale.Outcome));
        Assert.Equal(["eve pinned b instead of a: as seen on screen"], done.Decisions);
        Assert.Equal(("b", preview.Delta), (done.Delta!.Feed.Active, done.Delta));
        Assert.NotEqual(0ul, done.Reached);
        var match = (await other.Feeds.FindAsync("m1", Cancel))!.Match;
        Assert.Equal(("b", "b", 2), (match.Head.Primary, match.Head.Pinned, match.Feeds.Count));
        var (here, there) = ((await holder.Feeds.ListAsync(Cancel))!.Feeds, (await other.Feeds.ListAsync(Cancel))!.Feeds);
        Assert.Equal(["a", "b"], there.Select(static feed => feed.Name));
        Assert.Equal(here.Select(static feed => feed.HeardMs), there.Select(static feed => feed.HeardMs));
        Assert.All(here, static feed => Assert.NotNull(feed.ReceivedMs)); // each process says what came to it
        Assert.All(there, static feed => Assert.Null(feed.ReceivedMs));
        Assert.Equal(HttpStatusCode.Unauthorized, await holder.PostInternalAsync(ForwardingEndpoint.PathOf(0, ForwardingEndpoint.Feeds), [], key: null));
    }
}
