using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Delivery;

public sealed class DeliveryCostTests
{
    [Fact]
    public void Nothing_is_allocated_for_a_delivery()
    {
        const int connections = 500;
        const int publishes = 50;
        var node = new TestNode();
        SourceMatch[] matches = [node.Match("m1"), node.Match("m2")];
        for (var count = 0; count < connections; count++)
            Subscribe(node, "match/m1", "score/m1", "match/m2");
        node.Turn();
        Publish(node, matches, 10); // the lists have their sizes, the code has been run
        var framesBefore = Frames(node);

        var allocated = new List<long>();
        for (var count = 0; count < publishes; count++)
            allocated.Add(Publish(node, matches, 1));

        Assert.Equal(3L * connections * publishes, Frames(node) - framesBefore);
        // The runtime may allocate on this thread for reasons of its own, now and then; a delivery would each time.
        Assert.InRange(allocated.Count(static bytes => bytes > 0), 0, publishes / 10);
    }

    [Fact]
    public void All_that_is_due_in_a_turn_leaves_in_one_flush()
    {
        var node = new TestNode();
        SourceMatch[] matches = [node.Match("m1"), node.Match("m2")];
        var client = node.Connect("proto");
        client.Subscribe("match/m1");
        client.Subscribe("score/m2");
        client.Read();
        var before = client.Sink.FlushCount;

        foreach (var match in matches)
        {
            match.Publish(SourceMatch.Score(1, 0));
            match.Publish(SourceMatch.Score(2, 0));
        }
        var frames = client.Read();

        Assert.Equal(4, frames.Count(static frame => frame.Delta is not null));
        Assert.Equal(1, client.Sink.FlushCount - before);
    }

    [Fact]
    public void What_the_sink_does_not_take_of_a_turn_was_never_sent()
    {
        var node = new TestNode();
        var match = node.Match();
        var client = new ModelClient(node, FrameEncoding.Proto);
        client.Subscribe("match/m1");
        node.Turn();
        client.TakeIn();

        client.Wire.Sink.Open(3); // into the first of three
        for (var goals = 1; goals <= 3; goals++)
            match.Publish(SourceMatch.Score(goals, 0));
        node.Turn();
        client.Wire.Sink.Open(null);
        node.Turn();
        client.TakeIn();

        Assert.Equal(2, client.Topic("match/m1").StepCount); // the one begun, and one for the other two
        Assert.Equal(match.State.Hash, client.Topic("match/m1").Hash);
    }

    private static void Subscribe(TestNode node, params string[] topics)
    {
        var sink = new DiscardingSink();
        var connection = node.Shards.Open(sink, new ConnectionSetup { Wire = WebSocketWire.Proto });
        var subscribe = new Subscribe { Topics = { topics.Select(static topic => new TopicRequest { Topic = topic }) } };
        connection.Post(new Sessions.FrameReceived(new ClientFrame { Subscribe = subscribe }));
    }

    /// <summary>Publishes to all matches, and returns the bytes that the shards allocated in the turn after it.</summary>
    private static long Publish(TestNode node, SourceMatch[] matches, int times)
    {
        var allocated = 0L;
        for (var count = 0; count < times; count++)
        {
            foreach (var match in matches)
                match.Publish(SourceMatch.Score((int)match.Seq, 0));
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var shard = 0; shard < node.Shards.All.Count; shard++)
            {
                do
                {
                    node.Shards.All[shard].Turn();
                }
                while (node.Shards.All[shard].HasWork);
            }
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }
        return allocated;
    }

    private static long Frames(TestNode node) => node.Shards.All.Sum(static shard => shard.Counts.Frames);
}
