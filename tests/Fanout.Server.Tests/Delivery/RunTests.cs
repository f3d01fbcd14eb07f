using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Delivery;

/// <summary>What was published between two walks goes out together.</summary>
public sealed class RunTests
{
    private const int StepCount = 20;

    private readonly TestNode _node = new(configure: static options => options.Shards = 1);

    [Theory]
    [InlineData("proto")]
    [InlineData("json")]
    public void Steps_that_follow_each_other_are_handed_over_in_one_piece(string subprotocol)
    {
        var (match, client) = Read(subprotocol);
        var before = client.Sink.WriteCount;

        Publish(match);
        var frames = client.Read();

        Assert.Equal(StepCount, frames.Count(static frame => frame.Delta is not null));
        Assert.Equal(1, client.Sink.WriteCount - before);
    }

    [Fact]
    public void Every_byte_at_which_a_sink_may_stop_leaves_a_reader_with_the_right_state()
    {
        var (match, _) = Read("proto");
        for (var window = 0; window < 400; window += 3)
        {
            var client = new ModelClient(_node, FrameEncoding.Proto);
            client.Subscribe("match/m1");
            _node.Turn();
            client.TakeIn();

            client.Wire.Sink.Open(window);
            Publish(match);
            _node.Turn();
            Assert.InRange(client.Wire.Connection.HeldBytes, 0, 64); // the rest of one frame
            client.Wire.Sink.Open(null);
            _node.Turn();
            client.TakeIn();

            Assert.Equal(match.State.Hash, client.Topic("match/m1").Hash);
            client.Wire.Connection.PostEnded();
        }
    }

    [Fact]
    public void Who_came_between_two_steps_of_a_run_gets_what_follows_its_snapshot()
    {
        var (match, _) = Read("proto");
        var late = new ModelClient(_node, FrameEncoding.Proto);
        for (var goals = 1; goals <= StepCount; goals++)
        {
            match.Publish(SourceMatch.Score((int)match.Seq, goals));
            if (goals == StepCount / 2)
                late.Subscribe("match/m1"); // answered before the walk, from where the topic stands then
        }
        _node.Turn();
        match.Publish(SourceMatch.Score(0, 0));
        _node.Turn();
        late.TakeIn();

        Assert.Equal(match.State.Hash, late.Topic("match/m1").Hash);
    }

    [Fact]
    public void Frames_are_counted_and_not_pieces()
    {
        var (match, client) = Read("proto");
        var before = _node.Shards.All[0].Counts.Frames;

        Publish(match);
        client.Read();

        Assert.Equal(StepCount, _node.Shards.All[0].Counts.Frames - before);
    }

    private static void Publish(SourceMatch match)
    {
        for (var count = 0; count < StepCount; count++)
            match.Publish(SourceMatch.Score((int)match.Seq, 0));
    }

    private (SourceMatch Match, TestClient Client) Read(string subprotocol)
    {
        var match = _node.Match();
        var client = _node.Connect(subprotocol);
        client.Subscribe("match/m1");
        client.Read();
        return (match, client);
    }
}
