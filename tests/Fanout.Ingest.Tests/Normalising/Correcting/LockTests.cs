using Fanout.Ingest.Normalising.Correcting;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising.Correcting;

/// <summary>What is corrected does not follow the feeds, until it does again.</summary>
public sealed class LockTests
{
    [Fact]
    public void A_feed_that_goes_on_saying_the_wrong_score_changes_nothing_that_readers_see()
    {
        var match = Editing.OfFootball(1, 0);
        match.Say("""{"score":{"home":2,"away":0}}""");
        match.Correct("""{"score":{"home":1,"away":0}}""");
        var count = match.Entries.Count(static entry => entry.IsPublic);

        match.Say("""{"score":{"home":2,"away":0}}""");
        match.Say("""{"score":{"home":3,"away":0}}""");

        Assert.Equal(("1:0", 3), (match.Score, match.Feeds.Score.Home));
        Assert.Equal(count, match.Entries.Count(static entry => entry.IsPublic));
        Assert.Equal(["score"], match.Locked);
    }

    [Fact]
    public void What_else_the_feed_says_is_seen_meanwhile()
    {
        var match = Editing.OfFootball(2, 0);
        match.Correct("""{"score":{"home":1,"away":0}}""");

        match.Say("""{"score":{"home":2,"away":0,"periods":[{"phase":"1H","home":2,"away":0}]},"phase":{"phase":"HT"},"stat":{"key":"shots","home":3,"away":1}}""");

        Assert.Equal(("1:0", "HT", 1, 3), (match.Score, match.Shown.Phase, match.Shown.Score.Periods.Count, match.Shown.Stats[0].Home));
    }

    [Fact]
    public void As_soon_as_the_feed_agrees_the_lock_is_gone_and_the_log_says_so()
    {
        var match = Editing.OfFootball(2, 0);
        match.Correct("""{"score":{"home":1,"away":0}}""");

        match.Say("""{"score":{"home":1,"away":0}}""");
        var mark = Assert.Single(match.Last.Marks, static mark => mark.Kind == Mark.Types.Kind.Unlocked);
        match.Say("""{"score":{"home":1,"away":1}}""");

        Assert.Equal(("score", "1:0", "1:0"), (mark.Field, mark.Was, mark.Now));
        Assert.Equal("1:1", match.Score);
        Assert.Same(match.Work.State, match.Work.Shown);
    }

    [Fact]
    public void A_lock_until_its_release_holds_though_the_feed_agrees()
    {
        var match = Editing.OfFootball(2, 0);
        match.CorrectUntil("release", """{"score":{"home":1,"away":0}}""");
        match.Say("""{"score":{"home":1,"away":0}}""");
        match.Say("""{"score":{"home":3,"away":1}}""");
        Assert.Equal("1:0", match.Score);

        match.Correct("""{"unlock":"score"}""");

        Assert.Equal("3:1", match.Score);
        Assert.Equal((3, 1), (match.Last.Delta.Score.Home, match.Last.Delta.Score.Away));
        Assert.Empty(match.Locked);
        Assert.Equal(CorrectionRefusal.NotLocked, match.Refusal("""{"unlock":"score"}"""));
    }

    [Theory]
    [InlineData("phase=2H", """{"phase":{"phase":"2H"},"score":{"home":2,"away":1}}""")]
    [InlineData("status=FINAL", """{"status":{"status":"FINAL"},"score":{"home":2,"away":1}}""")]
    public void A_lock_until_a_condition_ends_when_the_feed_states_it(string until, string stated)
    {
        var match = Editing.OfFootball(2, 0);
        match.CorrectUntil(until, """{"score":{"home":1,"away":0}}""");
        match.Say("""{"score":{"home":1,"away":0}}""");
        match.Say("""{"score":{"home":2,"away":0}}""");
        Assert.Equal("1:0", match.Score);

        match.Say(stated);

        Assert.Equal("2:1", match.Score);
        Assert.Empty(match.Locked);
        Assert.Equal(CorrectionRefusal.ConditionMet, match.Judge(until, isForced: false, """{"score":{"home":0,"away":0}}""").Obstacle!.Reason);
    }

    [Fact]
    public void A_clock_agrees_within_a_second_at_the_same_instant()
    {
        var match = Editing.OfFootball();
        match.Say("""{"clock":{"kind":"UP","running":true,"valueMs":60000}}""");
        match.Correct("""{"clock":{"kind":"UP","running":true,"valueMs":300000}}""");
        var corrected = match.Shown.Clock.Clone();
        match.Say("""{"clock":{"kind":"UP","running":true,"valueMs":62000}}""");
        Assert.Equal(corrected, match.Shown.Clock);

        match.Say("""{"clock":{"kind":"UP","running":true,"valueMs":302500}}"""); // two seconds later it shows half a second more

        Assert.Empty(match.Locked);
        Assert.Equal(302_500u, match.Shown.Clock.ValueMs);
    }

    [Fact]
    public void An_incident_agrees_but_for_its_texts()
    {
        var match = Editing.OfFootball(1, 0);
        match.Say("""{"incident":{"id":"i1","type":"goal","team":"home","player":"A. Nine","minute":23}}""");
        match.Correct("""{"incident":{"id":"i1","player":"B. Ten","text":"It was Ten."}}""");
        match.Say("""{"incident":{"id":"i1","minute":24}}""");
        Assert.Equal(("B. Ten", 23u), (match.Incident("i1").Player, match.Incident("i1").Minute));

        match.Say("""{"incident":{"id":"i1","player":"B. Ten","minute":23,"text":"Ten!"}}""");

        Assert.Empty(match.Locked);
        Assert.Equal("Ten!", match.Incident("i1").Text);
    }

    [Fact]
    public void What_readers_see_of_a_field_can_be_kept_as_it_is()
    {
        var match = Editing.OfFootball(1, 0);
        match.CorrectUntil("release", """{"lock":"score"}""", """{"lock":"phase"}""");

        match.Say("""{"score":{"home":2,"away":0},"phase":{"phase":"HT"}}""");

        Assert.Null(match.Last.Delta);
        Assert.Equal(("1:0", "1H"), (match.Score, match.Shown.Phase));
        Assert.Equal(CorrectionRefusal.UnknownField, match.Refusal("""{"lock":"weather"}"""));
        Assert.Equal(CorrectionRefusal.UnknownField, match.Refusal("""{"lock":"incidents[nobody]"}"""));
    }

    [Fact]
    public void Since_when_the_feed_says_what_it_says_is_known()
    {
        var match = Editing.OfFootball(2, 0);
        var since = Feeding.Ms(match.Second);
        match.Say("""{"heartbeat":{}}""");
        match.Correct("""{"score":{"home":1,"away":0}}""");
        Assert.Equal(since, match.Work.Corrections!.SaidSince("score"));

        match.Say("""{"score":{"home":3,"away":0}}""");
        since = Feeding.Ms(match.Second);
        match.Say("""{"score":{"home":3,"away":0}}""");

        Assert.Equal(since, match.Work.Corrections!.SaidSince("score"));
    }
}
