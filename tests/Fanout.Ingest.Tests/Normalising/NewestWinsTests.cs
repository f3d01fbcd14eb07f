using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class NewestWinsTests
{
    [Theory]
    [InlineData(10, 20, 2)] // the newer one wins
    [InlineData(20, 10, 1)] // in either order of arrival
    [InlineData(10, 10, 2)] // among equals the later arrival
    public void The_newest_value_of_a_field_wins(double first, double second, int home)
    {
        var feeding = Feeding.OfFootball();

        feeding.Send("""{"score":{"home":1,"away":0}}""", first);
        feeding.Send("""{"score":{"home":2,"away":0}}""", second);

        Assert.Equal(home, feeding.State.Score.Home);
    }

    [Fact]
    public void An_overtaken_event_is_accepted_and_logged_and_changes_nothing()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":1,"away":0},"phase":{"phase":"2H"}}""", 20);

        var verdict = feeding.Send("""{"score":{"home":0,"away":0},"phase":{"phase":"1H"}}""", 10);

        Assert.Equal(Outcome.Accepted, verdict.Outcome);
        Assert.False(verdict.Entry!.IsPublic);
        Assert.Equal(["phase", "score"], feeding.Last.Marks.Select(mark => mark.Field));
        Assert.All(feeding.Last.Marks, mark => Assert.Equal(Mark.Types.Kind.Overtaken, mark.Kind));
        Assert.Equal(("2H", 1), (feeding.State.Phase, feeding.State.Score.Home));
    }

    [Fact]
    public void Fields_are_overtaken_one_by_one()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":1,"away":0}}""", 20);

        var verdict = feeding.Send("""{"status":{"status":"LIVE"},"score":{"home":0,"away":0}}""", 10);

        Assert.True(verdict.Entry!.IsPublic);
        Assert.Equal(Status.Types.Value.Live, feeding.State.Status);
        Assert.Equal(1, feeding.State.Score.Home);
    }

    [Fact]
    public void A_value_stated_again_is_newer_from_then_on()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"score":{"home":1,"away":0}}""", 10);
        Assert.False(feeding.Send("""{"score":{"home":1,"away":0}}""", 30).Entry!.IsPublic);

        feeding.Send("""{"score":{"home":2,"away":0}}""", 20);

        Assert.Equal(1, feeding.State.Score.Home);
    }

    [Fact]
    public void An_overtaken_status_is_not_asked_whether_it_may_follow()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"status":{"status":"FINAL"}}""", 20);

        Assert.Equal(Outcome.Accepted, feeding.Send("""{"status":{"status":"LIVE"}}""", 10).Outcome);
        Assert.Equal(Status.Types.Value.Final, feeding.State.Status);
    }

    [Fact]
    public void Incidents_are_taken_at_any_time()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"status":{"status":"FINAL"},"incident":{"id":"i1","type":"goal","minute":80}}""", 100);

        feeding.Send("""{"incident":{"id":"i2","type":"card","card":"yellow","team":"home","minute":10}}""", 10);

        Assert.Equal(["i2", "i1"], feeding.State.Incidents.Select(incident => incident.Id));
        Assert.Equal(Status.Types.Value.Final, feeding.State.Status);
    }

    [Theory]
    [InlineData(5.0, 5_000, false)]
    [InlineData(5.001, 0, true)]
    [InlineData(3600, 0, true)]
    public void A_time_too_far_ahead_of_the_server_is_taken_as_now(double aheadSeconds, double takenMs, bool marked)
    {
        var feeding = Feeding.OfFootball();
        var content = Feeding.Event("""{"id":"x","match":"m1","score":{"home":1}}""");
        content.At = Feeding.At(aheadSeconds);

        feeding.Send(content);

        Assert.Equal(Feeding.Ms(0) + takenMs, feeding.Last.Cause.ProviderTimeMs);
        Assert.Equal(marked, feeding.Last.Marks.Any(mark => mark.Kind == Mark.Types.Kind.Clamped));
    }

    [Fact]
    public void A_clamped_value_gives_way_to_what_happens_next()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"at":"2030-01-01T00:00:00Z","score":{"home":1,"away":0}}""");

        feeding.Send("""{"score":{"home":2,"away":0}}""", 1);

        Assert.Equal(2, feeding.State.Score.Home);
    }

    [Fact]
    public void A_feed_whose_clock_is_ahead_by_the_limit_keeps_its_order()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send(AheadBy(4.9, "a", 1), receivedSecond: 0);
        feeding.Send(AheadBy(1.5 + 5.1, "b", 2), receivedSecond: 1.5);
        Assert.Equal(2, feeding.State.Score.Home);

        feeding.Send("""{"score":{"home":3,"away":0}}""", 4); // older than the first one
        Assert.Equal(2, feeding.State.Score.Home);
    }

    private static ScoreEvent AheadBy(double second, string id, int home)
    {
        var content = Feeding.Event($$"""{"id":"{{id}}","match":"m1","score":{"home":{{home}},"away":0} }""");
        content.At = Feeding.At(second);
        return content;
    }
}
