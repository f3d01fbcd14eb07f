using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Tests.Normalising.Rules;

/// <summary>What no match of its sport can be is put aside whole, and the reason names field, value and limit.</summary>
public sealed class ImpossibleTests
{
    private const string Football = "football";
    private const string BestOf3 = """{"bestOf":3,"tieBreakAt":6,"tieBreakTo":7}""";
    private const string Advantage = """{"bestOf":3,"tieBreakAt":6,"tieBreakTo":7,"finalSet":"ADVANTAGE"}""";
    private const string Rally = """{"bestOf":3,"points":21,"pointsCap":30}""";
    private const string Twenty = """{"overs":20,"ballsPerOver":6}""";

    [Theory]
    [InlineData(Football, "{}", """{"phase":{"phase":"Q3"}}""", "phase.phase: Q3 is no phase of football, which has PRE, 1H")]
    [InlineData(Football, "{}", """{"phase":{"phase":"3H"}}""", "phase.phase: 3H is no phase of football")]
    [InlineData(Football, "{}", """{"score":{"periods":[{"phase":"1H"},{"phase":"P2"}]}}""", "score.periods[1].phase: P2 is no phase")]
    [InlineData(Football, "{}", """{"incident":{"id":"i","type":"goal","phase":"Q1"}}""", "incident.phase: Q1 is no phase of football")]
    [InlineData(Football, "{}", """{"score":{"football":{"redCards":{"home":53}}}}""", "score.football.redCards.home: 53 exceeds 52")]
    [InlineData(Football, "{}", """{"score":{"football":{"yellowCards":{"away":105}}}}""", "score.football.yellowCards.away: 105 exceeds 104")]
    [InlineData(Football, "{}", """{"score":{"shootout":{"kicks":[{"side":"both"}]}}}""", "score.shootout.kicks[0].side: \"both\" is neither home nor away")]
    [InlineData("tennis", BestOf3, """{"score":{"tennis":{"sets":[{"home":6},{"away":6},{"home":6},{"away":1}]}}}""", "score.tennis.sets: 4 in a match that is best of 3")]
    [InlineData("tennis", BestOf3, """{"score":{"tennis":{"sets":[{"home":6},{"home":6},{"home":1}]}}}""", "score.tennis.sets[2]: goes on after 2-0 in a match that is best of 3")]
    [InlineData("tennis", BestOf3, """{"score":{"tennis":{"sets":[{"home":7,"away":4}]}}}""", "score.tennis.sets[0]: 7-4 is no score of a set with a tie-break at 6–6")]
    [InlineData("tennis", BestOf3, """{"score":{"tennis":{"sets":[{"home":8,"away":6}]}}}""", "score.tennis.sets[0]: 8-6 is no score of a set")]
    [InlineData("tennis", BestOf3, """{"score":{"tennis":{"sets":[{"home":7,"away":7}]}}}""", "score.tennis.sets[0]: 7-7 is no score of a set")]
    [InlineData("tennis", Advantage, """{"score":{"tennis":{"sets":[{"home":6},{"away":6},{"home":9,"away":6}]}}}""", "score.tennis.sets[2]: 9-6 is no score of a set")]
    [InlineData("tennis", BestOf3, """{"score":{"tennis":{"sets":[{"home":7,"away":6,"tieBreak":{"home":4,"away":7}},{"home":1}]}}}""", "score.tennis.sets[0].tieBreak: 4:7 was won by who lost the set 7-6")]
    [InlineData("tennis", "{}", """{"score":{"tennis":{"game":{"home":"AD","away":"30"}}}}""", "score.tennis.game: AD:30 is no score of a game")]
    [InlineData("tennis", "{}", """{"phase":{"phase":"S6"}}""", "phase.phase: S6 is no phase of tennis")]
    [InlineData("tennis", BestOf3, """{"phase":{"phase":"S4"}}""", "phase.phase: S4 in a match of 3 at most")]
    [InlineData("badminton", Rally, """{"score":{"badminton":{"games":[{"home":31,"away":29}]}}}""", "score.badminton.games[0]: 31:29 in a game to 30 at most")]
    [InlineData("badminton", Rally, """{"score":{"badminton":{"games":[{"home":25,"away":21}]}}}""", "score.badminton.games[0]: 25:21 in a game that ends two ahead from 21 on")]
    [InlineData("badminton", Rally, """{"score":{"badminton":{"games":[{"home":21},{"home":21},{"home":1}]}}}""", "score.badminton.games[2]: goes on after 2-0")]
    [InlineData("badminton", Rally, """{"score":{"periods":[{"phase":"S4"}]}}""", "score.periods[0].phase: S4 in a match of 3 at most")]
    [InlineData("cricket", "{}", """{"score":{"cricket":{"innings":[{"side":"home"},{"side":"away"},{"side":"home"},{"side":"away"},{"side":"home"}]}}}""", "score.cricket.innings: 5 without super overs exceed 4")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home"},{"side":"away"},{"side":"home"}]}}}""", "score.cricket.innings: 3 without super overs exceed 2")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home","wickets":11}]}}}""", "score.cricket.innings[0].wickets: 11 exceeds 10")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home","superOver":true,"wickets":3}]}}}""", "score.cricket.innings[0].wickets: 3 exceeds 2 of a super over")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home"},{"side":"away","target":{"balls":60}}]}}}""", "score.cricket.innings[1].target: 0 runs are no target")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home","balls":141}]}}}""", "score.cricket.innings[0].balls: 141 in an innings of 120")]
    [InlineData("cricket", Twenty, """{"phase":{"phase":"I3"}}""", "phase.phase: I3 in a match of 2 at most")]
    [InlineData("baseball", "{}", """{"score":{"baseball":{"balls":4,"strikes":3}}}""", "score.baseball.balls: 4 balls and 3 strikes")]
    [InlineData("baseball", "{}", """{"score":{"baseball":{"outs":4}}}""", "score.baseball.outs: 4 exceeds 3")]
    [InlineData("baseball", "{}", """{"score":{"baseball":{"hits":{"home":201}}}}""", "score.baseball.hits.home: 201 exceeds 200")]
    [InlineData("basketball", "{}", """{"phase":{"phase":"Q5"}}""", "phase.phase: Q5 is no phase of basketball, which has Q1, Q2, Q3, Q4, OT{n}")]
    [InlineData("basketball", "{}", """{"score":{"basketball":{"fouls":{"home":76}}}}""", "score.basketball.fouls.home: 76 exceeds 75")]
    [InlineData("basketball", "{}", """{"score":{"basketball":{"timeouts":{"away":11}}}}""", "score.basketball.timeouts.away: 11 exceeds 10")]
    [InlineData("basketball", "{}", """{"score":{"basketball":{"possession":"referee"}}}""", "score.basketball.possession: \"referee\" is neither home nor away")]
    [InlineData("ice_hockey", "{}", """{"phase":{"phase":"P4"}}""", "phase.phase: P4 is no phase of ice_hockey")]
    [InlineData("ice_hockey", "{}", """{"score":{"iceHockey":{"skaters":{"home":7,"away":5}}}}""", "score.iceHockey.skaters.home: 7 is not 3 to 6")]
    [InlineData("ice_hockey", "{}", """{"score":{"iceHockey":{"skaters":{"home":5,"away":2}}}}""", "score.iceHockey.skaters.away: 2 is not 3 to 6")]
    public void Is_quarantined(string sport, string format, string json, string detail)
    {
        var feeding = Feeding.Of(sport, format);
        var before = feeding.State;

        var verdict = feeding.Send(json, 1);

        Assert.Equal((Outcome.Quarantined, QuarantineReason.ImpossibleValue), (verdict.Outcome, verdict.Reason));
        Assert.StartsWith(detail, verdict.Detail, StringComparison.Ordinal);
        Assert.Equal(before, feeding.State);
        Assert.Equal(verdict.Detail, Assert.Single(feeding.Held).Detail);
    }

    [Theory]
    [InlineData("tennis", """{"bestOf":3,"tieBreakAt":6,"finalSet":"MATCH_TIE_BREAK"}""", """{"score":{"tennis":{"sets":[{"home":6},{"away":6},{"home":1}]}}}""")]
    [InlineData("tennis", Advantage, """{"score":{"tennis":{"sets":[{"home":6},{"away":6},{"home":70,"away":68}]}}}""")]
    [InlineData("tennis", BestOf3, """{"score":{"tennis":{"sets":[{"home":7,"away":6,"tieBreak":{"home":11,"away":9}},{"home":7,"away":5}]}}}""")]
    [InlineData("tennis", "{}", """{"score":{"tennis":{"sets":[{"home":4,"away":1},{"home":4,"away":2}]}}}""")] // short sets that nobody announced
    [InlineData("badminton", Rally, """{"score":{"badminton":{"games":[{"home":30,"away":29},{"home":22,"away":20}]}}}""")]
    [InlineData("badminton", "{}", """{"score":{"badminton":{"games":[{"home":11,"away":9},{"home":15,"away":14}]}}}""")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home","balls":121},{"side":"away"},{"side":"home","superOver":true,"wickets":2}]}}}""")]
    [InlineData("cricket", """{"days":5}""", """{"score":{"cricket":{"innings":[{"side":"home"},{"side":"away"},{"side":"away"},{"side":"home","target":{"runs":1}}]}}}""")]
    [InlineData("ice_hockey", "{}", """{"score":{"iceHockey":{"skaters":{"home":6,"away":3}}}}""")]
    [InlineData("basketball", "{}", """{"phase":{"phase":"OT4"}}""")]
    public void What_is_rare_is_not_impossible(string sport, string format, string json)
    {
        var verdict = Feeding.Of(sport, format).Send(json, 1);

        Assert.True(verdict.Outcome == Outcome.Accepted, verdict.Detail);
    }

    [Fact]
    public void A_format_that_the_score_contradicts_is_the_one_that_is_quarantined()
    {
        var feeding = Feeding.Of("badminton");
        feeding.Send("""{"score":{"badminton":{"games":[{"home":31,"away":29}]}}}""", 1);

        var verdict = feeding.Send("""{"fixture":{"format":{"points":21,"pointsCap":30}}}""", 2);

        Assert.Equal("score.badminton.games[0]: 31:29 in a game to 30 at most", verdict.Detail);
        Assert.Null(feeding.State.Format?.PointsCap is 0 or null ? null : feeding.State.Format);
    }

    [Fact]
    public void A_value_that_was_overtaken_is_judged_by_nobody()
    {
        var feeding = Feeding.Of("basketball");
        feeding.Send("""{"score":{"basketball":{"timeouts":{"home":3,"away":3}}}}""", 9);

        var verdict = feeding.Send("""{"score":{"basketball":{"timeouts":{"home":12,"away":3}}}}""", 5);

        Assert.Equal(Outcome.Accepted, verdict.Outcome);
        Assert.Equal(3, feeding.State.Basketball.Timeouts.Home);
    }
}
