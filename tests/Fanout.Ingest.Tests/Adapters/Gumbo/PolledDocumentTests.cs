using System.Text;
using System.Text.Json.Nodes;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Gumbo.Written;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.Gumbo;

/// <summary>The document again and again: each time only what is new in it.</summary>
public sealed class PolledDocumentTests
{
    private readonly IAdapter _adapter = FeedFormats.Shipped.Find("gumbo-style")!.Open();
    private readonly OfflineNormaliser _normaliser = new();
    private readonly List<ReadProblem> _problems = [];

    [Fact]
    public void Tells_setting_half_innings_and_runs_and_how_it_stands()
    {
        Poll(Game(60).Play(1, true, 0, 0, "strikeout").Play(1, true, 1, 0, "home_run").Play(1, false, 1, 2, "sac_fly")
            .With(static json => json["liveData"]!["linescore"]!["outs"] = 2)
            .With(static json => json["liveData"]!["linescore"]!["offense"] = JsonNode.Parse("""{"second":{"id":5}}""")));
        var match = Stands;
        Assert.Equal(("baseball", "Bees", "gumbo-style:1", "The Hive", "1B"), (match.Sport, match.Participants[0].Name, match.Participants[1].Id, match.Venue, match.Phase));
        Assert.Equal((2, 1, 2u, true), (match.Score.Home, match.Score.Away, match.Baseball.Outs, match.Baseball.Bases.Second));
        Assert.Equal(
            [("play-1", "away", "home_run", "Vi Sitor"), ("play-2", "home", "sacrifice", "Ho Me")],
            match.Incidents.Select(static incident => (incident.Id, incident.Team, incident.Method, incident.Player)));
    }

    [Fact]
    public void Tells_nothing_when_nothing_changed_but_the_time()
    {
        Poll(Game(60).Play(1, true, 1, 0));
        Assert.Empty(Poll(Game(70).Play(1, true, 1, 0)));
    }

    [Fact]
    public void Gives_each_change_of_the_score_an_event_of_its_own_after_a_long_pause()
    {
        Poll(Game(60).Play(1, true, 0, 0));
        var told = Poll(Game(900).Play(1, true, 0, 0).Play(1, true, 1, 0).Play(1, true, 2, 0).Play(1, false, 2, 1));
        Assert.Equal([(1, 0), (2, 0), (2, 0), (2, 1)], told.Where(static one => one.Score is not null).Select(static one => (one.Score.Away, one.Score.Home)));
    }

    [Fact]
    public void Amends_a_play_whose_scoring_is_decided_otherwise_later()
    {
        Poll(Game(60).Play(1, true, 1, 0, "single").Play(1, true, 1, 0));
        var correction = Assert.Single(Poll(Game(90).Play(1, true, 1, 0, "field_error").Play(1, true, 1, 0)));
        Assert.Equal(("play-0", "error"), (correction.Incident.Id, correction.Incident.Method));
        Assert.Null(correction.Score);
    }

    [Fact]
    public void Takes_back_a_run_that_a_review_took_back()
    {
        Poll(Game(60).Play(1, true, 1, 0, "home_run").Play(1, true, 1, 0));
        var correction = Assert.Single(Poll(Game(90).Play(1, true, 0, 0, "double").Play(1, true, 0, 0)));
        Assert.Equal(("play-0", 0), (correction.Void.Incident, correction.Score.Away));
        Assert.Equal(StateValue.Voided, Stands.Incidents[0].State);
    }

    [Fact]
    public void Marks_a_play_under_review_and_confirms_it()
    {
        var reviewed = Game(60).Play(1, true, 1, 0).With(static json => json["liveData"]!["plays"]!["allPlays"]![0]!["reviewDetails"] = JsonNode.Parse("""{"inProgress":true}"""));
        Poll(reviewed);
        Assert.Equal(StateValue.UnderReview, Stands.Incidents[0].State);
        Poll(Game(90).Play(1, true, 1, 0));
        Assert.Equal((StateValue.Confirmed, 1), (Stands.Incidents[0].State, Stands.Score.Away));
    }

    [Fact]
    public void Confirms_a_turn_in_which_a_run_came_in_before_it_ended()
    {
        Poll(Game(60).Play(1, true, 1, 0).With(static json => json["liveData"]!["plays"]!["allPlays"]![0]!["about"]!["isComplete"] = false));
        Assert.Equal(StateValue.Provisional, Stands.Incidents[0].State);
        Poll(Game(90).Play(1, true, 1, 0).Play(1, true, 2, 0));
        Assert.Equal([StateValue.Confirmed, StateValue.Confirmed], Stands.Incidents.Select(static incident => incident.State));
    }

    [Fact]
    public void Passes_over_a_document_that_is_older_than_the_one_before()
    {
        Poll(Game(90).Play(1, true, 1, 0));
        Assert.Empty(Poll(Game(60).Play(1, true, 0, 0)));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Leaves_out_a_half_that_was_not_played()
    {
        Poll(Game(60).Play(1, true, 1, 0));
        Assert.Equal((true, false), (Stands.Baseball.Innings[0].HasAway, Stands.Baseball.Innings[0].HasHome));
    }

    [Theory]
    [InlineData("S", "Scheduled", MatchStatus.Scheduled)]
    [InlineData("P", "Warmup", MatchStatus.PreMatch)]
    [InlineData("P", "Delayed Start: Rain", MatchStatus.Delayed)]
    [InlineData("I", "Delayed: Rain", MatchStatus.Interrupted)]
    [InlineData("N", "Umpire review", MatchStatus.Live)]
    [InlineData("U", "Suspended: Rain", MatchStatus.Suspended)]
    [InlineData("D", "Postponed: Rain", MatchStatus.Postponed)]
    [InlineData("C", "Cancelled", MatchStatus.Cancelled)]
    [InlineData("O", "Game Over", MatchStatus.Ended)]
    [InlineData("F", "Final", MatchStatus.Final)]
    [InlineData("R", "Forfeit: Willful rule violation", MatchStatus.Awarded)]
    public void Knows_the_states_of_a_game(string coded, string detailed, MatchStatus status)
    {
        var told = Poll(Game(60, coded, detailed).Play(1, true, 1, 0));
        Assert.Equal(status, told.Last(static read => read.Status is not null).Status.Status);
    }

    [Theory]
    [InlineData(9, "Final", 2, 1, Winner.Types.Value.Away, WinMethod.Types.Value.Regulation)]
    [InlineData(11, "Final", 1, 2, Winner.Types.Value.Home, WinMethod.Types.Value.ExtraTime)]
    [InlineData(6, "Completed Early: Rain", 2, 1, Winner.Types.Value.Away, WinMethod.Types.Value.Shortened)]
    public void Tells_how_it_was_won(int innings, string detailed, int away, int home, Winner.Types.Value winner, WinMethod.Types.Value method)
    {
        Poll(Game(60, "F", detailed).Play(1, true, away, 0).Play(innings, false, away, home));
        Assert.Equal((MatchStatus.Final, winner, method), (Stands.Status, Stands.Winner, Stands.WinMethod));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Tells_players_who_come_in_by_their_names()
    {
        Poll(Game(60).Play(1, true, 0, 0).With(static json =>
        {
            json["gameData"]!["players"] = JsonNode.Parse("""{"ID7":{"fullName":"New Arm"},"ID8":{"fullName":"Old Arm"}}""");
            json["liveData"]!["plays"]!["allPlays"]![0]!["playEvents"] = JsonNode.Parse(
                """[{"isPitch":true},{"isSubstitution":true,"player":{"id":7},"replacedPlayer":{"id":8},"details":{"eventType":"pitching_substitution","description":"New Arm for Old Arm."}}]""");
        }));
        var change = Assert.Single(Stands.Incidents);
        Assert.Equal(("substitution", "home", "New Arm", "Old Arm", "New Arm for Old Arm."), (change.Type, change.Team, change.Player, change.Player2, change.Text));
    }

    [Fact]
    public void Follows_the_line_score_where_the_plays_say_something_else_and_says_so_once()
    {
        for (var second = 60; second < 90; second += 10)
            Poll(Game(second, "F", "Final").Play(9, false, 0, 1).With(static json => json["liveData"]!["linescore"]!["teams"]!["home"]!["runs"] = 2));
        Assert.Equal(2, Stands.Score.Home);
        var problem = Assert.Single(_problems);
        Assert.Equal(ProblemKind.Contradiction, problem.Kind);
        Assert.Contains("the line score was followed", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_nothing_for_a_game_that_is_only_scheduled() => Assert.Empty(Poll(Game(0, "S", "Scheduled")));

    [Fact]
    public void Gives_several_games_apart()
    {
        var other = Game(60, pk: 78).Play(1, true, 3, 0).Text;
        Poll($"[{Game(60).Play(1, true, 1, 0).Text},{other}]");
        Assert.Equal((1, 3), (Stands.Score.Away, _normaliser.Find("gumbo-style:78")!.Score.Away));
    }

    private MatchState Stands => _normaliser.Find(Bees)!;

    private List<ScoreEvent> Poll(Written game) => Poll(game.Text);

    private List<ScoreEvent> Poll(string json)
    {
        var told = _adapter.Read([FeedFile.OfBytes("poll", Encoding.UTF8.GetBytes(json))], _problems.Add).ToList();
        foreach (var one in told) _normaliser.Accept("feed", one.Clone());
        return told;
    }
}
