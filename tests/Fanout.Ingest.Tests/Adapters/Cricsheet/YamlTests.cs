using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.Cricsheet;

/// <summary>The older dialect: other names, and traps of its own.</summary>
public sealed class YamlTests
{
    private const string Head = """
        ---
        meta:
          data_version: 0.91
          created: 2026-05-01
          revision: 1
        info:
          competition: Cup
          dates:
            - 2026-05-01
          gender: male
          match_type: T20
          teams: &teams
            - Reds
            - Blues
          outcome:
            result: no result
        innings:

        """;

    [Fact]
    public void Keeps_the_tenth_ball_of_an_over_behind_the_ninth()
    {
        var match = State(Innings("1st innings", [.. Enumerable.Range(1, 11).Select(static ball => $"0.{ball}")]));
        Assert.Equal((11, 11u), (match.Cricket.Innings[0].Runs, match.Cricket.Innings[0].Balls));
        Assert.Equal(["0.10", "0.11"], Read(Innings("1st innings", [.. Enumerable.Range(1, 11).Select(static ball => $"0.{ball}")])).Events
            .Where(static read => read.Score?.Cricket.HasBowler == true).Skip(9).Select(static read => read.Id.Split('-')[1]));
    }

    [Fact]
    public void Takes_a_tenth_ball_that_was_written_as_a_number_for_another_one() =>
        Assert.Equal(3, State(Innings("1st innings", "0.1", "0.9", "0.1")).Cricket.Innings[0].Runs);

    [Fact]
    public void Knows_a_super_over_by_the_name_of_the_innings()
    {
        var match = State(Innings("1st innings", "0.1") + Innings("2nd innings", "Blues", "", ["0.1"]) + Innings("Blues Super Over", "Blues", "", ["0.1"]));
        Assert.Equal([false, false, true], match.Cricket.Innings.Select(static innings => innings.SuperOver));
        Assert.Equal((1, 1), (match.Score.Home, match.Score.Away));
    }

    [Theory]
    [InlineData("wicket:\n              kind: caught\n              player_out: B Best\n              fielders:\n                - D Day")]
    [InlineData("wicket:\n              - kind: caught\n                player_out: B Best\n                fielders: [D Day]")]
    [InlineData("wickets: [{kind: caught, player_out: B Best, fielders: [{name: D Day}]}]")]
    public void Reads_one_wicket_or_a_list(string wicket)
    {
        var incident = Assert.Single(State(Innings("1st innings", "Reds", wicket, ["0.1"])).Incidents, static incident => incident.Type == "wicket");
        Assert.Equal(("caught", "c D Day b C Cole", "B Best"), (incident.Method, incident.Text, incident.Player));
    }

    [Fact]
    public void Is_recognised_by_its_content_and_reads_names_as_text()
    {
        var reading = Reading.OfTexts(Head + Innings("1st innings", "0.1").Replace("A Able", "No", StringComparison.Ordinal));
        Assert.Equal("No", reading.Events.First(static read => read.Score?.Cricket.HasStriker == true).Score.Cricket.Striker);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Reads_aliases_of_aliases_without_growing()
    {
        var bomb = string.Concat(Enumerable.Range(1, 60).Select(static level => $"x{level}: &a{level} [*a{level - 1}, *a{level - 1}, *a{level - 1}]\n"));
        var reading = Read("", "x0: &a0 [1]\n" + bomb + Head + Innings("1st innings", "0.1").Replace("---", "", StringComparison.Ordinal));
        Assert.NotEmpty(reading.Problems.Concat<object>(reading.Events));
    }

    [Fact]
    public void Says_where_a_document_is_too_deep()
    {
        var reading = Read("", Head + new string('[', 100_000));
        Assert.Contains(reading.Problems, static problem => problem.Text.Contains("deep", StringComparison.Ordinal));
    }

    [Fact]
    public void Uses_every_delivery_before_the_place_where_a_document_breaks_off()
    {
        var reading = Read(Innings("1st innings", "0.1", "0.2") + "  - \"broken");
        Assert.Equal(2, Normalised.Of(reading).Find("cricsheet:file0").Score.Home);
        Assert.StartsWith("line ", Assert.Single(reading.Problems).Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_throws_on_a_document_with_bytes_changed_or_cut() => Damage.IsSurvived("cricsheet", Damageable);

    [Fact]
    public void Never_throws_on_a_document_that_the_library_trips_over() => Damage.IsSurvived(
        "cricsheet", Damageable, [(961, 174), (790, 245), (871, 0), (776, 146), (707, 35), (989, 97)], 807);

    [Fact]
    public void Never_throws_on_damaged_json() =>
        Damage.IsSurvived(
            "cricsheet",
            WrittenMatch.Document(
                """{"winner":"Reds","by":{"runs":3},"method":"D/L"}""",
                WrittenMatch.Innings("Reds", ""","target":{"runs":1,"overs":2.3},"penalty_runs":{"pre":5}""", WrittenMatch.Ball(4), WrittenMatch.Wicket("run out"))));

    private static string Damageable => Head
        + Innings("1st innings", "Reds", "wicket: {kind: bowled, player_out: A Able}", ["0.1", "0.2"]) + Innings("Reds Super Over", "0.1");

    private static Reading Read(string innings, string head = Head) => Reading.As("cricsheet", head + innings);

    private static MatchState State(string innings) => Normalised.Of(Read(innings)).Find("cricsheet:file0");

    private static string Innings(string name, params string[] balls) => Innings(name, "Reds", "", balls);

    private static string Innings(string name, string team, string wicket, string[] balls)
    {
        var deliveries = string.Concat(balls.Select(ball => $"""
                    - {ball}:
                        batsman: A Able
                        bowler: C Cole
                        non_striker: B Best
                        runs:
                          batsman: 1
                          extras: 0
                          total: 1
            {(wicket.Length > 0 ? $"            {wicket}\n" : "")}
            """.TrimEnd('\n') + "\n"));
        return $"  - {name}:\n      team: {team}\n      deliveries:\n{deliveries}";
    }
}
