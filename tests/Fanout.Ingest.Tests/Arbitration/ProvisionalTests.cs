using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ArbitrationDecision.Types.Kind;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>Goals that a fast feed opens, and what becomes of them.</summary>
public sealed class ProvisionalTests
{
    private const string FastGoal =
        """{"score":{"home":1,"away":0},"incident":{"id":"c-77","type":"goal","team":"home","player":"Nine","minute":23} }""";

    private const string SlowGoal =
        """{"score":{"home":1,"away":0},"incident":{"id":"a-1","type":"goal","method":"penalty","team":"home","player":"A. Nine","minute":24} }""";

    [Fact]
    public void A_goal_of_a_fast_feed_is_shown_and_counted_until_the_primary_confirms_it()
    {
        var match = Covered.Live("a", "c");

        var verdict = match.Say("c", FastGoal);
        Assert.True(verdict.Entry!.IsPublic);
        Assert.Equal(("1:0", StateValue.Provisional), (match.Score, match.Incident("c-77").State));
        match.Pass(6, "a", "c");
        var confirmed = match.Say("a", SlowGoal);

        Assert.Equal(EntryKind.Types.Value.Feed, confirmed.Entry!.Public.Kind);
        var goal = Assert.Single(match.State.Incidents);
        Assert.Equal(("c-77", StateValue.Confirmed, 2u), (goal.Id, goal.State, goal.Revision));
        Assert.Equal(("penalty", "A. Nine", 24u), (goal.Method, goal.Player, goal.Minute));
        Assert.Equal("1:0", match.Score);
        match.Pass(60, "a", "c");
        Assert.Equal("1:0", match.Score);
        Assert.Equal(["c opened c-77; a has 25 s to confirm it", "a confirmed c-77 of c after 6 s"], match.Sentences);
    }

    [Fact]
    public void A_goal_that_nobody_confirms_is_taken_back_with_the_score()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", FastGoal);

        match.Pass(24, "a", "c");
        Assert.Equal("1:0", match.Score);
        match.Pass(1, "a", "c");

        Assert.Equal("0:0", match.Score);
        var goal = match.Incident("c-77");
        Assert.Equal((StateValue.Voided, Visibility.Types.Value.Hidden, "SCOUT_ERROR"), (goal.State, goal.Visibility, goal.Reason));
        var entry = match.Entries.Last(static entry => entry.Public.Arbitration.Count > 0);
        Assert.Equal(EntryKind.Types.Value.Arbitration, entry.Public.Kind);
        Assert.Equal(["c-77"], entry.Public.Correction.Retracts);
        Assert.Equal("c-77 of c is taken back: a has not confirmed it after 25 s", match.Sentences.Last());
    }

    [Fact]
    public void A_goal_that_the_primary_is_not_sure_of_either_stays_as_the_primary_has_it()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", FastGoal);
        match.Pass(6, "a", "c");
        match.Say("a", SlowGoal.Replace("\"type\"", "\"state\":\"PROVISIONAL\",\"type\"", StringComparison.Ordinal));

        match.Pass(60, "a", "c");

        var goal = Assert.Single(match.State.Incidents);
        Assert.Equal(("c-77", StateValue.Provisional, "1:0"), (goal.Id, goal.State, match.Score));
        Assert.DoesNotContain(Kind.Refused, match.Kinds());
    }

    [Fact]
    public void A_goal_confirmed_after_it_was_taken_back_is_the_same_goal()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", FastGoal);
        match.Pass(30, "a", "c");

        match.Say("a", SlowGoal);

        var goal = Assert.Single(match.State.Incidents);
        Assert.Equal(("c-77", StateValue.Confirmed), (goal.Id, goal.State));
        Assert.Equal(Visibility.Types.Value.Unspecified, goal.Visibility);
        Assert.Equal("1:0", match.Score);
    }

    [Fact]
    public void The_primary_may_count_a_goal_before_it_names_it()
    {
        var match = Covered.Live("a", "c");
        match.Say("a", """{"score":{"home":1,"away":0} }""");

        match.Say("c", FastGoal);

        Assert.Equal(("1:0", StateValue.Provisional), (match.Score, match.Incident("c-77").State));
        match.Say("a", """{"incident":{"id":"a-1","type":"goal","team":"home","minute":23} }""");
        Assert.Equal(("1:0", StateValue.Confirmed), (match.Score, match.Incident("c-77").State));
    }

    [Fact]
    public void The_primary_may_name_a_goal_before_it_counts_it()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", FastGoal);

        match.Say("a", """{"incident":{"id":"a-1","type":"goal","team":"home","minute":23} }""");
        Assert.Equal(("1:0", StateValue.Confirmed), (match.Score, match.Incident("c-77").State));
        match.Say("a", """{"score":{"home":1,"away":0} }""");
        match.Pass(60, "a", "c");

        Assert.Equal(("1:0", StateValue.Confirmed), (match.Score, match.Incident("c-77").State));
    }

    [Fact]
    public void A_primary_that_counts_goals_and_names_none_confirms_by_counting()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", FastGoal);
        match.Say("a", """{"score":{"home":1,"away":0} }""");

        match.Pass(25, "a", "c");

        Assert.Equal(("1:0", StateValue.Confirmed), (match.Score, match.Incident("c-77").State));
    }

    [Fact]
    public void The_feed_that_opened_a_goal_may_take_it_back()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", FastGoal);

        match.Say("c", """{"void":{"incident":"c-77","reason":"VAR_OFFSIDE"},"score":{"home":0,"away":0} }""");

        var goal = match.Incident("c-77");
        Assert.Equal(("0:0", StateValue.Voided, Visibility.Types.Value.Struck), (match.Score, goal.State, goal.Visibility));
        Assert.Equal([Kind.Opened, Kind.Withdrawn], match.Kinds());
    }

    [Fact]
    public void Once_confirmed_only_the_primary_takes_a_goal_back_and_by_its_own_id()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", FastGoal);
        match.Say("a", SlowGoal);

        match.Say("c", """{"void":{"incident":"c-77","reason":"SCOUT_ERROR"} }""");
        Assert.Equal(StateValue.Confirmed, match.Incident("c-77").State);
        var taken = match.Say("a", """{"void":{"incident":"a-1","reason":"VAR_OFFSIDE"},"score":{"home":0,"away":0} }""");

        Assert.Equal(("0:0", StateValue.Voided), (match.Score, match.Incident("c-77").State));
        Assert.Equal(["c-77"], taken.Entry!.Public.Correction.Retracts);
    }

    [Fact]
    public void The_primary_may_credit_a_goal_to_the_other_side()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", FastGoal);

        match.Say("a", """{"score":{"home":0,"away":1},"incident":{"id":"a-1","type":"goal","team":"away","player":"Nine","minute":23} }""");

        Assert.Equal(("0:1", StateValue.Voided, StateValue.Confirmed),
            (match.Score, match.Incident("c-77").State, match.Incident("a-1").State));
        Assert.Equal([Kind.Opened, Kind.Contradicted], match.Kinds());
    }

    [Fact]
    public void Two_goals_within_two_minutes_are_told_apart_by_their_players()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", FastGoal);
        match.Say("c", """{"score":{"home":2,"away":0},"incident":{"id":"c-78","type":"goal","team":"home","player":"Ten","minute":24} }""");
        Assert.Equal("2:0", match.Score);

        match.Say("a", """{"score":{"home":1,"away":0},"incident":{"id":"a-2","type":"goal","team":"home","player":"B. Ten","minute":24} }""");

        Assert.Equal((StateValue.Provisional, StateValue.Confirmed),
            (match.Incident("c-77").State, match.Incident("c-78").State));
        Assert.Equal(2, match.State.Incidents.Count);
    }

    [Fact]
    public void What_a_late_comer_tells_of_the_past_opens_nothing()
    {
        var match = Covered.Live("a");
        match.Pass(600, "a");

        match.Say("c", FastGoal, at: 60);

        Assert.Empty(match.State.Incidents);
        Assert.Equal("0:0", match.Score);
    }

    [Fact]
    public void A_feed_that_uses_the_ids_of_another_for_other_things_is_understood()
    {
        var match = Covered.Live("a", "c");
        match.Say("a", """{"incident":{"id":"1","type":"card","card":"yellow","team":"away","minute":3} }""");

        match.Say("c", """{"score":{"home":1,"away":0},"incident":{"id":"1","type":"goal","team":"home","minute":23} }""");
        match.Say("a", """{"score":{"home":1,"away":0},"incident":{"id":"2","type":"goal","team":"home","minute":23} }""");

        Assert.Equal(["card", "goal"], match.State.Incidents.Select(static incident => incident.Type));
        Assert.Equal(["1", "c:1"], match.State.Incidents.Select(static incident => incident.Id));
    }

    [Fact]
    public void A_fast_feed_that_takes_over_confirms_what_it_opened()
    {
        var match = Covered.Live("a", "c");
        match.Pass(15, "c");
        match.Say("c", FastGoal);

        match.Pass(6, "c");

        Assert.Equal(("c", "1:0", StateValue.Confirmed), (match.Primary, match.Score, match.Incident("c-77").State));
        match.Pass(60, "c");
        Assert.Equal("1:0", match.Score);
    }

    [Fact]
    public void A_card_waits_for_the_primary_too_and_counts_for_nothing()
    {
        var match = Covered.Live("a", "c");

        match.Say("c", """{"incident":{"id":"c-1","type":"card","card":"red","team":"home","minute":30} }""");
        match.Pass(25, "a", "c");

        Assert.Equal(("0:0", StateValue.Voided), (match.Score, match.Incident("c-1").State));
    }
}
