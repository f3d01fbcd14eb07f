using CsCheck;
using Fanout.Ingest.Identity.Scoring;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Tests.Identity;

/// <summary>What speaks for two fixtures being of one match, in points.</summary>
public sealed class FixtureScoreTests
{
    private const double HourMs = 3_600_000;
    private const double Noon = 1_770_033_600_000; // 2026-02-02 12:00 UTC

    private static readonly Thresholds Limits = new(Automatic: 850, Proposed: 600, Margin: 100);

    private static readonly Gen<string> Names = AnyOf(
        "1. FC Köln", "FC Koeln", "Cologne", "Fortuna Köln", "Bayern München", "FC Bayern", "Bayern München II", "Manchester United",
        "Man City", "Manchester", "United", "Real Madrid", "Real Sociedad", "Arsenal Women", "Arsenal", "Novak Djokovic", "N. Djokovic",
        "Djokovic N. / Đoković M.", "Korea", "Korea Republic", "", "…", "a b a", "a a b");

    private static readonly Gen<FixtureFacts> Fixtures = Gen.Select(
        Names, Names, Gen.Int[0, 40].Nullable(), Gen.Bool, Gen.Int[0, 40].Nullable(), AnyOf("", "Cup", "World Cup", "Women's Cup", "U21 Cup"),
        static (home, away, start, dayOnly, first, competition) =>
        {
            var facts = Facts(home, away, start is { } hours ? Noon + (hours * HourMs) : null, dayOnly, competition);
            if (first is { } was) facts.FirstStartMs = Noon + (was * HourMs);
            return facts;
        });

    [Fact]
    public void It_is_the_same_whichever_of_the_two_fixtures_comes_first() => Gen.Select(
        Fixtures, Fixtures, AnyOf("football", "tennis", "baseball", "cricket")).Sample(
            static (one, other, sport) =>
            {
                var (forth, back) = (Score(one, other, sport), Score(other, one, sport));
                Assert.Equal(
                    (forth.Total, forth.Swapped, forth.Weaker, forth.Stronger, forth.Start),
                    (back.Total, back.Swapped, back.Weaker, back.Stronger, back.Start));
                Assert.Equal(
                    Choice.Of([("m", forth)], Limits) is { Best: null, Proposed.Count: var here } ? here : -1,
                    Choice.Of([("m", back)], Limits) is { Best: null, Proposed.Count: var there } ? there : -1);
                Assert.InRange(forth.Total, 0, 1000);
                Assert.Equal(forth.Total, forth.Parts.Sum(static part => (int)part.Points));
            });

    [Fact]
    public void The_same_fixture_has_all_points()
    {
        var facts = Facts("Reds", "Blues", Noon, competition: "Cup");
        Assert.Equal(1000, Score(facts, facts).Total);
    }

    [Theory]
    [InlineData("football", 0, 300)]
    [InlineData("football", 0.2, 270)]
    [InlineData("football", 2, 210)]
    [InlineData("football", 8, 120)]
    [InlineData("football", 30, 60)]
    [InlineData("football", 48, 0)]
    [InlineData("tennis", 10, 210)]
    [InlineData("baseball", 4, 60)]
    [InlineData("baseball", 24, 0)]
    public void Starts_count_less_the_further_they_are_apart(string sport, double hours, int points) => Assert.Equal(
        points,
        Score(Facts("Reds", "Blues", Noon), Facts("Reds", "Blues", Noon + (hours * HourMs)), sport).Start);

    [Fact]
    public void A_match_that_was_moved_is_found_by_where_it_was()
    {
        var moved = Facts("Reds", "Blues", Noon + (240 * HourMs));
        moved.FirstStartMs = Noon;
        Assert.Equal(270, Score(Facts("Reds", "Blues", Noon), moved).Start);
    }

    [Fact]
    public void A_day_is_enough_where_nobody_plays_twice_on_it()
    {
        var day = Facts("Reds", "Blues", Noon + HourMs, dayOnly: true);
        var time = Facts("Reds", "Blues", Noon);
        Assert.True(Choice.IsAutomatic(Score(day, time), Limits));
        Assert.False(Choice.IsAutomatic(Score(day, time, "baseball"), Limits));
    }

    [Fact]
    public void The_second_game_of_a_double_header_is_another_match()
    {
        var (first, second) = (Facts("Cubs", "Reds", Noon), Facts("Cubs", "Reds", Noon + (4 * HourMs)));
        var late = Facts("Cubs", "Reds", Noon + (4 * HourMs));
        Assert.Equal("second", Choose("baseball", late, ("first", first), ("second", second)).Best?.Match);

        var dayOnly = Facts("Cubs", "Reds", Noon, dayOnly: true);
        var choice = Choose("baseball", dayOnly, ("first", first), ("second", second));
        Assert.Null(choice.Best);
        Assert.Equal(["first", "second"], choice.Proposed.Select(static one => one.Match).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_number_of_a_game_tells_those_of_a_day_apart()
    {
        var (first, second) = (Facts("Cubs", "Reds", Noon, dayOnly: true), Facts("Cubs", "Reds", Noon, dayOnly: true));
        (first.Game, second.Game) = (1, 2);
        Assert.Equal(0, Score(first, second, "baseball").Total);
        Assert.Equal("second", Choose("baseball", second.Clone(), ("first", first), ("second", second)).Best?.Match);
    }

    [Fact]
    public void Sides_the_other_way_round_are_proposed_with_that_said_and_never_mapped()
    {
        var choice = Choose("football", Facts("Reds", "Blues", Noon), ("m", Facts("Blues", "Reds", Noon)));
        Assert.Null(choice.Best);
        var proposed = Assert.Single(choice.Proposed);
        Assert.True(proposed.Score.Swapped);
    }

    [Fact]
    public void Two_matches_that_are_alike_are_both_proposed()
    {
        var facts = Facts("Reds", "Blues", Noon);
        Assert.Equal(2, Choose("football", facts, ("m1", facts), ("m2", facts)).Proposed.Count);
        Assert.Equal("m1", Choose("football", facts, ("m1", facts)).Best?.Match);
    }

    [Fact]
    public void One_name_that_nobody_knows_is_for_people_and_two_are_nothing()
    {
        var match = Facts("Reds", "Blues", Noon, competition: "Cup");
        Assert.Single(Choose("football", Facts("Reds", "Azzurri", Noon, competition: "Cup"), ("m", match)).Proposed);
        Assert.Empty(Choose("football", Facts("Rossi", "Azzurri", Noon, competition: "Cup"), ("m", match)).Proposed);
    }

    [Theory]
    [InlineData("Reds U21", "Blues U21", "", false)]
    [InlineData("Reds", "Blues", "Women's Cup", false)]
    [InlineData("Reds Women", "Blues Women", "Women's Cup", false)]
    [InlineData("Reds", "Blues", "Cup", true)]
    public void Women_and_youth_are_other_teams_wherever_that_is_said(string home, string away, string competition, bool isOne)
    {
        var match = Facts("Reds", "Blues", Noon, competition: "The Cup");
        Assert.Equal(isOne, Score(Facts(home, away, Noon, competition: competition), match).Total > 0);
    }

    [Fact]
    public void What_a_competition_says_of_its_teams_need_not_stand_in_their_names() => Assert.True(Choice.IsAutomatic(
        Score(Facts("Reds", "Blues", Noon, competition: "Women's Cup"), Facts("Reds Women", "Blues (W)", Noon, competition: "Cup")), Limits));

    [Fact]
    public void Teams_that_are_known_to_be_one_need_not_be_called_alike()
    {
        var (one, other) = (Facts("Reds", "Blues", Noon), Facts("Rossi", "Azzurri", Noon));
        Assert.Equal(360, Score(one, other).Total);
        Assert.Equal(960, FixtureScore.Of(new(one, true), new(other, true), SportTimes.Of("football"), static (_, _) => true).Total);
    }

    [Fact]
    public void Every_part_says_why()
    {
        var score = Score(Facts("Reds", "Blues", Noon, competition: "Cup"), Facts("The Reds", "Blues", Noon));
        Assert.Equal(["home", "away", "start", "competition"], score.Parts.Select(static part => part.Name));
        Assert.Equal("Reds / The Reds", score.Parts[0].Why);
        Assert.Equal("Cup / ?", score.Parts[3].Why);
    }

    private static Gen<string> AnyOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static PairScore Score(FixtureFacts one, FixtureFacts other, string sport = "football")
    {
        var times = SportTimes.Of(sport);
        return FixtureScore.Of(new ParsedFixture(one, times.IsTeam), new ParsedFixture(other, times.IsTeam), times);
    }

    private static Choice Choose(string sport, FixtureFacts facts, params (string Match, FixtureFacts Facts)[] matches) =>
        Choice.Of(matches.Select(match => (match.Match, Score(facts, match.Facts, sport))), Limits);

    private static FixtureFacts Facts(
        string home, string away, double? startMs = null, bool dayOnly = false, string competition = "")
    {
        var facts = new FixtureFacts
        {
            Home = new TeamFacts { Name = home },
            Away = new TeamFacts { Name = away },
            DayOnly = dayOnly,
            Competition = competition,
        };
        if (startMs is { } ms) facts.StartMs = ms;
        return facts;
    }
}
