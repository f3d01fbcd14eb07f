using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising.Rules;

/// <summary>What is odd is applied all the same, and marked as the feed correcting itself.</summary>
public sealed class ImplausibleTests
{
    private const string Live = """{"status":{"status":"LIVE"}}""";
    private const string BestOf3 = """{"bestOf":3,"tieBreakAt":6,"tieBreakTo":7}""";
    private const string Twenty = """{"overs":20,"ballsPerOver":6}""";

    [Theory]
    [InlineData("football", "{}", """{"phase":{"phase":"2H"}}""", """{"phase":{"phase":"1H"}}""", "phase 2H → 1H")]
    [InlineData("football", "{}", """{"score":{"home":0,"away":0}}""", """{"phase":{"phase":"PRE"}}""", "phase status LIVE → phase PRE")]
    [InlineData("football", "{}", """{"phase":{"phase":"1H"},"clock":{"kind":"UP","running":true,"valueMs":60000}}""", """{"clock":{"valueMs":30000}}""", "clock 60000 ms → 30000 ms")]
    [InlineData("football", "{}", """{"score":{"home":2,"away":1}}""", """{"score":{"afterRegulation":{"home":3,"away":1}}}""", "score.afterRegulation score 2:1 → after regulation 3:1")]
    [InlineData("football", "{}", """{"score":{"shootout":{"home":1,"away":0,"kicks":[{"side":"home","scored":true}]}}}""", """{"score":{"shootout":{"home":2,"away":0,"kicks":[{"side":"home","scored":true},{"side":"away"}]}}}""", "score.shootout kicks 1:0 → shoot-out 2:0")]
    [InlineData("football", "{}", """{"score":{"shootout":{}}}""", """{"score":{"shootout":{"kicks":[{"side":"home"},{"side":"home"}]}}}""", "score.shootout.kicks of 2 → taken 2:0")]
    [InlineData("football", "{}", """{"score":{"home":1,"away":2}}""", """{"status":{"winner":"HOME","winMethod":"REGULATION"}}""", "winner score 1:2 → winner HOME")]
    [InlineData("basketball", "{}", """{"phase":{"phase":"Q1"},"clock":{"kind":"DOWN","running":true,"valueMs":300000}}""", """{"clock":{"valueMs":310000}}""", "clock 300000 ms → 310000 ms")]
    [InlineData("basketball", "{}", """{"score":{"periods":[{"phase":"Q1","home":20,"away":19},{"phase":"Q2"},{"phase":"Q3"},{"phase":"Q4"}]}}""", """{"score":{"periods":[{"phase":"Q1","home":20,"away":19},{"phase":"Q2"},{"phase":"Q3"},{"phase":"Q4"},{"phase":"OT1"}]}}""", "score.periods 20:19 in regulation → overtime begins")]
    [InlineData("basketball", "{}", """{"score":{"home":11,"away":8}}""", """{"score":{"home":9,"away":8}}""", "score 11:8 → 9:8")]
    [InlineData("ice_hockey", "{}", """{"score":{"iceHockey":{"skaters":{"home":4,"away":5}}}}""", """{"score":{"iceHockey":{"powerPlay":"home"}}}""", "iceHockey.powerPlay skaters 4:5 → power play of home")]
    [InlineData("ice_hockey", "{}", """{"phase":{"phase":"OT1"}}""", """{"phase":{"phase":"P3"}}""", "phase OT1 → P3")]
    [InlineData("tennis", "{}", """{"score":{"tennis":{"sets":[{"home":3,"away":2}]}}}""", """{"score":{"tennis":{"sets":[{"home":2,"away":2}]}}}""", "tennis 3-2 → 2-2")]
    [InlineData("badminton", "{}", """{"score":{"badminton":{"games":[{"home":3,"away":2}]}}}""", """{"score":{"badminton":{"games":[{"home":5,"away":2}]}}}""", "badminton.games[0] 3:2 → 5:2")]
    [InlineData("tennis", BestOf3, """{"score":{"tennis":{"sets":[{"home":5,"away":3}]}}}""", """{"score":{"tennis":{"sets":[{"home":5,"away":3},{}]}}}""", "tennis.sets[0] stops at 5-3 → set 2 begins")]
    [InlineData("tennis", BestOf3, """{"score":{"tennis":{"sets":[{"home":7,"away":6,"tieBreak":{"home":6,"away":4}}]}}}""", """{"score":{"tennis":{"sets":[{"home":7,"away":6,"tieBreak":{"home":6,"away":4}},{}]}}}""", "tennis.sets[0] stops at 7-6 → set 2 begins")]
    [InlineData("badminton", "{}", """{"score":{"badminton":{"games":[{"home":4,"away":4}]}}}""", """{"score":{"badminton":{"games":[{"home":4,"away":4},{}]}}}""", "badminton.games[0] stops at 4:4 → game 2 begins")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home"}]}}}""", """{"score":{"cricket":{"innings":[{"side":"home","target":{"runs":48}}]}}}""", "cricket.innings[0].target nothing to chase → target 48")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home"}]}}}""", """{"score":{"cricket":{"innings":[{"side":"home"},{"side":"home"}]}}}""", "cricket.innings[1].side home → home")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home","balls":120}]}}}""", """{"score":{"cricket":{"innings":[{"side":"home","balls":121}]}}}""", "cricket.innings[0].balls of 120 → 121")]
    [InlineData("cricket", Twenty, """{"score":{"cricket":{"innings":[{"side":"home","runs":12,"wickets":2}]}}}""", """{"score":{"cricket":{"innings":[{"side":"home","runs":12,"wickets":1}]}}}""", "cricket.innings[0] 12:2 → 12:1")]
    [InlineData("baseball", "{}", """{"score":{"baseball":{"outs":0}}}""", """{"score":{"baseball":{"innings":[{"home":1}]}}}""", "baseball.innings[0] away did not bat → home has 1")]
    [InlineData("baseball", "{}", """{"score":{"baseball":{"innings":[{"away":1}]}}}""", """{"score":{"baseball":{"innings":[{"away":1},{"away":0}]}}}""", "baseball.innings[0] not whole → inning 2 begins")]
    [InlineData("baseball", """{"regulationInnings":1}""", """{"score":{"baseball":{"innings":[{"away":1,"home":0}]}}}""", """{"score":{"baseball":{"innings":[{"away":1,"home":0},{"away":0}]}}}""", "baseball.innings 0:1 after 1 → inning 2 begins")]
    public void Is_applied_and_marked(string sport, string format, string first, string second, string mark)
    {
        var feeding = Feeding.Of(sport, format);
        feeding.Send(Live, 1);
        Assert.Equal(Outcome.Accepted, feeding.Send(first, 2).Outcome);
        Assert.DoesNotContain(feeding.Last.Marks, static one => one.Kind == Mark.Types.Kind.FeedCorrection);

        Assert.Equal(Outcome.Accepted, feeding.Send(second, 3).Outcome);

        Assert.NotNull(feeding.Last.Delta);
        Assert.Contains(mark, Marks(feeding));
        Assert.Contains($"FEED_CORRECTION {mark}", feeding.Last.Correction.Reason, StringComparison.Ordinal);

        feeding.Send("""{"heartbeat":{}}""", 4);
        Assert.Empty(feeding.Last.Marks); // told once
    }

    [Theory]
    [InlineData("football", """{"phase":{"phase":"1H"},"clock":{"kind":"UP","running":true,"valueMs":2800000}}""", """{"phase":{"phase":"2H"},"clock":{"valueMs":2700000}}""")]
    [InlineData("basketball", """{"phase":{"phase":"Q1"},"clock":{"kind":"DOWN","valueMs":0}}""", """{"phase":{"phase":"Q2"},"clock":{"valueMs":600000}}""")]
    [InlineData("football", """{"phase":{"phase":"1H"}}""", """{"status":{"status":"BREAK"},"phase":{"phase":"HT"}}""")]
    [InlineData("football", """{"phase":{"phase":"1H"}}""", """{"phase":{"phase":"HT"}}""")] // BREAK comes next
    [InlineData("cricket", """{"phase":{"phase":"I2"}}""", """{"status":{"status":"BREAK"},"phase":{"phase":"TEA"}}""")]
    public void What_belongs_to_a_new_phase_is_no_step_back(string sport, string first, string second)
    {
        var feeding = Feeding.Of(sport);
        feeding.Send(Live, 1);
        feeding.Send(first, 2);

        feeding.Send(second, 3);

        Assert.Empty(feeding.Last.Marks);
    }

    [Fact]
    public void A_clock_that_is_stated_after_its_phase_is_the_clock_of_that_phase()
    {
        var feeding = Feeding.Of("basketball");
        feeding.Send(Live, 1);
        feeding.Send("""{"phase":{"phase":"Q1"},"clock":{"kind":"DOWN","valueMs":0}}""", 2);
        feeding.Send("""{"phase":{"phase":"Q2"}}""", 3);

        feeding.Send("""{"clock":{"valueMs":600000}}""", 4);

        Assert.Empty(feeding.Last.Marks);
    }

    private static IEnumerable<string> Marks(Feeding feeding) => feeding.Last.Marks
        .Where(static mark => mark.Kind == Mark.Types.Kind.FeedCorrection)
        .Select(static mark => $"{mark.Field} {mark.Was} → {mark.Now}");
}
