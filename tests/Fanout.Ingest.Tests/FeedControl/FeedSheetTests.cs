using Fanout.Ingest.Arbitration;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Normalising;

namespace Fanout.Ingest.Tests.FeedControl;

/// <summary>Which feeds speak of a match that no policy decides about, and how many of them are well.</summary>
public sealed class FeedSheetTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private readonly Feeding _feeding = Feeding.OfFootball();

    [Fact]
    public void A_live_match_has_as_many_feeds_as_spoke_of_it_and_those_are_well_that_did_so_lately()
    {
        Assert.Null(CountAt(0)); // it has not begun, and nobody has to say anything
        _feeding.Send("""{"status":{"status":"LIVE"}}""", 10);
        _feeding.Send("""{"score":{"home":0,"away":0}}""", 60, feed: "f2");

        Assert.Equal((2, 2), CountAt(130));
        Assert.Equal((2, 1), CountAt(131));
        Assert.Equal((2, 0), CountAt(181));
        _feeding.Send("""{"heartbeat":{}}""", 200, feed: "f2");
        Assert.Equal((2, 1), CountAt(201));
        _feeding.Send("""{"status":{"status":"BREAK"}}""", 210);
        Assert.Null(CountAt(211));
    }

    [Fact]
    public void What_no_rule_allowed_makes_no_feed_one_of_the_match()
    {
        _feeding.Send("""{"status":{"status":"LIVE"}}""", 10);

        Assert.Equal(Outcome.Quarantined, _feeding.Send("""{"score":{"home":-1,"away":0}}""", 20, feed: "f2").Outcome);

        Assert.Equal(["f1"], Work.Feeds.Keys);
    }

    [Fact]
    public void They_are_known_after_a_restart_and_their_number_is_bounded()
    {
        for (var number = 0; number < 2 * NormaliserLimits.FeedCountMax; number++)
            _feeding.Send("""{"heartbeat":{}}""", number, feed: $"other{number}");

        var restored = MatchWork.Restore(Work.Id, Work.State, Work.ToWriterState());

        Assert.Equal(NormaliserLimits.FeedCountMax, Work.Feeds.Count);
        Assert.Equal(Work.Feeds, restored.Feeds);
    }

    [Fact]
    public void A_match_that_is_continued_as_another_counts_for_no_feed()
    {
        Assert.Equal(["f1"], Heard());

        _feeding.Take(Superseding.Due(Work, "m2", Feeding.Ms(5))!);

        Assert.Empty(Heard());
    }

    private MatchWork Work => _feeding.Table.Find("m1")!;

    private IEnumerable<string> Heard() => FeedSheet.List(_feeding.Table).Heard.Select(static one => one.Feed);

    private (int Feeds, int Well)? CountAt(double second) =>
        FeedSheet.CountOf(Work, ArbitrationPolicy.None, Feeding.Ms(second), Silence);
}
