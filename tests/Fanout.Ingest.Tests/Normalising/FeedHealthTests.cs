using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class FeedHealthTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_live_match_goes_stale_once_its_feed_was_silent_for_long()
    {
        var feeding = Live();

        Assert.Null(Watch(feeding, 69.9));
        var entry = Watch(feeding, 70)!;
        feeding.Take(entry);

        Assert.Equal(EntryKind.Types.Value.System, entry.Public.Kind);
        Assert.Equal(Feeding.Ms(10), feeding.State.Feed.StaleSinceMs);
        Assert.Null(Watch(feeding, 200));
    }

    [Fact]
    public void A_heartbeat_keeps_a_match_fresh_without_changing_it()
    {
        var feeding = Live();

        Assert.False(feeding.Send("""{"heartbeat":{}}""", 60).Entry!.IsPublic);

        Assert.Null(Watch(feeding, 100));
    }

    [Fact]
    public void A_match_that_is_not_played_does_not_go_stale()
    {
        var feeding = Live();
        feeding.Send("""{"status":{"status":"BREAK"}}""", 10);

        Assert.Null(Watch(feeding, 10_000));
    }

    [Fact]
    public void A_feed_that_speaks_again_makes_the_match_fresh()
    {
        var feeding = Live();
        feeding.Take(Watch(feeding, 70)!);

        feeding.Send("""{"heartbeat":{}}""", 80);

        Assert.Equal(0, feeding.State.Feed.StaleSinceMs);
        Assert.Equal(Feeding.Feed, feeding.State.Feed.Active);
    }

    [Fact]
    public void Another_feed_takes_over_only_from_a_silent_one()
    {
        var feeding = Live();
        feeding.Send("""{"heartbeat":{}}""", 20, feed: "f2");
        Assert.Equal(Feeding.Feed, feeding.State.Feed.Active);

        feeding.Take(Watch(feeding, 80)!);
        feeding.Send("""{"heartbeat":{}}""", 90, feed: "f2");

        Assert.Equal(("f2", 0), (feeding.State.Feed.Active, feeding.State.Feed.StaleSinceMs));
    }

    private static Feeding Live()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"status":{"status":"LIVE"}}""", 10);
        return feeding;
    }

    private static MatchEntry? Watch(Feeding feeding, double second) =>
        FeedHealth.Watch(feeding.Table.Find("m1")!, Feeding.Ms(second), Silence);
}
