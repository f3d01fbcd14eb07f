using Fanout.Cli.Feeds;
using Fanout.Ingest.FeedControl;

namespace Fanout.Cli.Tests.Feeds;

public sealed class ReplayTextTests
{
    private static readonly DateTime Begin = new(2018, 7, 15, 15, 0, 0, DateTimeKind.Utc);

    private static readonly ReplayState Playing = new("one", "PLAYING", 60, Paused: false, 120, 5000)
    {
        At = Begin.AddMilliseconds(61_250),
        From = Begin,
        To = Begin.AddHours(2),
        Next = Begin.AddSeconds(65),
        RemainingMs = 118_980,
    };

    [Fact]
    public void A_replay_that_plays_says_where_it_is_and_how_long_it_takes() => Assert.Equal(
        [
            "one: plays at 60 recorded seconds a second",
            "at        2018-07-15T15:01:01.25Z",
            "recorded  2018-07-15T15:00:00Z to 2018-07-15T17:00:00Z",
            "told      120 of 5000 events",
            "next      2018-07-15T15:01:05Z",
            "ends      in 119 s",
        ],
        ReplayText.Lines(Playing));

    [Fact]
    public void One_that_stands_still_or_is_over_says_so_and_nothing_that_is_not_known()
    {
        Assert.Equal(
            "one: stands still; plays as fast as it goes when it goes on",
            ReplayText.Lines(Playing with { State = "PAUSED", Paused = true, Speed = 0, RemainingMs = null }).First());
        Assert.Equal(
            ["one: everything was told", "told      0 of 0 events"],
            ReplayText.Lines(new ReplayState("one", "OVER", 1, Paused: false, 0, 0)));
    }

    [Fact]
    public void A_preview_says_what_is_decided_and_what_is_told_at_once()
    {
        var decision = new ReplayDecision("one", DryRun: true, "DONE", ["it jumps from a to b\u001b[2J"], 7, Playing);

        Assert.Equal(["decides   it jumps from a to b [2J", "tells     7 events at once"], ReplayText.Lines(decision));
        Assert.Equal(["unchanged: it is so already"], ReplayText.Lines(decision with { Outcome = "UNCHANGED", Decisions = [], AtOnce = 0 }));
    }
}
