using Fanout.Cli.Feeds;
using Fanout.Ingest.FeedControl;

namespace Fanout.Cli.Tests.Feeds;

public sealed class FeedTextTests
{
    private const double NowMs = 1_000_000;

    [Fact]
    public void Feeds_stand_in_columns_and_what_is_not_known_is_a_dash()
    {
        var list = new FeedList([
            new FeedItem("backup", "push", 2, 0) { ReceivedMs = NowMs - 1500, HeardMs = NowMs - 1500 },
            new FeedItem("league", "poll", 1, 3) { Format = "wyscout", RunsHere = true, LagMs = 2500, SilenceMs = 400 },
        ]);

        Assert.Equal(
        [
            "FEED    TRANSPORT  FORMAT   HERE  RECEIVED   HEARD      MATCHES  LAG    SILENCE  POISON",
            "backup  push       -        -     1.5 s ago  1.5 s ago  2        -      -        0",
            "league  poll       wyscout  runs  -          -          1        2.5 s  0.4 s    3",
        ], FeedText.Lines(list, NowMs));
        Assert.Equal(["No feed."], FeedText.Lines(new FeedList([]), NowMs));
    }

    [Fact]
    public void The_feeds_of_a_match_say_who_speaks_for_it_why_and_how_each_is_doing()
    {
        var match = new MatchFeeds(
            "m1", Arbitrated: true, "b",
            [
                new MatchFeed("a", NowMs - 60_000, 100, Well: false, Muted: false, Diverges: true, Fast: false, Authoritative: true)
                    { Score = "0:0", Status = "LIVE", Fault = "IMPOSSIBLE_VALUE score\u001b[2J" },
                new MatchFeed("b", NowMs, 0, Well: true, Muted: false, Diverges: false, Fast: false, Authoritative: false) { Score = "1:0", Status = "LIVE" },
                new MatchFeed("c", 0, 0, Well: false, Muted: true, Diverges: false, Fast: true, Authoritative: false) { Statistics = true, Lineups = true },
            ],
            [new OpenIncident("c-1", "c", NowMs - 5000, "home", Confirmed: false)])
        {
            SinceMs = 0,
            Why = "eve pinned b instead of a: as seen on screen",
            Pinned = "b",
        };

        Assert.Equal(
        [
            "m1: b is primary since 1970-01-01T00:00:00Z",
            "Why: eve pinned b instead of a: as seen on screen",
            "Pinned: b",
            "FEED  STANDING                           SCORE  STATUS  HEARD     LAG",
            "a     not well, diverges, authoritative  0:0    LIVE    60 s ago  0.1 s",
            "b     primary, pinned, well              1:0    LIVE    0 s ago   0 s",
            "c     muted, fast, statistics, line-ups  -      -       -         0 s",
            "c-1 of c, home, opened 5 s ago: waits for the primary",
            "a said what cannot be: IMPOSSIBLE_VALUE score [2J",
        ], FeedText.Lines(match, NowMs));
    }

    [Fact]
    public void A_preview_names_what_is_decided_and_what_readers_see()
    {
        var decision = new FeedDecision("mute", "m1", "c", DryRun: true, "DONE", "0123456789abcdef", ["eve muted c"]);

        Assert.Equal(["decides   eve muted c", "changes   nothing that readers see"], FeedText.Lines(decision));
        Assert.Equal(
            ["unchanged: it is so already", "changes   nothing that readers see"],
            FeedText.Lines(decision with { Outcome = "UNCHANGED", Decisions = [] }));
    }
}
