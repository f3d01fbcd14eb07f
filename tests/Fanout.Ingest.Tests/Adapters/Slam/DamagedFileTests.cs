namespace Fanout.Ingest.Tests.Adapters.Slam;

public sealed class DamagedFileTests
{
    private const string Match = "2018-usopen-2101";
    private const string WithoutGames = "2018-ausopen-2101";

    [Fact]
    public void Never_throws_on_points_with_bytes_changed_or_cut() =>
        Damage.IsSurvived(
            "slam",
            new WrittenPoints(Match).Game(1, (1, 0)).Point(1, (6, 6), ("1", "0")).Point(1, (7, 6), ("0", "0"), setWinner: 1).Game(2, (0, 1), home: false).ToString(),
            WrittenPoints.List(Match));

    [Fact]
    public void Never_throws_on_points_without_games() =>
        Damage.IsSurvived(
            "slam",
            new WrittenPoints(WithoutGames, withGames: false).Point(1, default, ("40", "0")).Point(1, default, ("GAME", "0"))
                .Point(1, default, ("0", "15"), 2, game: 2).Point(2, default, ("1", "0"), game: 3).Point(2, default, ("7", "0"), game: 3).ToString());

    [Fact]
    public void Never_throws_on_a_damaged_list() =>
        Damage.IsSurvived("slam", WrittenPoints.List(Match, status: "Retired", winner: "1"), new WrittenPoints(Match).Game(1, (1, 0)).ToString());

    [Fact]
    public void Uses_every_row_before_the_one_where_a_file_breaks_off()
    {
        var whole = new WrittenPoints(Match).Game(1, (1, 0)).Point(1, (1, 0), ("15", "0")).ToString();
        var reading = Reading.OfTexts(whole[..^12]);
        Assert.Equal("line 6", reading.Problems[0].Place);
        Assert.Equal(1, reading.Events[^1].Score.Tennis.Sets[0].Home);
    }
}
