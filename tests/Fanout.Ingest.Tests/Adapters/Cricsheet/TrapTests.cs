using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Cricsheet.WrittenMatch;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.Cricsheet;

public sealed class TrapTests
{
    private const string Match = "cricsheet:file0";

    [Fact]
    public void Counts_neither_wides_nor_no_balls_as_balls_but_their_runs()
    {
        var innings = First(Innings(
            "Reds", "", Ball(1), Ball(extras: 5, rest: ""","extras":{"wides":5}"""), Ball(4, 1, ""","extras":{"noballs":1}"""), Ball(extras: 2, rest: ""","extras":{"byes":2}""")));
        Assert.Equal((13, 2u, 0u), (innings.Runs, innings.Balls, innings.Wickets));
    }

    [Theory]
    [InlineData("bowled", "bowled", "b C Cole")]
    [InlineData("caught", "caught", "c D Day b C Cole")]
    [InlineData("caught and bowled", "caught_and_bowled", "c & b C Cole")]
    [InlineData("lbw", "lbw", "lbw b C Cole")]
    [InlineData("stumped", "stumped", "st D Day b C Cole")]
    [InlineData("run out", "run_out", "run out (D Day)")]
    [InlineData("hit wicket", "hit_wicket", "hit wicket b C Cole")]
    [InlineData("hit the ball twice", "hit_twice", "hit the ball twice")]
    [InlineData("obstructing the field", "obstructing_field", "obstructing the field")]
    [InlineData("handled the ball", "obstructing_field", "handled the ball")]
    [InlineData("timed out", "timed_out", "timed out")]
    [InlineData("retired out", "retired_out", "retired out")]
    public void Knows_every_way_to_be_out(string kind, string method, string text)
    {
        var match = State(Document(Tied, Innings("Reds", "", Wicket(kind, ""","fielders":[{"name":"D Day"}]"""))));
        var wicket = Assert.Single(match.Incidents, static incident => incident.Type == "wicket");
        Assert.Equal((method, text, "A Able", "away", "I1"), (wicket.Method, wicket.Text, wicket.Player, wicket.Team, wicket.Phase));
        Assert.Equal(1u, match.Cricket.Innings[0].Wickets);
    }

    [Theory]
    [InlineData("retired hurt", "injury")]
    [InlineData("retired not out", "other")]
    public void Counts_nobody_out_who_may_come_back(string kind, string type)
    {
        var match = State(Document(Tied, Innings("Reds", "", Wicket(kind))));
        Assert.Equal(0u, match.Cricket.Innings[0].Wickets);
        Assert.Single(match.Incidents, incident => incident.Type == type && incident.Player == "A Able");
    }

    [Fact]
    public void Takes_two_wickets_of_one_ball_one_after_the_other()
    {
        var ball = Ball(1, rest: ""","wickets":[{"kind":"run out","player_out":"A Able"},{"kind":"retired out","player_out":"B Best"}]""");
        var events = Read(Document(Tied, Innings("Reds", "", ball))).Events.Where(static read => read.Incident?.Type == "wicket").ToList();
        Assert.Equal([1u, 2u], events.Select(static read => read.Score.Cricket.Innings[0].Wickets));
        Assert.All(events, static read => Assert.Equal(1, read.Score.Home));
    }

    [Fact]
    public void Counts_an_unknown_dismissal_and_no_eleventh()
    {
        var reading = Read(Document(Tied, Innings("Reds", "", [.. Enumerable.Repeat(Wicket("bowled"), 10), Wicket("abducted")])));
        Assert.Equal(10u, Normalised.Of(reading).Find(Match).Cricket.Innings[0].Wickets);
        Assert.Equal([ProblemKind.Assumption, ProblemKind.Contradiction], reading.Problems.Select(static problem => problem.Kind));
        Assert.All(reading.Problems, static problem => Assert.Equal("innings[0].overs[0].deliveries[10]", problem.Place));
    }

    [Fact]
    public void Knows_a_four_that_was_run_from_a_boundary()
    {
        var match = State(Document(Tied, Innings("Reds", "", Ball(4), Ball(4, runs: ""","non_boundary":true"""), Ball(6), Ball(extras: 4, rest: ""","extras":{"legbyes":4}"""))));
        Assert.Equal(["four", "six"], match.Incidents.Where(static incident => incident.Type == "boundary").Select(static incident => incident.Method));
    }

    [Fact]
    public void Adds_penalty_runs_of_the_innings_and_says_that_it_was_declared()
    {
        var match = State(Document(
            """{"result":"draw"}""",
            Innings("Reds", ""","penalty_runs":{"pre":5,"post":6},"declared":true""", Ball(1)), """{"team":"Blues","overs":[],"forfeited":true}"""));
        Assert.Equal([(12, true), (0, true)], match.Cricket.Innings.Select(static innings => (innings.Runs, innings.Declared)));
        Assert.Equal((12, 0), (match.Score.Home, match.Score.Away));
        Assert.Equal(["Reds 12/0 declared (0.1 overs)", "Blues 0/0 forfeited (0.0 overs)"], match.Incidents.Where(static incident => incident.Type == "period_end").Select(static incident => incident.Text));
    }

    [Theory]
    [InlineData("20", 120)]
    [InlineData("35.1", 211)]
    [InlineData("\"5.4\"", 34)]
    public void Reads_broken_overs_of_a_target(string overs, uint balls)
    {
        var innings = First(Innings("Reds", $$""","target":{"runs":48,"overs":{{overs}} }""", Ball()));
        Assert.Equal((48, balls), (innings.Target.Runs, innings.Target.Balls));
    }

    [Theory]
    [InlineData("""{"winner":"Blues","by":{"runs":3}}""", Winner.Types.Value.Away, WinMethod.Types.Value.Regulation, MatchStatus.Ended)]
    [InlineData("""{"winner":"Reds","method":"DLS"}""", Winner.Types.Value.Home, WinMethod.Types.Value.Dls, MatchStatus.Ended)]
    [InlineData("""{"winner":"Reds","method":"VJD"}""", Winner.Types.Value.Home, WinMethod.Types.Value.Dls, MatchStatus.Ended)]
    [InlineData("""{"winner":"Reds","method":"Lost fewer wickets"}""", Winner.Types.Value.Home, WinMethod.Types.Value.Regulation, MatchStatus.Ended)]
    [InlineData("""{"winner":"Reds","method":"Awarded"}""", Winner.Types.Value.Home, WinMethod.Types.Value.Awarded, MatchStatus.Awarded)]
    [InlineData("""{"result":"tie","eliminator":"Reds"}""", Winner.Types.Value.Home, WinMethod.Types.Value.SuperOver, MatchStatus.Ended)]
    [InlineData("""{"result":"tie","bowl_out":"Blues"}""", Winner.Types.Value.Away, WinMethod.Types.Value.Shootout, MatchStatus.Ended)]
    [InlineData("""{"result":"tie"}""", Winner.Types.Value.Tie, WinMethod.Types.Value.Unspecified, MatchStatus.Ended)]
    [InlineData("""{"result":"draw"}""", Winner.Types.Value.Draw, WinMethod.Types.Value.Unspecified, MatchStatus.Ended)]
    [InlineData("""{"result":"no result"}""", Winner.Types.Value.NoResult, WinMethod.Types.Value.Unspecified, MatchStatus.Ended)]
    public void Knows_every_outcome(string outcome, Winner.Types.Value winner, WinMethod.Types.Value method, MatchStatus status)
    {
        var match = State(Document(outcome, Innings("Reds", "", Ball(1))));
        Assert.Equal((winner, method, status), (match.Winner, match.WinMethod, match.Status));
    }

    [Theory]
    [InlineData("""{"winner":"Reds","by":{"runs":3}}""", 0)]
    [InlineData("""{"winner":"Reds","by":{"runs":4}}""", 1)]
    [InlineData("""{"winner":"Blues","by":{"wickets":10}}""", 0)]
    [InlineData("""{"winner":"Blues","by":{"wickets":9}}""", 1)]
    [InlineData("""{"winner":"Reds","by":{"runs":30},"method":"D/L"}""", 0)]
    [InlineData("""{"result":"tie"}""", 1)]
    public void Says_so_when_the_margin_and_the_deliveries_disagree(string outcome, int problems)
    {
        var reading = Read(Document(outcome, Innings("Reds", "", Ball(4)), Innings("Blues", "", Ball(1))));
        Assert.Equal(problems, reading.Problems.Count(static problem => problem.Kind == ProblemKind.Contradiction));
    }

    [Fact]
    public void Names_super_overs_by_pairs_of_innings()
    {
        string Super(string team) => Innings(team, ""","super_over":true""", Ball(1));
        var phases = Read(Document(Tied, Innings("Reds", "", Ball(1)), Innings("Blues", "", Ball(1)), Super("Blues"), Super("Reds"), Super("Reds"), Super("Blues")))
            .Events.Where(static read => read.Phase is not null).Select(static read => read.Phase.Phase);
        Assert.Equal(["I1", "I2", "SO1", "SO1", "SO2", "SO2"], phases);
    }

    [Fact]
    public void Tells_replacements_before_the_ball_and_reviews_after_it()
    {
        var ball = Ball(rest: ""","replacements":{"match":[{"in":"E Eve","out":"B Best","team":"Reds","reason":"concussion_substitute"}]},"review":{"by":"Blues","batter":"A Able","decision":"struck down","umpires_call":true}""");
        var incidents = Read(Document(Tied, Innings("Reds", "", ball))).Events.Where(static read => read.Incident is { Type: not "period_end" }).Select(static read => read.Incident).ToList();
        Assert.Equal(("substitution", "concussion", "home", "E Eve", "B Best"), (incidents[0].Type, incidents[0].Method, incidents[0].Team, incidents[0].Player, incidents[0].Player2));
        Assert.Equal(("var", "away", "Review by Blues: struck down, umpire's call"), (incidents[1].Type, incidents[1].Team, incidents[1].Text));
        Assert.True(incidents[0].Order < incidents[1].Order);
    }

    [Fact]
    public void Says_where_and_who()
    {
        var fixture = Read(Document(Tied, Innings("Reds", "", Ball()))).Events[0].Fixture;
        Assert.Equal(("Cup", "Match 4", "The Meadow, Town"), (fixture.Competition.Name, fixture.Round, fixture.Venue));
        Assert.Equal(("cricsheet:reds-women", "Reds", 20u), (fixture.Home.Id, fixture.Home.Name, fixture.Format.Overs));
        Assert.Equal(StartPrecision.Types.Value.Day, fixture.StartPrecision);
    }

    [Fact]
    public void Puts_overs_into_their_order_and_leaves_out_what_is_none()
    {
        var reading = Read(Document(Tied, $$"""{"team":"Reds","overs":[{"over":1,"deliveries":[{{Ball(2)}}]},{"over":0,"deliveries":[{{Ball(1)}}]},{"over":"x","deliveries":[{{Ball(6)}}]},{"over":2,"deliveries":[{{Ball(999)}}]}]}"""));
        var runs = reading.Events.Where(static read => read.Score?.Cricket.HasBowler == true).Select(static read => read.Score.Home);
        Assert.Equal([1, 3], runs);
        Assert.Equal(["innings[0].overs[2]", "innings[0]", "innings[0].overs[3].deliveries[0]"], reading.Problems.Select(static problem => problem.Place));
    }

    [Fact]
    public void Leaves_out_an_innings_of_a_team_that_is_not_in_the_match()
    {
        var reading = Read(Document(Tied, Innings("Greens", "", Ball(4)), Innings("Reds", "", Ball(1))));
        Assert.Equal((ProblemKind.Unreadable, "innings[0]"), (reading.Problems[0].Kind, reading.Problems[0].Place));
        Assert.Single(Normalised.Of(reading).Find(Match).Cricket.Innings);
    }

    [Fact]
    public void Uses_every_delivery_before_the_place_where_a_document_breaks_off_and_does_not_end_the_match()
    {
        var whole = Document("""{"winner":"Reds"}""", Innings("Reds", "", Ball(4), Ball(2), Ball(1)));
        var reading = Read(whole[..whole.LastIndexOf("\"runs\"", StringComparison.Ordinal)]);
        var match = Normalised.Of(reading).Find(Match);
        Assert.Equal((6, MatchStatus.Live, false), (match.Score.Home, match.Status, match.HasWinner));
        Assert.StartsWith("line 5, byte ", reading.Problems.First(static problem => problem.Kind == ProblemKind.Unreadable).Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"info":{"match_type":"T20","teams":["Reds","Blues"]},"meta":{"data_version":"1.1.0"},"innings":[]}""", 0)]
    [InlineData("""{"meta":{"data_version":"1.1.0"},"info":{"match_type":"T20","teams":["Reds","Blues"],"outcome":{"result":"no result"}}}""", 2)]
    public void Tells_a_match_without_a_ball_by_its_outcome(string document, int events) => Assert.Equal(events, Read(document).Events.Count);

    [Theory]
    [InlineData("335988.json", "cricsheet:335988")]
    [InlineData("/data/335988.yaml", "cricsheet:335988")]
    [InlineData("wi 211028.json", "cricsheet:wi-211028")]
    [InlineData("poll", "cricsheet:poll")]
    public void Takes_the_id_from_the_name_of_the_file(string name, string id)
    {
        var file = FeedFile.OfBytes(name, Encoding.UTF8.GetBytes(Document(Tied, Innings("Reds", "", Ball()))));
        Assert.Equal(id, FeedFormats.Shipped.Find("cricsheet")!.Open().Read([file], static _ => { }).First().Match);
    }

    [Fact]
    public void Tells_only_what_is_news_when_the_document_comes_again_longer()
    {
        var polled = new Polled("cricsheet");
        polled.Give(Document("", Innings("Reds", "", Ball(4), Ball(2))));
        Assert.Empty(polled.Give(Document("", Innings("Reds", "", Ball(4), Ball(2)))));
        Assert.Equal([7], polled.Give(Document("", Innings("Reds", "", Ball(4), Ball(2), Ball(1)))).Select(static read => read.Score.Home));
        Assert.Equal(["i1-end", "end"], polled.Give(Document("""{"winner":"Reds"}""", Innings("Reds", "", Ball(4), Ball(2), Ball(1)))).Select(static read => read.Id.Split(':')[2][..^17]));
        Assert.Empty(polled.States.Marks);
    }

    [Fact]
    public void Puts_right_what_a_revision_says_otherwise_with_one_entry()
    {
        var polled = new Polled("cricsheet");
        polled.Give(Document("", Innings("Reds", "", Ball(4), Wicket("bowled"), Ball(1))));
        var corrections = polled.Give(Document("", Innings("Reds", "", Ball(4), Ball(2), Ball(1))));

        var correction = Assert.Single(corrections);
        Assert.Equal(("cricsheet:answer:i1-0.2", 7, 0u), (correction.Void.Incident, correction.Score.Home, correction.Score.Cricket.Innings[0].Wickets));
        var match = polled.States.Find("cricsheet:answer");
        Assert.Equal(IncidentState.Types.Value.Voided, Assert.Single(match.Incidents, static incident => incident.Type == "wicket").State);
        Assert.Empty(polled.States.Marks); // the void explains the wicket that is gone
    }

    [Fact]
    public void Amends_an_incident_that_is_another_now()
    {
        var polled = new Polled("cricsheet");
        polled.Give(Document("", Innings("Reds", "", Wicket("caught", ""","fielders":[{"name":"D Day"}]"""))));
        polled.Give(Document("", Innings("Reds", "", Ball(6))));
        var incident = Assert.Single(polled.States.Find("cricsheet:answer").Incidents);
        Assert.Equal(("boundary", "six", "home", "", IncidentState.Types.Value.Confirmed), (incident.Type, incident.Method, incident.Team, incident.Text, incident.State));
    }

    private static Reading Read(string document) => Reading.As("cricsheet", document);

    private static MatchState State(string document) => Normalised.Of(Read(document)).Find(Match);

    private static CricketInnings First(string innings) => State(Document(Tied, innings)).Cricket.Innings[0];
}
