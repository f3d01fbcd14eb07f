using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ArbitrationDecision.Types.Kind;
using Reason = Fanout.Protocol.Messages.ArbitrationDecision.Types.Reason;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>When another feed becomes primary, and what viewers see then.</summary>
public sealed class FailoverTests
{
    [Fact]
    public void Only_the_primary_is_seen()
    {
        var match = Covered.Live("a", "b");

        var verdict = match.Say("b", """{"score":{"home":1,"away":0},"incident":{"id":"b-1","type":"goal","team":"home","minute":5} }""");

        Assert.Equal(Outcome.Accepted, verdict.Outcome);
        Assert.False(verdict.Entry!.IsPublic);
        Assert.Equal("0:0", match.Score);
        Assert.Empty(match.State.Incidents);
        Assert.Equal("a", match.State.Feed.Active);
    }

    [Fact]
    public void Another_feed_takes_over_with_all_it_knows_once_the_primary_was_silent_for_too_long()
    {
        var match = Covered.Live("a", "b");
        match.Say("b", """{"score":{"home":1,"away":0},"incident":{"id":"b-1","type":"goal","team":"home","minute":5} }""");

        match.Pass(20, "b");
        Assert.Equal("a", match.Primary);
        match.Pass(1, "b");

        Assert.Equal(("b", "1:0", "b"), (match.Primary, match.Score, match.State.Feed.Active));
        Assert.Equal(StateValue.Confirmed, match.Incident("b-1").State);
        var decision = Assert.Single(match.Decisions);
        Assert.Equal((Kind.Failover, Reason.Silence, "a", "b"), (decision.Kind, decision.Reason, decision.From, decision.To));
        Assert.Equal("b is primary instead of a: silent for 21 s, 20 s are allowed (a has 0:0, b 1:0)", match.Sentences.Single());
    }

    [Fact]
    public void Nobody_takes_over_from_a_silent_feed_who_is_silent_too()
    {
        var match = Covered.Live("a", "b");

        match.Pass(300);

        Assert.Empty(match.Decisions);
    }

    [Fact]
    public void Silence_in_a_break_is_none()
    {
        var match = Covered.Live("a", "b");
        match.Say("a", """{"status":{"status":"BREAK"} }""");

        match.Pass(900, "b");
        Assert.Equal("a", match.Primary);
        match.Say("b", """{"status":{"status":"LIVE"},"phase":{"phase":"2H"} }""");
        match.Pass(3, "b");
        match.Say("a", """{"status":{"status":"LIVE"},"phase":{"phase":"2H"} }""");
        match.Pass(10, "a", "b");

        Assert.Equal("a", match.Primary);
        Assert.Empty(match.Decisions);
    }

    [Fact]
    public void A_primary_that_never_says_that_play_began_is_left()
    {
        var match = new Covered(Covered.Policy());
        match.Say("a", Covered.Fixture);
        match.Say("b", """{"status":{"status":"LIVE"},"score":{"home":0,"away":0} }""", at: 1);

        match.Pass(22, "b");

        Assert.Equal("b", match.Primary);
        Assert.Equal(Status.Types.Value.Live, match.State.Status);
    }

    [Fact]
    public void A_feed_that_comes_and_goes_is_not_primary_again()
    {
        var match = Covered.Live("a", "b");
        match.Pass(21, "b");
        Assert.Equal("b", match.Primary);

        for (var i = 0; i < 20; i++)
        {
            match.Pass(4, "a", "b");
            match.Pass(25, "b");
        }

        Assert.Equal("b", match.Primary);
        Assert.Single(match.Decisions);
    }

    [Fact]
    public void A_feed_that_was_well_for_the_hold_off_and_agrees_is_primary_again()
    {
        var match = Covered.Live("a", "b");
        match.Pass(21, "b");

        match.Pass(30, "a", "b");
        Assert.Equal("b", match.Primary);
        match.Pass(1, "a", "b");

        Assert.Equal("a", match.Primary);
        Assert.Equal([Kind.Failover, Kind.Failback], match.Kinds());
    }

    [Fact]
    public void Each_failover_in_a_row_doubles_the_hold_off()
    {
        var match = Covered.Live("a", "b");
        match.Pass(21, "b");
        match.Pass(31, "a", "b");
        match.Pass(21, "b");
        Assert.Equal("b", match.Primary);

        match.Pass(60, "a", "b");
        Assert.Equal("b", match.Primary);
        match.Pass(1, "a", "b");

        Assert.Equal("a", match.Primary);
        Assert.Equal(60_000, match.Decisions.Last().LimitMs);
    }

    [Fact]
    public void A_feed_that_comes_back_with_an_old_score_is_not_primary_again_until_it_agrees()
    {
        var match = Covered.Live(Covered.Policy(static policy => policy.Feeds[0].Authoritative = false), "a", "b");
        match.Pass(21, "b");
        match.Say("b", """{"score":{"home":1,"away":0} }""");

        match.Pass(200, "a", "b");
        Assert.Equal("b", match.Primary);
        match.Say("a", """{"score":{"home":1,"away":0} }""");
        match.Pass(31, "a", "b");

        Assert.Equal("a", match.Primary);
    }

    [Fact]
    public void The_last_word_is_that_of_the_authoritative_feed_though_others_disagree()
    {
        var match = Covered.Live("a", "b");
        match.Pass(21, "b");
        match.Say("b", """{"score":{"home":1,"away":0},"incident":{"id":"b-1","type":"goal","team":"home","minute":5} }""");
        match.Say("a", """{"score":{"home":0,"away":0},"incident":{"id":"a-1","type":"goal","team":"away","minute":50,"state":"VOIDED"} }""", at: 0);

        match.Pass(61, "a", "b");

        Assert.Equal(("a", "0:0"), (match.Primary, match.Score));
        var hidden = match.Incident("b-1");
        Assert.Equal((StateValue.Voided, Visibility.Types.Value.Hidden), (hidden.State, hidden.Visibility));
        Assert.Contains("b-1", match.Entries.Last(static entry => entry.Public.Arbitration.Count > 0).Public.Correction.Retracts);
    }

    [Fact]
    public void A_feed_whose_every_event_comes_late_is_left()
    {
        var match = Covered.Live("a", "b");
        for (var i = 0; i < 9; i++)
        {
            match.Pass(2, "b");
            match.Say("a", """{"stat":{"key":"shots","home":1,"away":0} }""", at: match.Second - 12);
        }

        Assert.Equal("b", match.Primary);
        Assert.Equal(Reason.Lag, match.Decisions.Single().Reason);
    }

    [Fact]
    public void One_late_event_is_no_lag()
    {
        var match = Covered.Live("a", "b");
        match.Pass(15, "a", "b");
        match.Say("a", """{"stat":{"key":"shots","home":1,"away":0} }""", at: 1);
        match.Pass(60, "a", "b");

        Assert.Empty(match.Decisions);
    }

    [Fact]
    public void A_feed_that_says_what_cannot_be_is_left_at_once()
    {
        var match = Covered.Live("a", "b");

        var verdict = match.Say("a", """{"score":{"home":-1,"away":0} }""");

        Assert.Equal(Outcome.Quarantined, verdict.Outcome);
        Assert.Equal("b", match.Primary);
        var decision = match.Decisions.Single();
        Assert.Equal(Reason.Impossible, decision.Reason);
        Assert.Contains("IMPOSSIBLE_VALUE score.home: -1", decision.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_editor_forces_is_the_word_of_its_feed()
    {
        var match = Covered.Live("a", "b");
        match.Say("b", """{"status":{"status":"SCHEDULED"} }""");
        Assert.Single(match.Work.Held);

        match.Force();

        Assert.Empty(match.Work.Held);
        Assert.Equal(Status.Types.Value.Live, match.State.Status);
        Assert.Equal(Status.Types.Value.Scheduled, match.Work.Views!.Find("b")!.Work.State.Head.Status);
        var entry = match.Entries.Last();
        Assert.Equal((EntryKind.Types.Value.Correction, "eve"), (entry.Public.Kind, entry.Writer.Actor));
    }

    [Fact]
    public void A_feed_that_misses_a_goal_is_left_unless_it_has_the_last_word()
    {
        foreach (var (authoritative, primary) in new[] { (false, "b"), (true, "a") })
        {
            var match = Covered.Live(Covered.Policy(policy => policy.Feeds[0].Authoritative = authoritative), "a", "b");
            match.Pass(5, "a", "b");
            match.Say("b", """{"score":{"home":1,"away":0} }""");
            match.Pass(41, "a", "b");
            Assert.Equal(primary, match.Primary);
        }
    }

    [Fact]
    public void Before_play_the_better_feed_is_primary_as_soon_as_it_speaks()
    {
        var match = new Covered(Covered.Policy());
        match.Say("b", Covered.Fixture);
        Assert.Equal("b", match.Primary);

        match.Say("a", Covered.Fixture);

        Assert.Equal("a", match.Primary);
        Assert.Equal([Kind.Preferred], match.Kinds());
    }

    [Fact]
    public void What_the_new_primary_never_spoke_of_stays()
    {
        var match = Covered.Live("a");
        match.Say("a", """{"stat":{"key":"shots","home":3,"away":1} }""");
        match.Say("b", """{"score":{"home":2,"away":0} }""", at: 1);

        match.Pass(21, "b");

        Assert.Equal(("b", "2:0"), (match.Primary, match.Score));
        Assert.Equal(("1H", Status.Types.Value.Live), (match.State.Phase, match.State.Status));
        Assert.Equal(3, match.State.Stats.Single().Home);
        Assert.Equal("Reds", match.State.Participants[0].Name);
    }

    [Fact]
    public void A_feed_that_came_late_hides_no_goal_that_it_counts()
    {
        var match = Covered.Live("a");
        match.Say("a", """{"score":{"home":1,"away":0},"incident":{"id":"a-1","type":"goal","team":"home","minute":5} }""");
        match.Say("a", """{"incident":{"id":"a-2","type":"card","card":"yellow","team":"away","minute":6} }""");
        match.Pass(10, "a");
        match.Say("b", """{"score":{"home":2,"away":0},"incident":{"id":"b-9","type":"goal","team":"home","minute":50} }""");

        match.Pass(21, "b");

        Assert.Equal(("b", "2:0"), (match.Primary, match.Score));
        Assert.All(match.State.Incidents, static incident => Assert.Equal(StateValue.Confirmed, incident.State));
        Assert.Equal(["a-1", "a-2", "b-9"], match.State.Incidents.Select(static incident => incident.Id));
    }

    [Fact]
    public void A_goal_that_the_new_primary_does_not_count_is_hidden_and_comes_back_with_the_one_that_has_it()
    {
        var match = Covered.Live("a", "b");
        match.Say("a", """{"score":{"home":1,"away":0},"incident":{"id":"a-1","type":"goal","team":"home","minute":5} }""");

        match.Pass(21, "b");
        Assert.Equal(("b", "0:0", StateValue.Voided), (match.Primary, match.Score, match.Incident("a-1").State));
        match.Pass(62, "a", "b");

        Assert.Equal(("a", "1:0", StateValue.Confirmed), (match.Primary, match.Score, match.Incident("a-1").State));
        Assert.Equal(Visibility.Types.Value.Unspecified, match.Incident("a-1").Visibility);
    }

    [Fact]
    public void The_match_is_stale_only_when_nobody_speaks()
    {
        var match = Covered.Live("a", "b");
        var silence = TimeSpan.FromSeconds(20);
        match.Pass(15, "b");
        Assert.Null(FeedHealth.Watch(match.Work, Tests.Normalising.Feeding.Ms(30), silence));

        var stale = FeedHealth.Watch(match.Work, Tests.Normalising.Feeding.Ms(35), silence)!;
        match.Take(stale);
        Assert.Equal(Tests.Normalising.Feeding.Ms(15), match.State.Feed.StaleSinceMs);
        match.Beat("b");

        Assert.Equal(0, match.State.Feed.StaleSinceMs);
    }

    [Fact]
    public void Feeds_without_a_policy_are_one_as_ever()
    {
        var match = new Covered(Covered.Policy(static policy => policy.Sport = "tennis"));
        match.Say("a", Covered.Fixture);
        match.Say("b", """{"score":{"home":1,"away":0} }""");

        Assert.Equal("1:0", match.Score);
        Assert.Null(match.Work.Views);
    }

    [Fact]
    public void What_was_said_before_a_listed_feed_came_is_the_view_of_the_feed_that_said_it()
    {
        var match = new Covered(Covered.Policy());
        match.Say("x", Covered.Fixture);
        match.Say("x", """{"status":{"status":"LIVE"},"score":{"home":1,"away":0},"incident":{"id":"x1","type":"goal","team":"home","minute":3} }""");
        Assert.Null(match.Work.Views);

        match.Say("b", """{"status":{"status":"LIVE"},"score":{"home":1,"away":0},"incident":{"id":"b1","type":"goal","team":"home","minute":3} }""");
        Assert.Equal("x", match.Primary);
        match.Pass(31, "b", "x");

        Assert.Equal(("b", "1:0"), (match.Primary, match.Score));
        Assert.Equal("x1", Assert.Single(match.State.Incidents).Id);
    }

    [Fact]
    public void Back_to_a_better_feed_is_no_fault_of_the_worse_one_that_would_keep_the_better_one_waiting()
    {
        var match = Covered.Live("a", "c");
        match.Pass(25, "c");
        match.Pass(40, "a", "c");
        match.Pass(25, "c");
        Assert.Equal([Kind.Failover, Kind.Failback, Kind.Failover], match.Kinds());

        match.Say("a", """{"score":{"home":1,"away":0} }""");
        match.Pass(45, "a", "c");

        var back = match.Decisions.Last();
        Assert.Equal((Kind.Failover, Reason.Divergence, "a"), (back.Kind, back.Reason, back.To));
        Assert.Equal(2u, match.Work.Views!.Head.LeftCount);
    }
}
