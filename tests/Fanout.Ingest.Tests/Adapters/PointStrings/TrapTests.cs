using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.PointStrings;

public sealed class TrapTests
{
    private const string Columns = "pbp_id,date,tny_name,tour,draw,server1,server2,winner,pbp,score,adf_flag,wh_minutes\n";
    private const string Match = "tennis-strings:7";
    private const string Bagel = "SSSS;RRRR;SSSS;RRRR;SSSS;RRRR"; // the first server wins every game

    [Fact]
    public void Alternates_service_by_game_across_sets_and_after_a_tie_break()
    {
        var servers = Read(Row($"{Six};S/SS/SS/SS.SSSS", "", "")).Events.Where(static read => read.Score is not null).Select(static read => read.Score.Tennis.Server).ToList();
        // Home serves first, away the second game… so home serves the thirteenth, the tie-break, first, and away after it.
        Assert.Equal(["home", "home", "home", "home", "away"], servers[..5]);
        Assert.Equal(["home", "away", "away", "home", "home", "away", "away", "away"], servers[(1 + 47)..(1 + 55)]);
        Assert.Equal("away", servers[^2]);
        Assert.Equal("home", servers[^1]);
    }

    [Fact]
    public void Reads_a_tie_break_with_its_points()
    {
        var match = State(Row($"{Six};S/RR/RR", "", ""));
        Assert.Equal((6, 6), (match.Tennis.Sets[0].Home, match.Tennis.Sets[0].Away));
        Assert.Equal((3, 2), (match.Tennis.Sets[0].TieBreak.Home, match.Tennis.Sets[0].TieBreak.Away));
        Assert.Equal(("3", "2"), (match.Tennis.Game.Home, match.Tennis.Game.Away));
    }

    [Theory]
    [InlineData(".")]
    [InlineData(";.")]
    [InlineData("..")]
    [InlineData("; .")]
    public void Takes_a_lone_mark_at_the_end_as_nothing(string end)
    {
        var reading = Read(Row($"{Bagel}.{Other}{end}", "1", "6-0 6-0"));
        Assert.Empty(reading.Problems);
        Assert.Equal((MatchStatus.Ended, 2, 0), States(reading) is var match ? (match.Status, match.Score.Home, match.Score.Away) : default);
    }

    [Theory]
    [InlineData("6-0 6-1", ProblemKind.Contradiction, Winner.Types.Value.Home)] // the points are whole
    [InlineData("6-0 6-0 RET?", ProblemKind.Assumption, null)]                  // best of what, nobody says
    public void Follows_points_that_are_whole(string score, ProblemKind kind, Winner.Types.Value? winner)
    {
        var reading = Read(Row($"{Bagel}.{Other}", "1", score));
        Assert.Equal(kind, Assert.Single(reading.Problems).Kind);
        var match = States(reading);
        Assert.Equal((winner, 12), (match.HasWinner ? match.Winner : null, match.Tennis.Sets.Sum(static set => set.Home)));
    }

    [Fact]
    public void Follows_the_score_where_the_points_break_off()
    {
        var reading = Read(Row($"{Bagel}.RRRR;SS", "1", "6-0 6-7(5) 7-6(10)"));
        var match = States(reading);
        Assert.Equal(ProblemKind.Contradiction, Assert.Single(reading.Problems).Kind);
        Assert.Equal([(6, 0), (6, 7), (7, 6)], match.Tennis.Sets.Select(static set => (set.Home, set.Away)));
        Assert.Equal((12, 10), (match.Tennis.Sets[2].TieBreak.Home, match.Tennis.Sets[2].TieBreak.Away));
        Assert.Equal((MatchStatus.Ended, Winner.Types.Value.Home, 2, 1), (match.Status, match.Winner, match.Score.Home, match.Score.Away));
    }

    [Fact]
    public void Turns_a_score_of_the_winner_round_where_the_second_won()
    {
        var match = State(Row("", "2", "4-6 7-6(3) [10-8]"));
        Assert.Equal([(6, 4), (6, 7), (0, 1)], match.Tennis.Sets.Select(static set => (set.Home, set.Away)));
        Assert.Equal((8, 10), (match.Tennis.Sets[2].TieBreak.Home, match.Tennis.Sets[2].TieBreak.Away));
        Assert.Equal(Winner.Types.Value.Away, match.Winner);
    }

    [Theory]
    [InlineData("6-0 1-0 RET", MatchStatus.Retired, WinMethod.Types.Value.Retirement)]
    [InlineData("W/O", MatchStatus.Walkover, WinMethod.Types.Value.Walkover)]
    [InlineData("6-0 1-0 DEF", MatchStatus.Ended, WinMethod.Types.Value.Default)]
    public void Knows_the_words_for_matches_that_were_not_played_out(string score, MatchStatus status, WinMethod.Types.Value method)
    {
        var match = State(Row(score == "W/O" ? "" : $"{Bagel}.RRRR", "1", score));
        Assert.Equal((status, method, Winner.Types.Value.Home), (match.Status, match.WinMethod, match.Winner));
        Assert.Equal(score == "W/O" ? 0 : 1, match.Score.Home);
    }

    [Fact]
    public void Leaves_out_letters_that_are_no_points_and_says_where()
    {
        var reading = Read(Row("SXSSS", "", ""));
        Assert.Contains(reading.Problems, static problem => problem is { Kind: ProblemKind.Unreadable, Place: "line 2" } && problem.Text.Contains("'X' at 2", StringComparison.Ordinal));
        Assert.Equal(1, States(reading).Tennis.Sets[0].Home);
    }

    [Theory]
    [InlineData("7,02 Jan 17", ",02 Jan 17")]
    [InlineData("7,02 Jan 17", "a b,02 Jan 17")]
    [InlineData(Bagel, "")]
    public void Leaves_out_a_row_without_id_or_score(string from, string to)
    {
        var reading = Read(Row(Bagel, "", "").Replace(from, to, StringComparison.Ordinal));
        Assert.Empty(reading.Events);
        Assert.Equal(ProblemKind.Unreadable, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void Takes_a_match_that_comes_twice_once()
    {
        var reading = Read(Row(Bagel, "", "") + Row("SS", "", ""));
        Assert.Contains(reading.Problems, static problem => problem.Kind == ProblemKind.Contradiction && problem.Place == "line 3");
        Assert.Equal(6, States(reading).Tennis.Sets[0].Home);
    }

    [Fact]
    public void Counts_a_match_from_its_day_and_says_that_it_is_a_day()
    {
        var fixture = Read(Row(Bagel, "", "")).Events[0].Fixture;
        Assert.Equal((new DateTime(2017, 1, 2, 0, 0, 0, DateTimeKind.Utc), StartPrecision.Types.Value.Day), (fixture.Start.ToDateTime(), fixture.StartPrecision));
        Assert.Equal(("Brisbane", "Main"), (fixture.Competition.Name, fixture.Round));
    }

    [Fact]
    public void Tells_only_what_is_news_when_the_document_comes_again_longer()
    {
        var polled = new Polled("tennis-strings");
        polled.Give(Columns + Row("SSSS;RR", "", ""));
        Assert.Empty(polled.Give(Columns + Row("SSSS;RR", "", "")));
        var news = Assert.Single(polled.Give(Columns + Row("SSSS;RRS", "", "")));
        Assert.Equal(("30", "15"), (news.Score.Tennis.Game.Home, news.Score.Tennis.Game.Away));
        Assert.Empty(polled.States.Marks);
    }

    [Fact]
    public void Puts_right_what_a_later_document_says_otherwise()
    {
        var polled = new Polled("tennis-strings");
        polled.Give(Columns + Row("SSSS;RRRR", "", ""));
        var corrected = polled.Give(Columns + Row("RRRR;RRRR", "", ""));
        Assert.Equal((1, 1), polled.States.Find(Match).Tennis.Sets[0] is var set ? (set.Home, set.Away) : default);
        Assert.NotNull(corrected[^1].Score);
        Assert.DoesNotContain(corrected[..^1], static read => read.Score is not null);
        Assert.Contains(polled.States.Find(Match).Incidents, static incident => incident is { Team: "away", Revision: 2 });
    }

    // Twelve games, each won on service: 6–6.
    private static string Six => string.Join(';', Enumerable.Repeat("SSSS", 12));

    // After an even number of games home serves again: all games to home once more.
    private static string Other => Bagel;

    private static Reading Read(string rows) => Reading.OfTexts(Columns + rows);

    private static MatchState State(string rows) => States(Read(rows));

    private static MatchState States(Reading reading) => Normalised.Of(reading).Find(Match);

    private static string Row(string points, string winner, string score) =>
        $"7,02 Jan 17,ATPBrisbane,ATP,Main,Ann Able,Bea Best,{winner},{points},{score},1,60\n";
}
