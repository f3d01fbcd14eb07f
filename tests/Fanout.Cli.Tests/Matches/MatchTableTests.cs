using Fanout.Cli.Matches;
using Fanout.Cli.Terminal;
using Fanout.Protocol.Messages;

namespace Fanout.Cli.Tests.Matches;

public sealed class MatchTableTests
{
    private const string LongId = "provider:football-2026-11-22-a-very-long-competition-name-000017";

    private static readonly Headline Short = Of("m1", Status.Types.Value.Live, "Reds", "Blues");
    private static readonly Headline Long =
        Of(LongId, Status.Types.Value.Final, "Borussia Verein für Leibesübungen 1900 Mönchengladbach", "Wolverhampton Wanderers");

    [Fact]
    public void A_match_is_a_line_where_that_fits() =>
        Assert.Equal(
            ["ID  STANDING       HOME  SCORE  AWAY", "m1  LIVE 2H 63:12  Reds   1–0   Blues"],
            Lines(80, Short));

    [Fact]
    public void Cricket_has_wickets_and_all_innings_but_super_overs()
    {
        var overs = Short.Clone();
        overs.Score = new Score { Home = 182 };
        overs.Cricket = new Cricket { Innings = { Innings("home", 182, 6) } };
        var test = Short.Clone();
        test.Score = new Score { Home = 376, Away = 310 };
        test.Cricket = new Cricket { Innings = { Innings("home", 245, 10), Innings("away", 310, 9), Innings("home", 131, 4), Innings("away", 12, 2) } };
        test.Cricket.Innings[1].Declared = true;
        test.Cricket.Innings[3].SuperOver = true;

        Assert.Equal(
            [
                "ID  STANDING       HOME         SCORE          AWAY",
                "m1  LIVE 2H 63:12  Reds       182/6 – 0        Blues",
                "m1  LIVE 2H 63:12  Reds  245 & 131/4 – 310/9d  Blues",
            ],
            Lines(80, overs, test));
    }

    [Fact]
    public void Nothing_is_cut_where_no_screen_limits_the_line()
    {
        var line = Assert.Single(Lines(null, Long).Skip(1));
        Assert.StartsWith($"{LongId}  FINAL ", line, StringComparison.Ordinal);
        Assert.Contains("  Borussia Verein für Leibesübungen 1900 Mönchengladbach   1–0   Wolverhampton Wanderers", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    public void Long_rows_keep_to_the_screen_with_the_id_whole_on_a_line_of_its_own(int width)
    {
        var lines = Lines(width, Short, Long);
        Assert.Equal(6, lines.Length); // two for each match, and the heads
        Assert.All(lines, line => Assert.InRange(Cells.Count(line), 1, width));
        Assert.Equal("  " + LongId, lines[^1]);
        Assert.EndsWith("Wolverhampton Wanderers", lines[^2], StringComparison.Ordinal); // the shorter name is not cut for the longer
        Assert.Contains("Borussia Verein", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_is_not_the_last_says_how_to_go_on()
    {
        var page = new MatchPage { Next = "abc", Matches = { Short } };
        Assert.Equal("More: --cursor abc", MatchTable.Lines(page, 0, null).Last());
    }

    [Fact]
    public void A_page_without_a_match_says_so() => Assert.Equal(["No match."], Lines(80));

    private static string[] Lines(int? width, params Headline[] matches) =>
        [.. MatchTable.Lines(new MatchPage { Matches = { matches } }, 0, width)];

    private static CricketInnings Innings(string side, int runs, uint wickets) => new() { Side = side, Runs = runs, Wickets = wickets };

    private static Headline Of(string id, Status.Types.Value status, string home, string away) => new()
    {
        Id = id,
        Status = status,
        Phase = "2H",
        Clock = new Clock { Kind = ClockKind.Types.Value.Up, ValueMs = ((63 * 60) + 12) * 1000 },
        Score = new Score { Home = 1 },
        Participants = { new Participant { Name = home }, new Participant { Name = away } },
    };
}
