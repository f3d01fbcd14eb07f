using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Sessions;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Delivery;

/// <summary>What a crowd gets that subscribes to one match is made once, and not once for each.</summary>
public sealed class MassSubscribeTests
{
    private const int Crowd = 1_000;
    private const int SnapshotSizeMin = 20_000; // bytes

    [Theory]
    [InlineData("proto", int.MaxValue)]
    [InlineData("json", int.MaxValue)]
    [InlineData("proto", 512)]
    [InlineData("json", 512)]
    public void Snapshot_and_answer_are_encoded_once_for_all(string subprotocol, int deflateBytesMin)
    {
        var node = new TestNode();
        var match = node.Match();
        for (var count = 0; count < 100; count++)
            match.Publish(SourceMatch.Incident($"i{count}", (uint)count, text: $"{count:D4}{new string('x', 196)}"));
        Subscribe(node, subprotocol, deflateBytesMin, 10); // the code has been run
        match.Publish(SourceMatch.Score(1, 0)); // and nothing is left of what it made

        var (allocated, sent) = Subscribe(node, subprotocol, deflateBytesMin, Crowd);

        if (deflateBytesMin == int.MaxValue)
            Assert.InRange(sent, (long)SnapshotSizeMin * Crowd, long.MaxValue);
        // what a reader costs that is there, and a fraction of what one of these snapshots takes to make
        Assert.InRange(allocated / Crowd, 0, 1_000);
    }

    [Fact]
    public void Who_is_told_the_same_shares_the_frame_and_nobody_else_does()
    {
        var node = new TestNode();
        node.Match();
        var topic = node.Topics.Find(Parse("match/m1")).Topic!;
        var frames = new SubscribedFrames();
        var head = new SubscribedHead(1, Answer.Types.Value.Snapshot, new(7, 1), 0);

        Assert.Same(frames.Of(topic, head), frames.Of(topic, head));
        SubscribedHead[] others =
        [
            head with { Reference = 2 }, head with { Answer = Answer.Types.Value.Reset }, head with { Position = new(7, 2) },
            head with { Position = new(8, 1) }, head with { DelaySeconds = 30 },
        ];
        foreach (var other in others)
        {
            var frame = frames.Of(topic, other).In(FrameEncoding.Proto);
            var said = ServerFrame.Parser.ParseFrom(frame.Payload.Span).Subscribed;
            Assert.Equal(
                (other.Reference, other.Answer, other.Position.Epoch, other.Position.Seq, other.DelaySeconds),
                (said.Ref, said.Answer, said.Position.Epoch, said.Position.Seq, said.DelaySeconds));
            Assert.Equal(("match/m1", topic.Id, topic.BaseMs), (said.Topic, said.TopicId, (long)said.BaseMs));
        }
    }

    [Fact]
    public void Topics_that_share_a_slot_get_their_own()
    {
        var node = new TestNode();
        var frames = new SubscribedFrames();
        var head = new SubscribedHead(1, Answer.Types.Value.Snapshot, new(7, 1), 0);
        for (var index = 0; index < 600; index++)
        {
            node.Match($"m{index}");
            var topic = node.Topics.Find(Parse($"match/m{index}")).Topic!;
            var frame = frames.Of(topic, head).In(FrameEncoding.Proto);
            Assert.Equal($"match/m{index}", ServerFrame.Parser.ParseFrom(frame.Payload.Span).Subscribed.Topic);
        }
    }

    /// <summary>So many subscribe at once; what the shards allocated for it and what they sent, in bytes.</summary>
    private static (long Allocated, long Sent) Subscribe(TestNode node, string subprotocol, int deflateBytesMin, int count)
    {
        var wire = new WebSocketWire(TestNode.Encoding(subprotocol), deflateBytesMin);
        var sinks = Enumerable.Range(0, count).Select(static _ => new DiscardingSink()).ToList();
        var connections = sinks.ConvertAll(sink => node.Shards.Open(sink, new ConnectionSetup { Wire = wire, Greets = false }));
        node.Turn();
        foreach (var connection in connections)
        {
            var subscribe = new Subscribe { Ref = 1, Topics = { new TopicRequest { Topic = "match/m1" } } };
            connection.Post(new FrameReceived(new ClientFrame { Subscribe = subscribe }));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        node.Turn();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return (allocated, sinks.Sum(static sink => sink.BytesTaken));
    }

    private static Fanout.Server.Topics.TopicName Parse(string topic)
    {
        Assert.True(Fanout.Server.Topics.TopicName.TryParse(topic, out var name, out _));
        return name;
    }
}
