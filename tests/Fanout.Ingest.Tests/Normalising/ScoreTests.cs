using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class ScoreTests
{
    [Theory]
    [InlineData("football", """{"score":{"home":-1}}""", "score.home: -1")]
    [InlineData("football", """{"score":{"periods":[{"phase":"1H","home":0,"away":10000}]}}""", "score.periods[0].away: 10000")]
    [InlineData("football", """{"incident":{"id":"i","team":"middle"}}""", "incident.team: \"middle\"")]
    [InlineData("football", """{"incident":{"id":"i","minute":301}}""", "incident.minute: 301 exceeds 300")]
    [InlineData("football", """{"score":{"tennis":{"sets":[{"home":1}]}}}""", "score.tennis: the match is of football")]
    [InlineData("football", """{"score":{"periods":[{"phase":"1H"},{"phase":"1H"}]}}""", "1H stands there 2 times")]
    [InlineData("football", """{"status":{"status":99}}""", "status.status: 99 is no Status")]
    [InlineData("cricket", """{"score":{"cricket":{"innings":[{"side":"home","wickets":11}]}}}""", "score.cricket.innings[0].wickets: 11 exceeds 10")]
    [InlineData("baseball", """{"score":{"baseball":{"outs":4}}}""", "score.baseball.outs: 4 exceeds 3")]
    [InlineData("tennis", """{"score":{"tennis":{"game":{"home":"Love","away":"0"}}}}""", "score.tennis.game.home: \"Love\"")]
    public void What_is_impossible_is_quarantined_with_thing_value_and_limit(string sport, string json, string detail)
    {
        var feeding = Feeding.Of(sport);

        var verdict = feeding.Send(json);

        Assert.Equal((Outcome.Quarantined, QuarantineReason.ImpossibleValue), (verdict.Outcome, verdict.Reason));
        Assert.Contains(detail, verdict.Detail, StringComparison.Ordinal);
        Assert.Null(feeding.State.Score);
        Assert.Empty(feeding.State.Incidents);
    }

    [Fact]
    public void Points_beyond_the_cap_of_the_format_are_quarantined()
    {
        var feeding = Feeding.Of("badminton", """{"points":21,"pointsCap":30}""");
        feeding.Send("""{"score":{"badminton":{"games":[{"home":30,"away":29}]}}}""", 1);

        var verdict = feeding.Send("""{"score":{"badminton":{"games":[{"home":31,"away":29}]}}}""", 2);

        Assert.Equal((Outcome.Quarantined, QuarantineReason.ImpossibleValue), (verdict.Outcome, verdict.Reason));
        Assert.Equal("score.badminton.games[0]: 31:29 in a game to 30 at most", verdict.Detail);
        Assert.Equal(30, feeding.State.Badminton.Games[0].Home);
    }

    [Fact]
    public void A_badminton_point_that_is_skipped_is_applied_and_marked()
    {
        var feeding = Feeding.Of("badminton");
        feeding.Send("""{"score":{"badminton":{"games":[{"home":3,"away":2}]}}}""", 1);
        feeding.Send("""{"score":{"badminton":{"games":[{"home":4,"away":2}]}}}""", 2);
        Assert.Empty(feeding.Last.Marks);

        feeding.Send("""{"score":{"badminton":{"games":[{"home":5,"away":3}]}}}""", 3);

        var mark = Assert.Single(feeding.Last.Marks);
        Assert.Equal((Mark.Types.Kind.FeedCorrection, "badminton.games[0]", "4:2", "5:3"), (mark.Kind, mark.Field, mark.Was, mark.Now));
        Assert.Equal(5, feeding.State.Badminton.Games[0].Home);
    }

    [Fact]
    public void Innings_that_do_not_add_up_to_the_score_are_applied_and_marked_once()
    {
        var feeding = Feeding.Of("baseball");
        feeding.Send("""{"score":{"home":0,"away":1,"baseball":{"innings":[{"away":1}]}}}""", 1);
        Assert.Empty(feeding.Last.Marks);

        feeding.Send("""{"score":{"home":2,"away":1,"baseball":{"innings":[{"away":1,"home":1}]}}}""", 2);

        var mark = Assert.Single(feeding.Last.Marks);
        Assert.Equal((Mark.Types.Kind.FeedCorrection, "sum 1:1", "score 2:1"), (mark.Kind, mark.Was, mark.Now));
        feeding.Send("""{"score":{"baseball":{"outs":1}}}""", 3);
        Assert.Empty(feeding.Last.Marks);
    }

    [Theory]
    [InlineData("""{"incident":{"id":"i","player":"LONG"}}""", "incident.player: 257 characters exceed 256")]
    [InlineData("""{"phase":{"phase":"LONG"}}""", "phase.phase: 257 characters exceed 16")]
    public void A_text_beyond_its_limit_is_quarantined(string json, string detail)
    {
        var verdict = Feeding.OfFootball().Send(json.Replace("LONG", new string('x', 257), StringComparison.Ordinal));

        Assert.Equal((QuarantineReason.LimitExceeded, detail), (verdict.Reason, verdict.Detail));
    }

    [Fact]
    public void A_list_beyond_its_limit_is_quarantined()
    {
        var content = Feeding.Event("""{"id":"x","match":"m1","at":"2026-11-22T18:00:00Z","score":{"shootout":{}}}""");
        for (var i = 0; i < 129; i++) content.Score.Shootout.Kicks.Add(new Kick { Side = "home" });

        Assert.Equal("score.shootout.kicks: 129 elements exceed 128", Feeding.OfFootball().Send(content).Detail);
    }

    [Fact]
    public void A_score_that_falls_without_a_void_is_applied_and_marked()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":2,"away":0}}""", 1);

        var verdict = feeding.Send("""{"score":{"home":1,"away":0}}""", 2);

        Assert.Equal(Outcome.Accepted, verdict.Outcome);
        Assert.Equal(1, feeding.State.Score.Home);
        var mark = Assert.Single(feeding.Last.Marks);
        Assert.Equal(
            (Mark.Types.Kind.FeedCorrection, "score", "2:0", "1:0"), (mark.Kind, mark.Field, mark.Was, mark.Now));
        Assert.Equal(
            ("feed", "FEED_CORRECTION score 2:0 → 1:0"), (feeding.Last.Correction.ActorRole, feeding.Last.Correction.Reason));
    }

    [Fact]
    public void Periods_that_do_not_add_up_are_marked_once()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"status":{"status":"LIVE"},"score":{"home":2,"away":1,"periods":[{"phase":"1H","home":1,"away":1}]}}""", 1);
        Assert.Equal(("score.periods", "sum 1:1", "score 2:1"), Shown(Assert.Single(feeding.Last.Marks)));

        feeding.Send("""{"phase":{"phase":"2H"},"score":{"home":2,"away":1}}""", 2);
        Assert.Empty(feeding.Last.Marks);

        feeding.Send("""{"score":{"periods":[{"phase":"1H","home":1,"away":1},{"phase":"2H","home":1,"away":0},{"phase":"PEN","home":5,"away":4}]}}""", 3);
        Assert.Empty(feeding.Last.Marks);
    }

    [Fact]
    public void A_list_that_is_present_replaces_the_old_one_and_an_absent_one_says_nothing()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":1,"away":1,"periods":[{"phase":"1H","home":1,"away":1}],"afterRegulation":{"home":1,"away":1}}}""", 1);

        feeding.Send("""{"score":{"home":1}}""", 2);

        Assert.Single(feeding.State.Score.Periods);
        Assert.Equal(
            (1, 1, ScoreBasis.Types.Value.Goals), (feeding.State.Score.Home, feeding.State.Score.Away, feeding.State.Score.Basis));
        Assert.Equal(1, feeding.State.Score.AfterRegulation.Away);
    }

    [Fact]
    public void What_a_part_of_the_score_does_not_state_stays_as_it_is()
    {
        var baseball = Feeding.Of("baseball");
        baseball.Send("""{"score":{"baseball":{"innings":[{"away":1}],"outs":2,"balls":3,"strikes":1}}}""", 1);
        baseball.Send("""{"score":{"baseball":{"innings":[{"away":2}],"strikes":0}}}""", 2);
        var inning = baseball.State.Baseball;
        Assert.Equal((2, 2u, 3u, 0u), (inning.Innings[0].Away, inning.Outs, inning.Balls, inning.Strikes));

        var hockey = Feeding.Of("ice_hockey");
        hockey.Send("""{"score":{"iceHockey":{"skaters":{"home":5,"away":4},"powerPlay":"home","awayNetEmpty":true}}}""", 1);
        hockey.Send("""{"score":{"iceHockey":{"skaters":{"home":5,"away":5}}}}""", 2);
        Assert.Equal(("home", true), (hockey.State.IceHockey.PowerPlay, hockey.State.IceHockey.AwayNetEmpty));
        hockey.Send("""{"score":{"iceHockey":{"powerPlay":"","awayNetEmpty":false}}}""", 3);
        Assert.Equal(("", false), (hockey.State.IceHockey.PowerPlay, hockey.State.IceHockey.AwayNetEmpty));
        Assert.Equal(5, hockey.State.IceHockey.Skaters.Away);

        var football = Feeding.OfFootball();
        football.Send("""{"score":{"shootout":{"home":1,"away":0}}}""", 1);
        football.Send("""{"score":{"shootout":{"kicks":[{"side":"home","scored":true},{"side":"away"}]}}}""", 2);
        Assert.Equal((1, 2), (football.State.Score.Shootout.Home, football.State.Score.Shootout.Kicks.Count));
    }

    [Fact]
    public void Members_of_a_part_overtake_one_another_no_more_than_other_fields()
    {
        var feeding = Feeding.Of("baseball");
        feeding.Send("""{"score":{"baseball":{"outs":2}}}""", 5);

        feeding.Send("""{"score":{"baseball":{"innings":[{"away":3}],"outs":1}}}""", 4);

        Assert.Equal((3, 2u), (feeding.State.Baseball.Innings[0].Away, feeding.State.Baseball.Outs));
    }

    [Fact]
    public void A_shootout_begins_without_a_kick()
    {
        var feeding = Feeding.OfFootball();

        feeding.Send("""{"score":{"shootout":{}}}""");

        Assert.Equal(new Shootout(), feeding.State.Score.Shootout);
    }

    [Fact]
    public void Sets_won_and_periods_follow_from_the_sets()
    {
        var feeding = Feeding.Of("tennis", """{"bestOf":3}""");

        feeding.Send("""{"score":{"tennis":{"sets":[{"home":6,"away":4},{"home":3,"away":2}],"game":{"home":"15","away":"40"},"server":"home"}}}""");

        var score = feeding.State.Score;
        Assert.Equal((1, 0, ScoreBasis.Types.Value.Sets), (score.Home, score.Away, score.Basis));
        Assert.Equal(
            ["S1 6-4", "S2 3-2"], score.Periods.Select(period => $"{period.Phase} {period.Home}-{period.Away}"));
        Assert.Equal("40", feeding.State.Tennis.Game.Away);
    }

    [Theory]
    [InlineData("""{"bestOf":3}""", "[{\"home\":6,\"away\":5}]", 0)]
    [InlineData("""{"bestOf":3}""", "[{\"home\":7,\"away\":5}]", 1)]
    [InlineData("""{"bestOf":3}""", "[{\"home\":7,\"away\":6}]", 1)]
    [InlineData("""{"bestOf":3,"finalSet":"ADVANTAGE"}""", "[{\"home\":6,\"away\":0},{\"home\":0,\"away\":6},{\"home\":7,\"away\":6}]", 1)]
    [InlineData("""{"bestOf":3,"finalSet":"ADVANTAGE"}""", "[{\"home\":6,\"away\":0},{\"home\":0,\"away\":6},{\"home\":9,\"away\":7}]", 2)]
    [InlineData("""{"bestOf":3,"finalSet":"TIE_BREAK"}""", "[{\"home\":6,\"away\":0},{\"home\":0,\"away\":6},{\"home\":7,\"away\":6}]", 2)]
    [InlineData("""{"bestOf":3,"finalSet":"MATCH_TIE_BREAK"}""", "[{\"home\":6,\"away\":0},{\"home\":0,\"away\":6},{\"home\":1,\"away\":0}]", 2)]
    [InlineData("""{"bestOf":5,"tieBreakAt":12}""", "[{\"home\":13,\"away\":12}]", 1)]
    public void A_set_is_won_when_nothing_can_change_it(string format, string sets, int home)
    {
        var feeding = Feeding.Of("tennis", format);

        feeding.Send($$"""{"score":{"tennis":{"sets":{{sets}} } } }""");

        Assert.Equal(home, feeding.State.Score.Home);
    }

    [Fact]
    public void A_number_that_a_feed_once_stated_is_the_feeds()
    {
        var feeding = Feeding.Of("badminton");
        feeding.Send("""{"score":{"badminton":{"games":[{"home":21,"away":10}]}}}""", 1);
        Assert.Equal(1, feeding.State.Score.Home);

        feeding.Send("""{"score":{"home":0,"away":0}}""", 2);
        feeding.Send("""{"score":{"badminton":{"games":[{"home":21,"away":10},{"home":21,"away":2}]}}}""", 3);

        Assert.Equal(0, feeding.State.Score.Home);
    }

    [Fact]
    public void Runs_are_counted_over_all_innings_without_super_overs()
    {
        var feeding = Feeding.Of("cricket");

        feeding.Send("""{"score":{"cricket":{"innings":[{"side":"home","runs":150},{"side":"away","runs":150},{"side":"home","runs":12,"superOver":true}]}}}""");

        Assert.Equal(
            (150, 150, ScoreBasis.Types.Value.Runs), (feeding.State.Score.Home, feeding.State.Score.Away, feeding.State.Score.Basis));
    }

    [Theory]
    [InlineData("0", "0", "15", "0", false)]
    [InlineData("40", "AD", "40", "40", false)]
    [InlineData("0", "0", "30", "0", true)]
    [InlineData("30", "0", "15", "0", true)]
    public void A_tennis_point_that_nobody_saw_is_marked(
        string home, string away, string homeAfter, string awayAfter, bool marked)
    {
        var feeding = Feeding.Of("tennis");
        feeding.Send($$"""{"score":{"tennis":{"sets":[{"home":1,"away":1}],"game":{"home":"{{home}}","away":"{{away}}"} } } }""", 1);

        feeding.Send($$"""{"score":{"tennis":{"sets":[{"home":1,"away":1}],"game":{"home":"{{homeAfter}}","away":"{{awayAfter}}"} } } }""", 2);

        Assert.Equal(
            marked, feeding.Last.Marks.Any(mark => mark is { Kind: Mark.Types.Kind.FeedCorrection, Field: "tennis" }));
        Assert.Equal(homeAfter, feeding.State.Tennis.Game.Home);
    }

    [Theory]
    [InlineData("40", "30", 2, 1, false)]
    [InlineData("30", "30", 2, 1, true)]  // one point does not win from there
    [InlineData("40", "30", 1, 2, true)]  // nor the other side
    [InlineData("40", "30", 3, 1, true)]
    [InlineData("40", "30", 0, 1, true)]  // taken back
    public void A_game_is_won_from_game_point_only(string home, string away, int gamesHome, int gamesAway, bool marked)
    {
        var feeding = Feeding.Of("tennis");
        feeding.Send($$"""{"score":{"tennis":{"sets":[{"home":1,"away":1}],"game":{"home":"{{home}}","away":"{{away}}"} } } }""", 1);

        feeding.Send($$"""{"score":{"tennis":{"sets":[{"home":{{gamesHome}},"away":{{gamesAway}} }],"game":{"home":"0","away":"0"} } } }""", 2);

        Assert.Equal(
            marked, feeding.Last.Marks.Any(mark => mark is { Kind: Mark.Types.Kind.FeedCorrection, Field: "tennis" }));
    }

    [Theory]
    [InlineData("[{\"home\":6,\"away\":6}]", "0", "0", "1", "0", false)]
    [InlineData("[{\"home\":6,\"away\":6}]", "14", "14", "15", "14", false)]
    [InlineData("[{\"home\":6,\"away\":6}]", "0", "0", "15", "0", false)] // an advantage set
    [InlineData("[{\"home\":6,\"away\":6}]", "15", "0", "40", "0", true)]
    [InlineData("[{\"home\":7,\"away\":6,\"tieBreak\":{\"home\":7,\"away\":4} }]", "0", "0", "15", "0", false)]
    [InlineData("[{\"home\":0,\"away\":0}]", "9", "7", "10", "7", false)] // in place of a set
    public void Points_of_a_tie_break_are_known_by_their_words(
        string sets, string home, string away, string homeAfter, string awayAfter, bool marked)
    {
        var feeding = Feeding.Of("tennis");
        feeding.Send($$"""{"score":{"tennis":{"sets":{{sets}},"game":{"home":"{{home}}","away":"{{away}}"} } } }""", 1);

        feeding.Send($$"""{"score":{"tennis":{"sets":{{sets}},"game":{"home":"{{homeAfter}}","away":"{{awayAfter}}"} } } }""", 2);

        Assert.Equal(
            marked, feeding.Last.Marks.Any(mark => mark is { Kind: Mark.Types.Kind.FeedCorrection, Field: "tennis" }));
    }

    private static (string, string, string) Shown(Mark mark) => (mark.Field, mark.Was, mark.Now);
}
