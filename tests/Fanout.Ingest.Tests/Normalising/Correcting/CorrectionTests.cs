using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Correcting;
using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;
using VisibilityValue = Fanout.Protocol.Messages.Visibility.Types.Value;

namespace Fanout.Ingest.Tests.Normalising.Correcting;

/// <summary>What editors may say of a match, and what becomes of it.</summary>
public sealed class CorrectionTests
{
    private const string Goal = """{"incident":{"id":"i1","type":"goal","team":"home","player":"A. Nine","minute":23},"score":{"home":1,"away":0}}""";

    [Fact]
    public void A_reversal_by_video_is_one_entry_that_says_what_it_takes_back()
    {
        var match = Editing.OfFootball();
        match.Say(Goal);
        var count = match.Entries.Count;

        match.Correct(
            """{"void":{"incident":"i1","reason":"VAR_OFFSIDE"}}""",
            """{"score":{"home":0,"away":0}}""",
            """{"phase":{"phase":"HT"}}""");

        Assert.Equal(count + 1, match.Entries.Count);
        Assert.Equal(("0:0", "HT", StateValue.Voided, VisibilityValue.Struck), (match.Score, match.Shown.Phase, match.Incident("i1").State, match.Incident("i1").Visibility));
        Assert.Equal(["i1"], match.Last.Correction.Retracts);
        Assert.Equal(("m1~1", "editor", "as seen on screen"), (match.Last.Correction.Id, match.Last.Correction.ActorRole, match.Last.Correction.Reason));
        Assert.Equal("eve", match.Entries[^1].Writer.Actor);
        Assert.Equal(["incidents[i1]", "phase", "score"], match.Locked);
        Assert.DoesNotContain(match.Last.Marks, static mark => mark.Field == "score");
    }

    [Fact]
    public void A_batch_with_a_change_that_cannot_be_is_refused_whole()
    {
        var match = Editing.OfFootball(1, 0);

        var verdict = match.Judge(LockRule.Agree, false, """{"score":{"home":0,"away":0}}""", """{"void":{"incident":"i9","reason":"VAR_OFFSIDE"}}""");

        Assert.Null(verdict.Entry);
        Assert.Equal((QuarantineReason.UnknownIncident, true), (verdict.Obstacle!.Reason, verdict.Obstacle.Detail.StartsWith("changes[1]: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_slip_is_hidden_amended_and_reinstated_and_its_revision_rises_each_time()
    {
        var match = Editing.OfFootball();
        match.Say(Goal);
        match.CorrectUntil("release", """{"void":{"incident":"i1","reason":"SCOUT_ERROR","visibility":"HIDDEN"}}""");
        Assert.Equal((StateValue.Voided, VisibilityValue.Hidden, 2u), (match.Incident("i1").State, match.Incident("i1").Visibility, match.Incident("i1").Revision));

        match.CorrectUntil("release", """{"incident":{"id":"i1","state":"CONFIRMED"}}""");
        Assert.Equal((StateValue.Confirmed, VisibilityValue.Unspecified, 3u), (match.Incident("i1").State, match.Incident("i1").Visibility, match.Incident("i1").Revision));
        match.CorrectUntil("release", """{"incident":{"id":"i1","player":"B. Ten"}}""");
        Assert.Equal(("B. Ten", 4u, "m1~3"), (match.Incident("i1").Player, match.Incident("i1").Revision, match.Incident("i1").Provenance));

        match.Say("""{"incident":{"id":"i1","minute":24}}"""); // the feed is at revision 2
        match.Correct("""{"unlock":"incidents[i1]"}""");
        Assert.Equal(("A. Nine", 24u, 5u), (match.Incident("i1").Player, match.Incident("i1").Minute, match.Incident("i1").Revision));
        match.Say("""{"incident":{"id":"i1","minute":25}}""");
        Assert.Equal((25u, 6u), (match.Incident("i1").Minute, match.Incident("i1").Revision));
    }

    [Fact]
    public void An_incident_that_is_added_has_an_id_of_ours_and_is_gone_when_that_is_undone()
    {
        var match = Editing.OfFootball(1, 0);
        var id = match.Correct("""{"incident":{"type":"goal","team":"home","player":"A. Nine","minute":23}}""", """{"incident":{"type":"card","card":"red","team":"away","minute":24}}""");
        Assert.Equal(["ed:m1~1", "ed:m1~1.2"], match.Shown.Incidents.Select(static one => one.Id));
        Assert.Equal(1, match.Shown.Football.RedCards.Away);
        Assert.Empty(match.Feeds.Incidents);

        match.Undo(id);

        Assert.Empty(match.Shown.Incidents);
        Assert.Equal(["ed:m1~1", "ed:m1~1.2"], match.Last.Correction.Retracts);
        Assert.Null(match.Shown.Football);
    }

    [Fact]
    public void An_incident_that_nobody_has_cannot_be_amended() =>
        Assert.Equal(QuarantineReason.UnknownIncident, Editing.OfFootball().Refusal("""{"incident":{"id":"i1","player":"A. Nine"}}"""));

    [Fact]
    public void A_score_that_the_goals_do_not_add_up_to_is_taken_with_a_mark()
    {
        var match = Editing.OfFootball();
        match.Say(Goal);

        match.Correct("""{"score":{"home":1,"away":1}}""");
        var mark = Assert.Single(match.Last.Marks);
        Assert.Equal((Mark.Types.Kind.Implausible, "score", "goals 1:0", "score 1:1"), (mark.Kind, mark.Field, mark.Was, mark.Now));
        match.Correct("""{"incident":{"type":"goal","team":"away","minute":44}}""");

        Assert.Empty(match.Last.Marks);
    }

    [Fact]
    public void What_the_lifecycle_refuses_is_refused_unless_it_is_forced()
    {
        var match = Editing.OfFootball();
        match.Say("""{"status":{"status":"FINAL"}}""");
        const string live = """{"status":{"status":"LIVE"}}""";

        Assert.Equal(QuarantineReason.Lifecycle, match.Refusal(live));
        var forced = match.Judge(LockRule.Agree, isForced: true, live);

        Assert.Equal(Status.Types.Value.Live, forced.Entry!.Shown.Head.Status);
    }

    [Theory]
    [InlineData("""{"score":{"home":-1,"away":0}}""")]
    [InlineData("""{"incident":{"type":"goal","team":"middle"}}""")]
    public void What_no_match_can_have_stays_refused_though_it_is_forced(string change) =>
        Assert.Equal(QuarantineReason.ImpossibleValue, Editing.OfFootball().Judge(LockRule.Agree, isForced: true, change).Obstacle!.Reason);

    [Theory]
    [InlineData("""{"fixture":{"sport":"tennis"}}""")]
    [InlineData("""{"coverage":{"coverage":"NONE"}}""")]
    [InlineData("""{"heartbeat":{}}""")]
    public void What_is_no_business_of_editors_is_refused(string change) =>
        Assert.Equal(CorrectionRefusal.Invalid, Editing.OfFootball().Refusal(change));

    [Fact]
    public void What_readers_see_already_and_the_feed_says_is_no_correction() =>
        Assert.Equal(CorrectionRefusal.NoChange, Editing.OfFootball(1, 0).Refusal("""{"score":{"home":1,"away":0}}"""));

    [Fact]
    public void Cards_are_counted_from_what_readers_see_where_no_feed_counts_them()
    {
        var match = Editing.OfFootball();
        match.Say("""{"incident":{"id":"c1","type":"card","card":"yellow","team":"home","minute":5}}""");
        match.Say("""{"incident":{"id":"c2","type":"card","card":"yellow","team":"away","minute":6}}""");
        match.Correct("""{"incident":{"id":"c1","card":"red"}}""");
        Assert.Equal((0, 1, 1), (match.Shown.Football.YellowCards.Home, match.Shown.Football.YellowCards.Away, match.Shown.Football.RedCards.Home));

        match.Say("""{"incident":{"id":"c3","type":"card","card":"yellow","team":"home","minute":8}}""");
        Assert.Equal((1, 1, 2), (match.Shown.Football.YellowCards.Home, match.Shown.Football.RedCards.Home, match.Feeds.Football.YellowCards.Home));
        match.Say("""{"score":{"football":{"yellowCards":{"home":4,"away":4}}}}""");

        Assert.Equal((4, 1), (match.Shown.Football.YellowCards.Home, match.Shown.Football.RedCards.Home));
    }

    [Fact]
    public void Sets_are_counted_from_the_games_that_readers_see_where_no_feed_counts_them()
    {
        var match = Editing.Of("tennis");
        match.Say("""{"score":{"tennis":{"sets":[{"home":6,"away":4},{"home":2,"away":1}]}}}""");
        match.Correct("""{"score":{"tennis":{"sets":[{"home":4,"away":6},{"home":2,"away":1}]}}}""");
        Assert.Equal(("0:1", "tennis.sets", 4), (match.Score, Assert.Single(match.Locked), match.Shown.Score.Periods[0].Home));
        Assert.Equal(ScoreBasis.Types.Value.Sets, match.Shown.Score.Basis);

        match.Say("""{"score":{"tennis":{"sets":[{"home":6,"away":4},{"home":6,"away":1}]}}}""");
        Assert.Equal("0:1", match.Score);
        match.Correct("""{"unlock":"tennis.sets"}""");

        Assert.Equal("2:0", match.Score);
    }

    [Fact]
    public void A_score_of_which_no_feed_ever_spoke_can_be_stated_and_taken_back()
    {
        var match = Editing.Of("ice_hockey");
        var id = match.Correct("""{"score":{"home":2,"away":1}}""");
        Assert.Equal(("2:1", ScoreBasis.Types.Value.Goals), (match.Score, match.Shown.Score.Basis));

        match.Undo(id);

        Assert.Null(match.Shown.Score);
    }

    [Fact]
    public void Corrections_are_bounded_and_those_that_stand_no_longer_make_room()
    {
        var match = Editing.OfFootball(2, 0);
        var text = new string('x', 1900);
        string Change(int number) => $$$"""{"incident":{"type":"comment","text":"{{{text}}}{{{number}}}"}}""";
        var first = match.CorrectUntil("release", Change(0));
        match.Undo(first);
        for (var number = 0; match.Judge("release", false, Change(number)) is { Obstacle: null } taken; number++)
        {
            Assert.True(number < CorrectionLimits.CountMax);
            match.Entries.Add(taken.Entry!);
            match.Work.Apply(taken.Entry!.Public, taken.Entry.Writer);
        }

        Assert.Equal(CorrectionRefusal.LimitExceeded, match.Judge("release", false, Change(0)).Obstacle!.Reason);
        Assert.True(match.Work.Corrections!.Bytes < CorrectionLimits.BytesMax * 5 / 4);
        Assert.Null(match.Work.Corrections.Find(first));
    }
}
