using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.OpenFootball.Written;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.OpenFootball;

/// <summary>What the format is known to trip readers with, each in a document of a match or two.</summary>
public sealed class TrapTests
{
    private const string Id = "openfootball:0";

    [Fact]
    public void Puts_goals_that_are_grouped_by_scorer_into_the_order_of_play()
    {
        var feed = new PolledFootball("openfootball");
        feed.Read(Document(Match(
            "\"ft\":[3,1],\"ht\":[1,1]",
            $"[{Goal("Ash", 12)},{Goal("Ash", 90, ",\"offset\":3")},{Goal("Birch", 47)}]",
            $"[{Goal("Elm", 45, ",\"offset\":2,\"penalty\":true")}]")));
        Assert.Equal(["12 home Ash", "45+2 away Elm", "47 home Birch", "90+3 home Ash"], feed.Goals(Id));
        Assert.Equal("penalty", feed.Match(Id).Incidents[1].Method);
        Assert.Equal(["1H", "1H", "2H", "2H"], feed.Match(Id).Incidents.Select(static goal => goal.Phase));
        Assert.Empty(feed.Problems);
        Assert.Empty(feed.Marks);
    }

    [Fact]
    public void Tells_every_goal_with_the_score_after_it_and_the_breaks_between()
    {
        var reading = Reading.OfTexts(Document(Match("\"ft\":[1,1],\"ht\":[1,0]", $"[{Goal("Ash", 12)}]", $"[{Goal("Elm", 80)}]")));
        Assert.Equal(
            ["fixture", "1H-start 0:0", "goal-1 1:0", "1H-end 1:0", "2H-start 1:0", "goal-2 1:1", "end 1:1"],
            reading.Events.Select(static told =>
                told.Id.Split(':')[2] + (told.Score is { } score ? $" {score.Home}:{score.Away}" : "")));
    }

    [Fact]
    public void Leaves_an_own_goal_with_the_side_that_profits()
    {
        var feed = new PolledFootball("openfootball");
        feed.Read(Document(Match(goals1: $"[{Goal("Elm", 9, ",\"owngoal\":true")}]")));
        var goal = Assert.Single(feed.Match(Id).Incidents);
        Assert.Equal(("home", "own_goal", "Elm"), (goal.Team, goal.Method, goal.Player));
    }

    [Fact]
    public void Follows_the_score_where_the_lists_are_exchanged()
    {
        var feed = new PolledFootball("openfootball");
        feed.Read(Document(Match("\"ft\":[0,2],\"ht\":[0,1]", $"[{Goal("Elm", 9)},{Goal("Oak", 60)}]")));
        Assert.Equal(["9 away Elm", "60 away Oak"], feed.Goals(Id));
        Assert.Contains("exchanged", Assert.Single(feed.Problems, static problem => problem.Kind == ProblemKind.Contradiction).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Follows_the_score_where_goals_are_missing_or_too_many()
    {
        var feed = new PolledFootball("openfootball");
        feed.Read(Document(
            Match("\"ft\":[2,0],\"ht\":[1,0]", $"[{Goal("Ash", 9)}]"),
            Match("\"ft\":[0,1],\"ht\":[0,0]", goals2: $"[{Goal("Elm", 60)},{Goal("Oak", 70)}]", home: "\"Greens\"")));
        Assert.Equal(["9 home Ash"], feed.Goals(Id));
        Assert.Equal(2, feed.Match(Id).Score.Home);
        Assert.Equal(["60 away Elm"], feed.Goals("openfootball:1"));
        Assert.Equal(2, feed.Problems.Count(static problem => problem.Kind == ProblemKind.Contradiction));
    }

    [Fact]
    public void Takes_half_time_for_the_numbers_and_the_minute_for_the_goal_where_they_differ()
    {
        var feed = new PolledFootball("openfootball");
        feed.Read(Document(Match("\"ft\":[1,0],\"ht\":[0,0]", $"[{Goal("Ash", 20)}]")));
        Assert.Equal([("1H", 0), ("2H", 1)], feed.Match(Id).Score.Periods.Select(static period => (period.Phase, period.Home)));
        Assert.Equal(("1H", 20u), (feed.Match(Id).Incidents[0].Phase, feed.Match(Id).Incidents[0].Minute));
        Assert.Equal(ProblemKind.Contradiction, Assert.Single(feed.Problems).Kind);
    }

    [Fact]
    public void States_no_periods_where_half_time_is_not_known()
    {
        var feed = new PolledFootball("openfootball");
        feed.Read(Document(Match("\"ft\":[1,0]", $"[{Goal("Ash", 20)}]")));
        Assert.Empty(feed.Match(Id).Score.Periods);
        Assert.Empty(feed.Problems);
    }

    [Fact]
    public void Gives_extra_time_its_halves_and_leaves_the_shootout_out_of_the_score()
    {
        var feed = new PolledFootball("openfootball");
        feed.Read(Document(Match(
            "\"ht\":[1,0],\"ft\":[1,1],\"et\":[2,2],\"p\":[3,4]",
            $"[{Goal("Ash", 9)},{Goal("Birch", 118)}]",
            $"[{Goal("Elm", 90, ",\"offset\":5")},{Goal("Oak", 97)}]")));
        var match = feed.Match(Id);
        Assert.Equal((2, 2, 1, 1), (match.Score.Home, match.Score.Away, match.Score.AfterRegulation.Home, match.Score.AfterRegulation.Away));
        Assert.Equal(
            [("1H", 1, 0), ("2H", 0, 1), ("E1", 0, 1), ("E2", 1, 0)],
            match.Score.Periods.Select(static period => (period.Phase, period.Home, period.Away)));
        Assert.Equal((3, 4), (match.Score.Shootout.Home, match.Score.Shootout.Away));
        Assert.Equal((Winner.Types.Value.Away, WinMethod.Types.Value.Shootout), (match.Winner, match.WinMethod));
        Assert.Empty(feed.Marks);
    }

    [Fact]
    public void Reads_rounds_with_sides_that_are_objects_and_counts_places_through_them()
    {
        var feed = new PolledFootball("openfootball");
        feed.Read(Rounds(
            Round("Quarter-finals", Match(home: """{"name":"Reds","code":"RED"}""")),
            Round("Final", Match("\"ft\":[0,3]", home: "\"Greens\"").Replace("\"round\":\"Matchday 1\",", "", StringComparison.Ordinal))));
        Assert.Equal(("Reds", "RED"), (feed.Match(Id).Participants[0].Name, feed.Match(Id).Participants[0].ShortName));
        Assert.Equal(("Final", 3), (feed.Match("openfootball:1").Round, feed.Match("openfootball:1").Score.Away));
    }

    [Fact]
    public void Reads_the_oldest_dialect_and_minutes_that_are_text()
    {
        var feed = new PolledFootball("openfootball");
        feed.Read(Document(Match(
            score: null,
            goals1: """[{"name":"Ash","minute":"45+1"},{"name":"Birch","minute":"70'"}]""",
            more: ",\"score1\":1,\"score2\":1,\"score1i\":1,\"score2i\":1,\"score1et\":2,\"score2et\":1",
            goals2: $"[{Goal("Elm", 3)}]")));
        Assert.Equal((2, 1), (feed.Match(Id).Score.Home, feed.Match(Id).Score.Away));
        Assert.Equal(["3 away Elm", "45+1 home Ash", "70 home Birch"], feed.Goals(Id));
        Assert.Equal(WinMethod.Types.Value.ExtraTime, feed.Match(Id).WinMethod);
    }

    [Theory]
    [InlineData("18:00 UTC+2", "2026-05-01T16:00:00Z", StartPrecision.Types.Value.Minute)]
    [InlineData("18:00 UTC-3", "2026-05-01T21:00:00Z", StartPrecision.Types.Value.Minute)]
    [InlineData("18:00 UTC+5:30", "2026-05-01T12:30:00Z", StartPrecision.Types.Value.Minute)]
    [InlineData("18:00", "2026-05-01T18:00:00Z", StartPrecision.Types.Value.Day)]
    [InlineData("soon", "2026-05-01T00:00:00Z", StartPrecision.Types.Value.Day)]
    public void Knows_the_minute_of_the_start_only_where_its_zone_is_stated(string time, string start, StartPrecision.Types.Value precision)
    {
        var reading = Reading.OfTexts(Document(Match(time: time)));
        var fixture = reading.Events[0].Fixture;
        Assert.Equal((DateTimeOffset.Parse(start, null), precision), (fixture.Start.ToDateTimeOffset(), fixture.StartPrecision));
        Assert.Equal(
            precision == StartPrecision.Types.Value.Day ? 1 : 0, reading.Problems.Count(static problem => problem.Kind == ProblemKind.Assumption));
    }

    [Fact]
    public void Gives_the_fixture_alone_of_a_match_to_come_and_says_what_will_not_be_played()
    {
        var feed = new PolledFootball("openfootball");
        var told = feed.Read(Document(
            Match(score: null),
            Match(score: null, home: "\"Greens\"", more: ",\"status\":\"CANCELLED\""),
            Match(home: "\"Whites\"", score: "\"ft\":[3,0]", more: ",\"status\":\"AWARDED\"")));
        Assert.Equal([Id, "openfootball:1", "openfootball:2"], feed.Matches.Mentioned);
        Assert.Equal("Reds", Assert.Single(told, static one => one.Match == Id).Fixture.Home.Name);
        Assert.Equal(MatchStatus.Scheduled, feed.Match(Id).Status);
        Assert.Equal([false, true, true], feed.Matches.Mentioned.Select(feed.Matches.HasEvents));
        Assert.Equal(MatchStatus.Cancelled, feed.Match("openfootball:1").Status);
        Assert.Equal((MatchStatus.Awarded, Winner.Types.Value.Home), (feed.Match("openfootball:2").Status, feed.Match("openfootball:2").Winner));
    }

    [Fact]
    public void Names_the_tournament_in_ids_only_where_several_are_read_together()
    {
        Assert.Equal([Id], Reading.OfTexts(Document(Match())).Matches);
        Assert.Equal(
            ["openfootball:meadow-cup:0", "openfootball:coupe-de-l-ete:0"],
            Reading.OfTexts(Document(Match()), Named("Coupe de l’Été", Match())).Matches);
    }

    [Theory]
    [InlineData("\"ft\":[1,\"x\"]", "score.ft is [1,\"x\"], not two numbers")]
    [InlineData("\"ft\":[1,-2]", "score.ft is 1:-2, outside 0 to 999")]
    [InlineData("\"ft\":[1,0],\"ht\":[2,0]", "half-time 2:0, but 1:0 after 90 minutes")]
    [InlineData("\"ft\":[1,1],\"et\":[1,0]", "read as the goals of extra time alone: 2:1")]
    public void Reports_scores_that_cannot_be(string score, string text)
    {
        var problems = Reading.OfTexts(Document(Match(score))).Problems;
        Assert.Contains(problems, problem => problem.Place == "matches[0]" && problem.Text.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Reads_what_stands_before_the_place_where_the_file_breaks_off()
    {
        var whole = Document(Match(), Match(home: "\"Greens\""));
        for (var length = 0; length < whole.Length; length += 7)
        {
            var reading = Reading.As("openfootball", whole[..length]);
            Assert.Contains(reading.Problems, static problem => problem.Kind == ProblemKind.Unreadable);
            Assert.True(reading.Matches.Count() <= 2);
        }
    }

    [Fact]
    public void Reads_a_document_in_windows_1252_and_says_so()
    {
        var bytes = Encoding.Latin1.GetBytes(Document(Match(home: "\"Grün-Weiß\"")));
        var feed = new PolledFootball("openfootball");
        feed.Read(bytes);
        Assert.Equal("Grün-Weiß", feed.Match(Id).Participants[0].Name);
        Assert.Contains("Windows-1252", Assert.Single(feed.Problems).Text, StringComparison.Ordinal);
    }
}
