using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Wyscout.Written;

namespace Fanout.Ingest.Tests.Adapters.Wyscout;

/// <summary>What the format is known to trip readers with, each in a file of a few events.</summary>
public sealed class TrapTests
{
    private const string Match = "wyscout:7";

    [Fact]
    public void A_document_that_comes_again_corrected_is_taken()
    {
        var adapter = FeedFormats.Shipped.Find("wyscout")!.Open();
        var normaliser = new OfflineNormaliser();
        foreach (var second in new[] { 600, 700 })
        {
            var document = File(Event("Pass", "Simple pass", "1H", 1, 1, "", id: 1), Event("Shot", "Shot", "1H", second, 1, "101", id: 2));
            foreach (var told in adapter.Read([FeedFile.OfBytes("answer", Encoding.UTF8.GetBytes(document))], static _ => { }).ToList())
                Assert.NotEqual(Outcome.Rejected, normaliser.Accept("wyscout", told).Outcome);
        }

        var match = normaliser.Find(Match)!;
        Assert.Equal(12u, Assert.Single(match.Incidents, static one => one.Type == "goal").Minute);
        Assert.Equal(1, match.Score.Home);
    }

    [Fact]
    public void Does_not_count_the_goal_tag_of_the_beaten_keeper()
    {
        var reading = Reading.OfTexts(
            List(score: (1, 0)),
            File(Shot("1H", 60, team: 1), Event("Save attempt", "Reflexes", "1H", 61, 2, "101"), Pass("2H", 2750)));
        Assert.Equal((1, 0), ScoreOf(reading));
        Assert.Single(reading.Incidents("goal"));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Credits_an_own_goal_to_the_opponent_and_names_the_scorer()
    {
        var reading = Reading.OfTexts(
            List(score: (0, 1)), File(Event("Others on the ball", "Touch", "1H", 60, 1, "102", player: 5), Pass("2H", 2750)));
        var goal = Assert.Single(reading.Incidents("goal"));
        Assert.Equal(("away", "own_goal", "wyscout:5"), (goal.Team, goal.Method, goal.Player));
        Assert.Equal((0, 1), ScoreOf(reading));
    }

    [Fact]
    public void Counts_an_own_goal_once_when_two_events_of_it_are_marked()
    {
        var reading = Reading.OfTexts(
            List(score: (0, 1)),
            File(
                Event("Others on the ball", "Touch", "1H", 60, 1, "102"),
                Event("Save attempt", "Reflexes", "1H", 61.5, 1, "102"),
                Pass("2H", 2750)));
        Assert.Equal((0, 1), ScoreOf(reading));
        Assert.Equal(ProblemKind.Contradiction, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void Keeps_the_kicks_of_a_shootout_out_of_the_score()
    {
        var reading = Reading.OfTexts(
            List(duration: "Penalties", score: (0, 0), extra: (0, 0), penalties: (1, 0)),
            File(
                Pass("1H", 10),
                Pass("2H", 2750),
                Pass("E1", 900),
                Pass("E2", 900),
                Penalty("P", 10, team: 1, scored: true),
                Event("Save attempt", "Reflexes", "P", 11, 2, "101"),
                Penalty("P", 60, team: 2, scored: false)));
        var score = reading.Score(Match);
        Assert.Equal((0, 0, 1, 0), (score.Home, score.Away, score.Shootout.Home, score.Shootout.Away));
        Assert.Equal([("home", true), ("away", false)], score.Shootout.Kicks.Select(static kick => (kick.Side, kick.Scored)));
        Assert.Equal((0, 0), (score.AfterRegulation.Home, score.AfterRegulation.Away));
        Assert.Empty(reading.Incidents("goal"));
        Assert.Equal(["scored", "missed"], reading.Incidents("shootout_kick").Select(static kick => kick.Method));
        Assert.Equal((Winner.Types.Value.Home, WinMethod.Types.Value.Shootout), EndOf(reading));
    }

    [Fact]
    public void Tells_a_penalty_in_play_that_was_missed_from_one_that_was_scored()
    {
        var reading = Reading.OfTexts(
            List(score: (1, 0)), File(Penalty("1H", 60, 1, scored: true), Penalty("1H", 600, 2, scored: false), Pass("2H", 2750)));
        Assert.Equal("penalty", Assert.Single(reading.Incidents("goal")).Method);
        Assert.Equal(("away", "missed"), Assert.Single(reading.Incidents("penalty")) is var missed ? (missed.Team, missed.Method) : default);
        Assert.Equal((1, 0), ScoreOf(reading));
    }

    [Fact]
    public void Takes_a_second_yellow_as_one_card_that_sends_off()
    {
        var reading = Reading.OfTexts(
            List(), File(Foul("1H", 60, 2, "1702"), Foul("1H", 90, 2, "1702,1703"), Foul("2H", 30, 1, "1701"), Pass("2H", 2750)));
        Assert.Equal(["yellow", "second_yellow", "red"], reading.Incidents("card").Select(static card => card.Card));
    }

    [Fact]
    public void Writes_added_time_as_added_and_starts_the_next_half_at_45()
    {
        var reading = Reading.OfTexts(
            List(score: (3, 0)),
            File(Shot("1H", 2699, 1), Shot("1H", 2772, 1), Shot("2H", 0, 1), Pass("2H", 2750)));
        Assert.Equal(
            [("1H", 45u, 0u), ("1H", 45u, 2u), ("2H", 46u, 0u)],
            reading.Incidents("goal").Select(static goal => (goal.Phase, goal.Minute, goal.Added)));
        var half = reading.Events.Single(static read => read.Phase?.Phase == "HT");
        Assert.Equal((2772_000u, 2u, false), (half.Clock.ValueMs, half.Clock.AddedMinutes, half.Clock.Running));
    }

    [Fact]
    public void Tells_a_goal_and_its_score_in_one_event()
    {
        var reading = Reading.OfTexts(List(score: (1, 0)), File(Shot("1H", 60, 1), Pass("2H", 2750)));
        var goal = reading.Events.Single(static read => read.Incident?.Type == "goal");
        Assert.Equal((1, 0), (goal.Score.Home, goal.Score.Away));
        Assert.Equal([("1H", 1, 0)], goal.Score.Periods.Select(static period => (period.Phase, period.Home, period.Away)));
    }

    [Fact]
    public void Puts_an_assist_beside_the_goal_that_it_led_to()
    {
        var reading = Reading.OfTexts(
            List(score: (2, 0)),
            File(
                Event("Pass", "Cross", "1H", 58, 1, "301", player: 10),
                Shot("1H", 60, 1, player: 9),
                Shot("1H", 600, 1, player: 9),
                Pass("2H", 2750)));
        Assert.Equal(["wyscout:10", ""], reading.Incidents("goal").Select(static goal => goal.Player2));
    }

    [Theory]
    [InlineData(46, "2H", 46, 0)]
    [InlineData(38, "1H", 38, 0)]
    [InlineData(93, "2H", 90, 3)]
    public void Puts_a_substitution_into_the_latest_period_that_had_begun(int minute, string phase, uint shown, uint added)
    {
        var reading = Reading.OfTexts(
            List(substitutions: $$"""[{"playerIn":21,"playerOut":20,"minute":{{minute}}}]"""),
            File(Pass("1H", 1), Pass("1H", 2800), Pass("2H", 1), Pass("2H", 2900)));
        var substitution = Assert.Single(reading.Incidents("substitution"));
        Assert.Equal((phase, shown, added), (substitution.Phase, substitution.Minute, substitution.Added));
        Assert.Equal(("home", "wyscout:21", "wyscout:20"), (substitution.Team, substitution.Player, substitution.Player2));
    }

    [Fact]
    public void Counts_corners_beside_the_score()
    {
        var reading = Reading.OfTexts(
            List(), File(Event("Free Kick", "Corner", "1H", 60, 1, ""), Event("Free Kick", "Corner", "1H", 90, 2, "1801"), Pass("2H", 2750)));
        var corners = reading.Events.Where(static read => read.Score?.Football is not null).Select(static read => read.Score.Football.Corners);
        Assert.Equal([(1, 0), (1, 1)], corners.Select(static pair => (pair.Home, pair.Away)));
        Assert.DoesNotContain(reading.Events, static read => read.Incident is not null);
    }

    [Fact]
    public void Undoes_one_escape_too_many_in_names()
    {
        var players = """{"players":{"1":[{"player":{"wyId":11,"shortName":"I. Peri\\u0161i\\u0107"}}]}}""";
        var reading = Reading.OfTexts(List(score: (1, 0)), players, File(Shot("1H", 60, 1), Pass("2H", 2750)));
        Assert.Equal("I. Perišić", Assert.Single(reading.Incidents("goal")).Player);
    }

    private static (int, int) ScoreOf(Reading reading) => (reading.Score(Match).Home, reading.Score(Match).Away);

    private static (Winner.Types.Value, WinMethod.Types.Value) EndOf(Reading reading)
    {
        var status = reading.Events[^1].Status;
        Assert.Equal(Status.Types.Value.Ended, status.Status);
        return (status.Winner, status.WinMethod);
    }
}
