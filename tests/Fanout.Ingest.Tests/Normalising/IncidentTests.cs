using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class IncidentTests
{
    private const string Goal = """{"incident":{"id":"i1","type":"goal","team":"home","player":"A. Nine","minute":23,"text":"Header."}}""";

    [Fact]
    public void An_incident_alone_never_changes_the_score()
    {
        var feeding = Feeding.OfFootball();

        feeding.Send(Goal, 5);

        var goal = feeding.Incident("i1");
        Assert.Equal(
            (StateValue.Confirmed, 1u, "home", 23u, "e2"), (goal.State, goal.Revision, goal.Team, goal.Minute, goal.Provenance));
        Assert.Equal(Feeding.Ms(5), goal.AtMs);
        Assert.Null(feeding.State.Score);
    }

    [Fact]
    public void Amending_raises_the_revision_and_keeps_what_is_not_said()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send(Goal);

        feeding.Send("""{"incident":{"id":"i1","player":"B. Ten"}}""");

        var goal = feeding.Incident("i1");
        Assert.Equal(
            ("B. Ten", "Header.", 2u, StateValue.Confirmed), (goal.Player, goal.Text, goal.Revision, goal.State));
        Assert.Equal("e3", goal.Provenance);
    }

    [Fact]
    public void An_amendment_that_changes_nothing_raises_no_revision()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send(Goal);

        Assert.False(feeding.Send(Goal).Entry!.IsPublic);
        Assert.Equal(1u, feeding.Incident("i1").Revision);
    }

    [Fact]
    public void A_void_strikes_the_incident_through_and_takes_back_nothing_else()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal","team":"home"}}""");

        feeding.Send("""{"void":{"incident":"i1","reason":"VAR_OFFSIDE"}}""");

        var goal = feeding.Incident("i1");
        Assert.Equal((StateValue.Voided, StateValue.Confirmed, Visibility.Types.Value.Struck, "VAR_OFFSIDE", 2u),
            (goal.State, goal.PreviousState, goal.Visibility, goal.Reason, goal.Revision));
        Assert.Equal(1, feeding.State.Score.Home);
        Assert.Equal(["i1"], feeding.Last.Correction.Retracts);
        Assert.Equal("VAR_OFFSIDE", feeding.Last.Correction.Reason);
    }

    [Fact]
    public void A_void_can_hide()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send(Goal);

        feeding.Send("""{"void":{"incident":"i1","reason":"typo","visibility":"HIDDEN"}}""");

        Assert.Equal(Visibility.Types.Value.Hidden, feeding.Incident("i1").Visibility);
    }

    [Fact]
    public void A_void_of_what_is_not_there_is_quarantined()
    {
        var verdict = Feeding.OfFootball().Send("""{"void":{"incident":"i9","reason":"x"},"score":{"home":0,"away":0}}""");

        Assert.Equal((Outcome.Quarantined, QuarantineReason.UnknownIncident), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void A_voided_incident_is_reinstated_to_the_state_before()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"incident":{"id":"i1","type":"goal","state":"PROVISIONAL"}}""", 1);
        feeding.Send("""{"void":{"incident":"i1","reason":"x"}}""", 2);
        Assert.Equal(QuarantineReason.IncidentLifecycle, feeding.Send("""{"incident":{"id":"i1","state":"CONFIRMED"}}""", 3).Reason);

        feeding.Send("""{"incident":{"id":"i1","state":"PROVISIONAL"}}""", 4);

        var goal = feeding.Incident("i1");
        Assert.Equal((StateValue.Provisional, Visibility.Types.Value.Unspecified), (goal.State, goal.Visibility));
    }

    [Fact]
    public void What_was_said_before_the_void_cannot_bring_an_incident_back()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"incident":{"id":"i1","type":"goal"}}""", 1);
        feeding.Send("""{"void":{"incident":"i1","reason":"x"}}""", 10);

        feeding.Send("""{"incident":{"id":"i1","state":"CONFIRMED","player":"A. Nine"}}""", 5);

        Assert.Equal((StateValue.Voided, "A. Nine"), (feeding.Incident("i1").State, feeding.Incident("i1").Player));
        Assert.Equal(Mark.Types.Kind.Overtaken, Assert.Single(feeding.Last.Marks).Kind);
    }

    [Theory]
    [InlineData("CONFIRMED", "PROVISIONAL")]
    [InlineData("PROVISIONAL", "POSSIBLE")]
    public void Certainty_does_not_go_back(string from, string to)
    {
        var feeding = Feeding.OfFootball();
        feeding.Send($$"""{"incident":{"id":"i1","type":"goal","state":"{{from}}"} }""");

        Assert.Equal(QuarantineReason.IncidentLifecycle, feeding.Send($$"""{"incident":{"id":"i1","state":"{{to}}"} }""").Reason);
    }

    [Fact]
    public void Incidents_stand_by_minute_then_by_arrival()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"incident":{"id":"c","type":"goal","minute":45,"added":2}}""");
        feeding.Send("""{"incident":{"id":"b","type":"goal","minute":45}}""");
        feeding.Send("""{"incident":{"id":"a","type":"card","minute":45,"added":2}}""");
        feeding.Send("""{"incident":{"id":"0","type":"comment"}}""");
        feeding.Send("""{"incident":{"id":"z","type":"goal","minute":3}}""");

        Assert.Equal(["z", "b", "c", "a", "0"], feeding.State.Incidents.Select(incident => incident.Id));
    }

    [Fact]
    public void An_amended_minute_moves_the_incident_unless_the_source_gave_its_order()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"incident":{"id":"a","type":"goal","minute":10}}""");
        feeding.Send("""{"incident":{"id":"b","type":"goal","minute":20}}""");
        feeding.Send("""{"incident":{"id":"c","type":"goal","minute":15,"order":9000}}""");

        feeding.Send("""{"incident":{"id":"a","minute":30}}""");
        feeding.Send("""{"incident":{"id":"c","minute":1}}""");

        Assert.Equal(["b", "a", "c"], feeding.State.Incidents.Select(incident => incident.Id));
    }

    [Fact]
    public void One_event_can_state_one_incident_and_void_another()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send(Goal);

        feeding.Send("""{"incident":{"id":"v","type":"var"},"void":{"incident":"i1","reason":"VAR_OFFSIDE"}}""");

        Assert.Equal(StateValue.Voided, feeding.Incident("i1").State);
        Assert.Equal("var", feeding.Incident("v").Type);
        Assert.Equal(3, feeding.Entries.Count);
    }

    [Fact]
    public void The_incidents_of_a_match_take_so_many_bytes_and_no_more()
    {
        var feeding = Feeding.OfFootball();
        var text = new string('x', 4_000);
        Verdict verdict;
        var count = 0;
        do verdict = feeding.Send($$"""{"incident":{"id":"{{++count}}","text":"{{text}}"} }""");
        while (verdict.Outcome == Outcome.Accepted);

        Assert.Equal(QuarantineReason.LimitExceeded, verdict.Reason);
        Assert.InRange(feeding.State.CalculateSize(), 2_000_000, 2_200_000);
        Assert.Equal(Outcome.Accepted, feeding.Send("""{"incident":{"id":"1","text":""}}""").Outcome);
        Assert.Equal(Outcome.Accepted, feeding.Send($$"""{"incident":{"id":"{{count}}","text":"{{text}}"} }""").Outcome);
    }

    [Fact]
    public void A_word_that_no_vocabulary_has_is_taken_and_marked()
    {
        var feeding = Feeding.OfFootball();

        feeding.Send("""{"incident":{"id":"i1","type":"streaker"}}""");

        Assert.Equal("streaker", feeding.Incident("i1").Type);
        Assert.Equal(
            (Mark.Types.Kind.UnknownWord, "streaker"), (feeding.Last.Marks[0].Kind, feeding.Last.Marks[0].Now));
    }

    [Fact]
    public void Cards_are_counted_while_the_feed_gives_no_numbers()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"incident":{"id":"1","type":"card","card":"yellow","team":"home"}}""", 1);
        feeding.Send("""{"incident":{"id":"2","type":"card","card":"second_yellow","team":"home"}}""", 2);
        feeding.Send("""{"incident":{"id":"3","type":"card","card":"red","team":"away","state":"POSSIBLE"}}""", 3);
        Assert.Equal(
            (1, 1, 0), (feeding.State.Football.YellowCards.Home, feeding.State.Football.RedCards.Home, feeding.State.Football.RedCards.Away));

        feeding.Send("""{"incident":{"id":"3","state":"CONFIRMED"}}""", 4);
        feeding.Send("""{"void":{"incident":"1","reason":"x"}}""", 5);
        Assert.Equal((0, 1), (feeding.State.Football.YellowCards.Home, feeding.State.Football.RedCards.Away));

        feeding.Send("""{"score":{"football":{"yellowCards":{"home":7,"away":7}}}}""", 6);
        feeding.Send("""{"incident":{"id":"4","type":"card","card":"yellow","team":"home"}}""", 7);
        Assert.Equal(7, feeding.State.Football.YellowCards.Home);
    }
}
