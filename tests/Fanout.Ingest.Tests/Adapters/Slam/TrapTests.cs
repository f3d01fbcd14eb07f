using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.Slam;

public sealed class TrapTests
{
    private const string Women = "2018-usopen-2101";
    private const string Match = "slam:2018-usopen-2101";

    [Fact]
    public void Takes_rows_without_a_point_as_no_points()
    {
        var reading = Reading.OfTexts(new WrittenPoints(Women).Point(1, (0, 0), ("0", "0"), 0, 0, number: "0X")
            .Point(1, (0, 0), ("0", "0"), 0, 0, number: "0Y").Point(1, (0, 0), ("15", "0"), number: "1").ToString());
        Assert.Equal(["fixture", "start", "p1"], reading.Events.Select(static read => read.Id.Split(':')[2].Split('-')[0]));
    }

    [Fact]
    public void Voids_a_game_that_is_taken_back_and_keeps_the_score_of_the_row()
    {
        var reading = Reading.OfTexts(new WrittenPoints(Women)
            .Game(1, (1, 0)).Game(1, (2, 0), game: 2, server: 2).Point(1, (1, 1), ("0", "0"), 2, 2, game: 2).ToString());
        var match = Normalised.Of(reading).Find(Match);
        Assert.Equal((1, 1), (match.Tennis.Sets[0].Home, match.Tennis.Sets[0].Away));
        var voided = Assert.Single(match.Incidents, static incident => incident.State == IncidentState.Types.Value.Voided);
        Assert.Equal(("home", "FEED_CORRECTION", Visibility.Types.Value.Hidden), (voided.Team, voided.Reason, voided.Visibility));
        Assert.Contains("breaks, 2–0", voided.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_a_set_back_with_everything_that_it_decided()
    {
        var points = new WrittenPoints(Women).Set(1).Set(2);
        var won = Normalised.Of(Reading.OfTexts(points.ToString())).Find(Match);
        Assert.Equal((MatchStatus.Ended, Winner.Types.Value.Home, 2), (won.Status, won.Winner, won.Score.Home));

        var match = Normalised.Of(Reading.OfTexts(points.Point(2, (5, 1), ("15", "0"), game: 7).ToString())).Find(Match);
        Assert.Equal((MatchStatus.Live, false, 1), (match.Status, match.HasWinner, match.Score.Home));
        Assert.Equal(1, match.Incidents.Count(static incident => incident is { Type: "period_end", State: IncidentState.Types.Value.Confirmed }));
    }

    [Fact]
    public void Counts_games_itself_where_the_rows_do_not()
    {
        var points = new WrittenPoints("2019-ausopen-2101", withGames: false)
            .Point(1, default, ("40", "30"), 1, 1, game: 1).Point(1, default, ("GAME", "30"), 1, 1, game: 1) // called
            .Point(1, default, ("15", "40"), 2, 2, game: 2).Point(1, default, ("0", "0"), 2, 2, game: 2)      // begun anew
            .Point(1, default, ("40", "AD"), 2, 1, game: 3).Point(1, default, ("0", "15"), 2, 2, game: 4);    // only the next tells
        var sets = Normalised.Of(Reading.OfTexts(points.ToString())).Find("slam:2019-ausopen-2101").Tennis.Sets;
        Assert.Equal((1, 2), (sets[0].Home, sets[0].Away));
    }

    [Fact]
    public void Goes_on_with_a_game_that_seemed_over()
    {
        var points = new WrittenPoints("2019-ausopen-2101", withGames: false)
            .Point(1, default, ("GAME", "30"), 1, 1, game: 1).Point(1, default, ("40", "40"), 2, 1, game: 1);
        var match = Normalised.Of(Reading.OfTexts(points.ToString())).Find("slam:2019-ausopen-2101");
        Assert.Equal((0, 0, "40"), (match.Tennis.Sets[0].Home, match.Tennis.Sets[0].Away, match.Tennis.Game.Home));
    }

    [Fact]
    public void Ends_mixed_doubles_with_a_tie_break_in_place_of_a_set()
    {
        const string Mixed = "2019-ausopen-XD101";
        var points = new WrittenPoints(Mixed, withGames: false);
        for (var game = 1; game <= 12; game++)
            points.Point(game <= 6 ? 1 : 2, default, game <= 6 ? ("GAME", "0") : ("0", "GAME"), game <= 6 ? 1 : 2, 1, game);
        points.Point(3, default, ("9", "8"), 1, 1, game: 13).Point(3, default, ("10", "8"), 1, 2, game: 13);
        var match = Normalised.Of(Reading.OfTexts(points.ToString())).Find($"slam:{Mixed}");
        Assert.Equal([(6, 0), (0, 6), (1, 0)], match.Tennis.Sets.Select(static set => (set.Home, set.Away)));
        Assert.Equal((10, 8), (match.Tennis.Sets[2].TieBreak.Home, match.Tennis.Sets[2].TieBreak.Away));
        Assert.Equal((MatchStatus.Ended, Winner.Types.Value.Home), (match.Status, match.Winner));
        Assert.Equal((3u, FinalSet.Types.Value.MatchTieBreak, true), (match.Format.BestOf, match.Format.FinalSet, match.Format.NoAd));
    }

    [Theory]
    [InlineData("2012-ausopen-1101", 7, 6, false)] // an advantage set
    [InlineData("2012-ausopen-1101", 8, 6, true)]
    [InlineData("2012-usopen-1101", 7, 6, true)]
    [InlineData("2023-ausopen-1101", 7, 6, true)]
    public void Knows_by_slam_and_year_how_the_last_set_ends(string id, int home, int away, bool isOver)
    {
        var points = new WrittenPoints(id).Set(1).Set(2);
        foreach (var set in new[] { 3, 4 })
            points.Point(set, (0, 6), ("0", "0"), 2, game: 6, setWinner: 2);
        points.Point(5, (home, away), ("0", "0"), game: home + away);
        Assert.Equal(isOver, Normalised.Of(Reading.OfTexts(points.ToString())).Find($"slam:{id}").HasWinner);
    }

    [Theory]
    [InlineData("", "", MatchStatus.Live, false)]
    [InlineData("Retired", "2", MatchStatus.Retired, true)]
    [InlineData("Complete", "2", MatchStatus.Ended, true)]
    public void Says_who_won_a_match_that_stops_only_where_the_list_does(string status, string winner, MatchStatus expected, bool hasWinner)
    {
        var reading = Reading.OfTexts(WrittenPoints.List(Women, status: status, winner: winner), new WrittenPoints(Women).Game(1, (1, 0)).ToString());
        var match = Normalised.Of(reading).Find(Match);
        Assert.Equal((expected, hasWinner), (match.Status, match.HasWinner));
        if (hasWinner) Assert.Equal(Winner.Types.Value.Away, match.Winner);
    }

    [Fact]
    public void Says_so_when_the_list_names_another_winner()
    {
        var reading = Reading.OfTexts(WrittenPoints.List(Women, status: "Complete", winner: "2"), new WrittenPoints(Women).Set(1).Set(2).ToString());
        Assert.Equal(Winner.Types.Value.Home, Normalised.Of(reading).Find(Match).Winner);
        Assert.Equal(ProblemKind.Contradiction, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void Puts_points_into_the_order_of_their_numbers()
    {
        var points = new WrittenPoints(Women).Set(1).Set(2);
        var inOrder = Reading.OfTexts(points.ToString());
        var reversed = Reading.OfTexts(points.Reverse().ToString());
        Assert.Equal(inOrder.Events, reversed.Events);
        Assert.Equal(ProblemKind.Contradiction, Assert.Single(reversed.Problems).Kind);
    }

    [Fact]
    public void Takes_a_row_that_comes_twice_once()
    {
        var reading = Reading.OfTexts(new WrittenPoints(Women).Set(1).Set(2).RepeatLast().ToString());
        Assert.Contains("come twice", Assert.Single(reading.Problems).Text, StringComparison.Ordinal);
        Assert.Equal(2, Normalised.Of(reading).Find(Match).Score.Home);
    }

    [Theory]
    [InlineData("40,Love", "score")]
    [InlineData("40,999", "score")]
    public void Leaves_out_a_row_that_cannot_be_and_says_why(string score, string word)
    {
        var text = new WrittenPoints(Women).Point(1, (0, 0), ("15", "0")).Point(1, (0, 0), ("40", "999")).Point(1, (0, 0), ("30", "0")).ToString()
            .Replace("40,999", score, StringComparison.Ordinal);
        var reading = Reading.OfTexts(text);
        var problem = Assert.Single(reading.Problems, static problem => problem.Kind == ProblemKind.Unreadable);
        Assert.Equal("line 3", problem.Place);
        Assert.Contains(word, problem.Text, StringComparison.Ordinal);
        Assert.Equal("30", Normalised.Of(reading).Find(Match).Tennis.Game.Home);
    }

    [Fact]
    public void Names_the_server_of_a_pair_where_the_rows_do()
    {
        const string Pairs = "2022-usopen-3101";
        var reading = Reading.OfTexts(
            WrittenPoints.List(Pairs, partners: "Cat Cole,Dot Day"),
            new WrittenPoints(Pairs).Point(1, (0, 0), ("15", "0"), 1, server: 3, marks: "1,0,0,0").ToString());
        var match = Normalised.Of(reading).Find($"slam:{Pairs}");
        Assert.Equal("Ann Able / Cat Cole", match.Participants[0].Name);
        Assert.Equal(match.Participants[0].Players[1].Id, match.Tennis.Server);
        Assert.Equal(("ace", "Cat Cole"), Assert.Single(match.Incidents) is var ace ? (ace.Method, ace.Player) : default);
    }

    [Fact]
    public void Credits_a_double_fault_to_the_receiver_and_names_who_served()
    {
        var reading = Reading.OfTexts(
            WrittenPoints.List(Women), new WrittenPoints(Women).Point(1, (0, 0), ("0", "15"), 2, server: 1, marks: "0,0,1,0").ToString());
        var fault = Assert.Single(reading.Incidents("point"));
        Assert.Equal(("double_fault", "away", "Ann Able"), (fault.Method, fault.Team, fault.Player));
    }

    [Fact]
    public void Gives_nothing_for_a_match_that_is_only_listed() => Assert.Empty(Reading.OfTexts(WrittenPoints.List(Women)).Events);

    [Fact]
    public void Tells_only_what_is_news_when_the_file_comes_again_longer()
    {
        var polled = new Polled("slam");
        var points = new WrittenPoints(Women).Game(1, (1, 0));
        Assert.Equal(2 + 4, polled.Give(points.ToString()).Count);
        Assert.Empty(polled.Give(points.ToString()));
        var news = Assert.Single(polled.Give(points.Point(1, (1, 0), ("15", "0"), game: 2, server: 2).ToString()));
        Assert.Equal("15", news.Score.Tennis.Game.Home);
        Assert.Empty(polled.States.Marks);
    }

    [Fact]
    public void Voids_and_puts_right_what_a_later_file_says_otherwise()
    {
        var polled = new Polled("slam");
        polled.Give(new WrittenPoints(Women).Game(1, (1, 0)).ToString());
        var correction = Assert.Single(polled.Give(new WrittenPoints(Women)
            .Point(1, (0, 0), ("15", "0")).Point(1, (0, 0), ("30", "0")).Point(1, (0, 0), ("40", "0")).Point(1, (0, 0), ("40", "15"), 2).ToString()));
        Assert.Equal(("FEED_CORRECTION", "40", "15"), (correction.Void.Reason, correction.Score.Tennis.Game.Home, correction.Score.Tennis.Game.Away));
        Assert.Equal(0, polled.States.Find(Match).Tennis.Sets[0].Home);
    }
}
