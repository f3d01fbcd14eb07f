using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Simulating;

public sealed class StalledReaderTests
{
    private const int DeltaCount = 5000;

    [Theory]
    [InlineData((int)FrameEncoding.Proto, "match/m1")]
    [InlineData((int)FrameEncoding.Json, "match/m1")]
    [InlineData((int)FrameEncoding.Proto, "score/m1")]
    public void A_client_that_does_not_read_while_5000_deltas_pass_ends_exact_after_one_frame(
        int encoding, string topic)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = new ModelClient(node, (FrameEncoding)encoding);
        client.Subscribe(topic);
        node.Turn();
        client.TakeIn();
        var (steps, snapshots) = (client.Topic(topic).StepCount, client.Topic(topic).SnapshotCount);

        client.Wire.Sink.Open(10); // a few bytes into the next frame
        var heldMost = 0;
        for (var count = 1; count <= DeltaCount; count++)
        {
            match.Publish(SourceMatch.Score(count, 0));
            node.Time.Advance(TimeSpan.FromMilliseconds(10));
            node.Turn();
            heldMost = Math.Max(heldMost, client.Wire.Connection.HeldBytes);
        }
        Assert.InRange(heldMost, 1, 512); // the rest of one delta, however many passed

        client.Wire.Sink.Open(null);
        node.Turn();
        client.TakeIn();

        Assert.Equal(0, client.Wire.Connection.HeldBytes);
        // The delta that was half sent, and one merged delta or one snapshot for all the others.
        var (moreSteps, moreSnapshots) = (
            client.Topic(topic).StepCount - steps, client.Topic(topic).SnapshotCount - snapshots);
        Assert.Equal(2, moreSteps + moreSnapshots);
        Assert.Equal(match.Seq, client.Topic(topic).Position!.Seq);
        Assert.Equal(
            topic[0] == 'm' ? match.State.Hash : node.Matches.Find("m1")!.Score.State.Hash, client.Topic(topic).Hash);
    }

    [Fact]
    public void A_snapshot_is_sent_where_it_is_smaller_than_the_merged_delta()
    {
        var node = new TestNode();
        var match = node.Match();
        var client = new ModelClient(node, FrameEncoding.Proto);
        client.Subscribe("match/m1");
        node.Turn();
        client.TakeIn();
        for (var count = 0; count < 50; count++)
            match.Publish(SourceMatch.Incident($"incident-{count}", count));
        node.Turn();
        client.TakeIn();

        client.Wire.Sink.Open(0);
        var removal = new MatchDelta { Incidents = new IncidentEdits() };
        removal.Incidents.Remove.AddRange(Enumerable.Range(0, 50).Select(count => $"incident-{count}"));
        match.Publish(removal);
        match.Publish(SourceMatch.Score(1, 0));
        node.Turn();
        client.Wire.Sink.Open(null);
        node.Turn();
        var snapshots = client.Topic("match/m1").SnapshotCount;
        client.TakeIn();

        Assert.Equal(snapshots + 1, client.Topic("match/m1").SnapshotCount);
        Assert.Equal(match.State.Hash, client.Topic("match/m1").Hash);
    }

    [Fact]
    public void Readers_who_missed_the_same_get_the_same_bytes_computed_once()
    {
        var node = new TestNode(configure: options => options.Shards = 1);
        var match = node.Match();
        match.Publish(SourceMatch.Incident("i0", 0, text: new string('x', 2000))); // a snapshot that no delta outweighs
        var clients = Enumerable.Range(0, 10).Select(_ => node.Connect().Greeted()).ToList();
        foreach (var client in clients)
        {
            client.Subscribe("match/m1");
            client.Read();
            client.Sink.Open(0);
        }
        for (var count = 1; count <= 20; count++)
            match.Publish(SourceMatch.Score(count, 0));
        node.Turn();
        clients.ForEach(client => client.Sink.Open(null));
        node.Turn();

        var merged = clients.Select(client => Assert.Single(client.ReadSent()).Delta).ToList();

        Assert.All(merged, delta => Assert.Equal((22u, 2u), (delta.Seq, delta.Previous)));
        var topic = (Fanout.Server.Topics.MatchTopic)node.Registry.All.Single();
        var again = topic.Next(new(match.Epoch, 2), Horizon.Live).Frame;
        Assert.Same(again, topic.Next(new(match.Epoch, 2), Horizon.Live).Frame);
        Assert.Same(again!.In(FrameEncoding.Proto), again.In(FrameEncoding.Proto));
    }

    [Fact]
    public void A_slow_reader_that_takes_a_byte_now_and_then_is_never_closed()
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect().Greeted();
        client.Subscribe("match/m1");
        client.Read();
        client.Sink.Open(0);
        match.Publish(SourceMatch.Score(1, 0));

        for (var minute = 0; minute < 10; minute++)
        {
            client.Sink.Open(1);
            node.Pass(TimeSpan.FromSeconds(100));
        }

        Assert.False(client.Sink.Ended || client.Sink.Aborted);
    }

    [Fact]
    public void A_reader_that_takes_no_byte_for_the_stall_time_is_closed_with_4001()
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect().Greeted();
        client.Subscribe("match/m1");
        client.Read();
        client.Sink.Open(5);
        match.Publish(SourceMatch.Score(1, 0));

        node.Pass(TimeSpan.FromSeconds(119));
        Assert.False(client.Sink.Aborted);
        node.Pass(TimeSpan.FromSeconds(4));
        client.Sink.Open(null);
        var frames = client.Read();

        Assert.Equal(4001u, frames[^1].Goodbye.Code);
        Assert.Equal(4001, (int)client.Closed!.Value);
        Assert.True(client.Sink.Ended);
    }

    [Fact]
    public void A_stalled_reader_that_takes_nothing_even_then_is_cut_off()
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect().Greeted();
        client.Subscribe("match/m1");
        client.Read();
        client.Sink.Open(0);
        match.Publish(SourceMatch.Score(1, 0));

        node.Pass(TimeSpan.FromSeconds(130));

        Assert.True(client.Sink.Aborted);
        client.Connection.PostEnded();
        node.Turn();
        Assert.Equal(0, node.Shards.ConnectionCount);
    }

    [Fact]
    public void While_our_bytes_are_blocked_the_ping_deadline_is_suspended()
    {
        var node = new TestNode(configure: options => options.StallTimeout = TimeSpan.FromMinutes(10));
        var match = node.Match();
        var client = node.Connect().Greeted();
        client.Subscribe("match/m1");
        client.Read();
        client.Sink.Open(3);
        match.Publish(SourceMatch.Score(1, 0));

        node.Pass(TimeSpan.FromMinutes(5));
        client.Sink.Open(null);
        node.Pass(TimeSpan.FromSeconds(60));

        Assert.False(client.Sink.Ended || client.Sink.Aborted);
    }
}
