using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class DedupeTests
{
    [Fact]
    public void The_same_event_again_is_a_duplicate_and_makes_no_entry()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"id":"g","score":{"home":1,"away":0}}""", 1);

        var verdict = feeding.Send("""{"id":"g","score":{"home":1,"away":0}}""", 1);

        Assert.Equal((Outcome.Duplicate, (MatchEntry?)null), (verdict.Outcome, verdict.Entry));
    }

    [Theory]
    [InlineData("""{"id":"g","score":{"home":2,"away":0}}""")]
    [InlineData("""{"id":"g","match":"m2","score":{"home":1,"away":0}}""")]
    public void The_same_id_with_other_content_is_rejected(string json)
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"id":"g","score":{"home":1,"away":0}}""", 1);

        var verdict = feeding.Send(json, 1);

        Assert.Equal((Outcome.Rejected, Verdict.IdReused), (verdict.Outcome, verdict.Reason));
        Assert.Equal(1, feeding.State.Score.Home);
    }

    [Fact]
    public void Ids_are_unique_per_feed()
    {
        var feeding = Feeding.OfFootball();
        feeding.Send("""{"id":"g","score":{"home":1,"away":0}}""", 1);

        Assert.Equal(Outcome.Accepted, feeding.Send("""{"id":"g","score":{"home":1,"away":1}}""", 2, feed: "f2").Outcome);
    }

    [Fact]
    public void What_was_put_aside_was_taken_too()
    {
        var feeding = new Feeding();
        feeding.Send("""{"id":"g","heartbeat":{}}""", 1);

        Assert.Equal(Outcome.Duplicate, feeding.Send("""{"id":"g","heartbeat":{}}""", 1).Outcome);
    }

    [Theory]
    [InlineData("""{"match":"m1","heartbeat":{}}""", "id: 0 bytes")]
    [InlineData("""{"id":"a","match":"no spaces","heartbeat":{}}""", "match: \"no spaces\" is not 1 to 64")]
    [InlineData("""{"id":"a","match":"m1"}""", "no kind")]
    [InlineData("""{"id":"a","match":"m1","incident":{"type":"goal"}}""", "incident.id: missing")]
    [InlineData("""{"id":"a","match":"m1","stat":{"home":1}}""", "stat.key: missing")]
    public void What_is_no_event_is_rejected(string json, string detail)
    {
        var feeding = Feeding.OfFootball();
        var content = Feeding.Event(json);
        content.At = new();

        var verdict = feeding.Send(content);

        Assert.Equal((Outcome.Rejected, Verdict.Invalid), (verdict.Outcome, verdict.Reason));
        Assert.StartsWith(detail, verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_of_more_than_64_KiB_is_rejected()
    {
        var content = Feeding.Event("""{"id":"a","match":"m1","lineup":{"side":"home"}}""");
        content.At = new();
        for (var i = 0; i < 300; i++) content.Lineup.Players.Add(new Protocol.Messages.LineupPlayer { Name = new string('x', 250) });

        Assert.EndsWith("bytes exceed 65536", Feeding.OfFootball().Send(content).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_match_knows_its_latest_events_by_heart_and_forgets_the_oldest()
    {
        var table = new MatchTable(new HoldLimits(1, 1, 1));
        var writer = new WriterChange { Digest = 1 };
        for (var i = 0; i <= 100_000; i++)
        {
            writer.Event = (ulong)i + 1;
            table.Apply("m1", new Protocol.Messages.LoggedChange(), writer);
        }

        Assert.Equal(90_001, table.Find("m1")!.SeenCount);
        Assert.False(table.Find("m1")!.HasSeen(10_000));
        Assert.True(table.Find("m1")!.HasSeen(10_001));
    }

    [Fact]
    public void An_event_without_a_time_is_rejected() =>
        Assert.Equal("at: missing", Feeding.OfFootball().Send(Feeding.Event("""{"id":"a","match":"m1","heartbeat":{}}""")).Detail);
}
