using CsCheck;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising;

/// <summary>How far a score may fall before that counts as the feed correcting itself.</summary>
public sealed class TakenBackTests
{
    private const string Void = """{"void":{"incident":"i1","reason":"VAR_OFFSIDE"}}""";

    [Fact]
    public void A_score_that_falls_with_a_void_is_no_surprise()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal","team":"home"}}""", 1);

        feeding.Send("""{"void":{"incident":"i1","reason":"VAR_OFFSIDE"},"score":{"home":0,"away":0}}""", 2);

        Assert.Empty(feeding.Last.Marks);
        Assert.Equal(0, feeding.State.Score.Home);
    }

    [Fact]
    public void A_void_excuses_the_next_statement_of_the_score_and_no_other()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":2,"away":0},"incident":{"id":"i1","type":"goal","team":"home"}}""", 1);
        feeding.Send(Void, 2);

        feeding.Send("""{"score":{"home":1,"away":0}}""", 3);
        Assert.Empty(feeding.Last.Marks);

        feeding.Send("""{"score":{"home":0,"away":0}}""", 4);
        Assert.Equal(Mark.Types.Kind.FeedCorrection, Assert.Single(feeding.Last.Marks).Kind);
    }

    [Theory]
    [InlineData("football", """{"id":"i1","type":"goal","team":"home"}""", """{"home":1,"away":2}""", "")]
    [InlineData("football", """{"id":"i1","type":"goal","team":"home"}""", """{"home":0,"away":2}""", "score 2:2 → 0:2")]
    [InlineData("football", """{"id":"i1","type":"goal","team":"home"}""", """{"home":2,"away":1}""", "score 2:2 → 2:1")]
    [InlineData("football", """{"id":"i1","type":"goal"}""", """{"home":1,"away":2}""", "score 2:2 → 1:2")]
    [InlineData("football", """{"id":"i1","type":"card","card":"red","team":"home"}""", """{"home":1,"away":2}""", "score 2:2 → 1:2")]
    [InlineData("football", """{"id":"i1","type":"goal","team":"home","state":"POSSIBLE"}""", """{"home":1,"away":2}""", "score 2:2 → 1:2")]
    [InlineData("football", """{"id":"i1","type":"goal","team":"home","state":"PROVISIONAL"}""", """{"home":1,"away":2}""", "")]
    [InlineData("basketball", """{"id":"i1","type":"point","method":"two","team":"home"}""", """{"home":0,"away":2}""", "")]
    [InlineData("basketball", """{"id":"i1","type":"point","method":"free_throw","team":"home"}""", """{"home":0,"away":2}""", "score 2:2 → 0:2")]
    [InlineData("basketball", """{"id":"i1","type":"point","team":"home"}""", """{"home":0,"away":2}""", "")]
    public void A_void_excuses_what_the_incident_brought_its_side(
        string sport, string incident, string score, string corrected)
    {
        var feeding = Feeding.Of(sport);
        feeding.Send($$"""{"score":{"home":2,"away":2},"incident":{{incident}} }""", 1);
        feeding.Send(Void, 2);

        feeding.Send($$"""{"score":{{score}} }""", 3);

        Assert.Equal(corrected, Corrected(feeding));
    }

    [Fact]
    public void A_goal_that_was_reinstated_excuses_nothing_and_loses_the_reason_of_its_void()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal","team":"home"}}""", 1);
        feeding.Send(Void, 2);
        feeding.Send("""{"incident":{"id":"i1","state":"CONFIRMED"}}""", 3);
        Assert.Equal("", feeding.Incident("i1").Reason);

        feeding.Send("""{"score":{"home":0,"away":0}}""", 4);

        Assert.Equal("score 1:0 → 0:0", Corrected(feeding));
    }

    [Fact]
    public void Who_reinstates_an_incident_may_say_why()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"incident":{"id":"i1","type":"goal","team":"home"}}""", 1);
        feeding.Send(Void, 2);

        feeding.Send("""{"incident":{"id":"i1","state":"CONFIRMED","reason":"VAR_GOAL_STANDS"}}""", 3);

        Assert.Equal("VAR_GOAL_STANDS", feeding.Incident("i1").Reason);
    }

    [Fact]
    public void A_goal_that_one_event_both_tells_and_takes_back_was_never_in_the_score()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":1,"away":0}}""", 1);

        feeding.Send("""{"incident":{"id":"i1","type":"goal","team":"home"},"void":{"incident":"i1"},"score":{"home":0,"away":0}}""", 2);

        Assert.Equal("score 1:0 → 0:0", Corrected(feeding));
    }

    [Fact]
    public void Kicks_runs_and_wickets_have_excuses_of_their_own()
    {
        var football = Feeding.OfFootball();
        football.Send("""{"score":{"home":1,"away":1,"shootout":{"home":1}},"incident":{"id":"i1","type":"shootout_kick","method":"scored","team":"home"}}""", 1);
        football.Send(Void, 2);
        football.Send("""{"score":{"home":1,"away":0,"shootout":{"home":0}}}""", 3);
        Assert.Equal("score 1:1 → 1:0", Corrected(football));

        var cricket = Feeding.Of("cricket");
        cricket.Send("""{"score":{"cricket":{"innings":[{"side":"home","runs":10,"wickets":2}]}},"incident":{"id":"i1","type":"wicket","team":"away"}}""", 1);
        cricket.Send("""{"incident":{"id":"i2","type":"boundary","method":"four","team":"home"}}""", 2);
        cricket.Send(Void, 3);
        cricket.Send("""{"void":{"incident":"i2"}}""", 4);
        cricket.Send("""{"score":{"cricket":{"innings":[{"side":"home","runs":6,"wickets":1}]}}}""", 5);
        Assert.Equal("", Corrected(cricket));
        cricket.Send("""{"score":{"cricket":{"innings":[{"side":"home","runs":6,"wickets":0}]}}}""", 6);
        Assert.Equal("cricket.innings[0] 6:1 → 6:0", Corrected(cricket));
    }

    /// <summary>
    /// Goals and cards of both sides, some of them voided, some of those reinstated: the fall is marked exactly where it
    /// exceeds, for one side at least, the goals of that side which counted and no longer do.
    /// </summary>
    [Fact]
    public void A_fall_is_marked_exactly_where_it_exceeds_the_goals_taken_back() =>
        Gen.Select(Told.Array[0, 6], Gen.Int[0, 4], Gen.Int[0, 4]).Sample((told, fallHome, fallAway) =>
        {
            var feeding = Feeding.OfFootball();
            feeding.Send("""{"score":{"home":9,"away":9}}""", 1);
            foreach (var (index, one) in told.Index()) one.Tell(feeding, $"i{index}");

            feeding.Send($$"""{"score":{"home":{{9 - fallHome}},"away":{{9 - fallAway}} } }""", 9);

            var surprising = fallHome > told.Count(static one => one.Excuses("home"))
                || fallAway > told.Count(static one => one.Excuses("away"));
            Assert.Equal(surprising ? $"score 9:9 → {9 - fallHome}:{9 - fallAway}" : "", Corrected(feeding));
        }, iter: 300);

    private static Gen<Incident> Told { get; } =
        from type in Gen.OneOf("goal", "goal", "card")
        from team in Gen.OneOf("home", "away")
        from state in Gen.OneOf("POSSIBLE", "PROVISIONAL", "CONFIRMED")
        from isVoided in Gen.Bool
        from isReinstated in Gen.OneOf(false, false, true)
        select new Incident(type, team, state, isVoided, isReinstated);

    private static string Corrected(Feeding feeding) => string.Join("; ", feeding.Last.Marks
        .Where(static mark => mark.Kind == Mark.Types.Kind.FeedCorrection)
        .Select(static mark => $"{mark.Field} {mark.Was} → {mark.Now}"));

    private sealed record Incident(string Type, string Team, string State, bool IsVoided, bool IsReinstated)
    {
        public bool Excuses(string team) =>
            Team == team && Type == "goal" && State != "POSSIBLE" && IsVoided && !IsReinstated;

        public void Tell(Feeding feeding, string id)
        {
            feeding.Send($$"""{"incident":{"id":"{{id}}","type":"{{Type}}","team":"{{Team}}","state":"{{State}}"} }""", 2);
            if (!IsVoided) return;
            feeding.Send($$"""{"void":{"incident":"{{id}}","reason":"VAR_FOUL"} }""", 3);
            if (IsReinstated) feeding.Send($$"""{"incident":{"id":"{{id}}","state":"{{State}}"} }""", 4);
        }
    }
}
