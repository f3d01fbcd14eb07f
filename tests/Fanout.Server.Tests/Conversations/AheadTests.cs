using Fanout.Protocol.Messages;
using Fanout.Server.Tests.Simulating;
using static Fanout.Protocol.Messages.ServerFrame;

namespace Fanout.Server.Tests.Conversations;

/// <summary>A client that comes from a node which is further on: its answer waits for this one.</summary>
public sealed class AheadTests
{
    private readonly TestNode _node = new();
    private readonly SourceMatch _match;
    private readonly uint _topicId;

    public AheadTests()
    {
        _match = _node.Match();
        var other = _node.Connect("proto");
        other.Subscribe("match/m1");
        _topicId = other.Read()[0].Subscribed.TopicId;
        _match.Publish(SourceMatch.Score(1, 0), follow: false);
    }

    public static TheoryData<string> Both => EitherSubprotocol.Both;

    private Position Ahead => new() { Epoch = _match.Epoch, Seq = 2 };

    [Theory, MemberData(nameof(Both))]
    public void Other_topics_and_frames_are_not_held_up(string subprotocol)
    {
        var client = _node.Connect(subprotocol);

        client.Subscribe("match/m1", Ahead);
        client.Subscribe("board/live");
        client.Send(new ClientFrame { Ping = new Ping { Nonce = 1 } });

        Assert.Equal(
            [FrameOneofCase.Subscribed, FrameOneofCase.Snapshot, FrameOneofCase.Pong],
            client.Read().Select(frame => frame.FrameCase));
    }

    [Theory, MemberData(nameof(Both))]
    public void What_is_said_of_the_topic_meanwhile_is_answered_in_its_order(string subprotocol)
    {
        var client = _node.Connect(subprotocol);

        client.Subscribe("match/m1", Ahead, reference: 1);
        client.Send(new ClientFrame { Unsubscribe = new Unsubscribe { TopicIds = { _topicId } } });
        client.Subscribe("match/m1", reference: 2);
        Assert.Empty(client.Read());
        NodeCatchesUp();
        var frames = client.ReadUntil(4);

        Assert.Equal(
            [
                FrameOneofCase.Subscribed, FrameOneofCase.Unsubscribed,
                FrameOneofCase.Subscribed, FrameOneofCase.Snapshot,
            ],
            frames.Select(frame => frame.FrameCase));
        Assert.Equal((1u, Answer.Types.Value.UpToDate), (frames[0].Subscribed.Ref, frames[0].Subscribed.Answer));
        Assert.Equal((2u, Answer.Types.Value.Snapshot), (frames[2].Subscribed.Ref, frames[2].Subscribed.Answer));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_node_that_does_not_get_there_in_two_seconds_is_unavailable(string subprotocol)
    {
        var client = _node.Connect(subprotocol);

        client.Subscribe("match/m1", Ahead);
        Assert.Empty(client.Read());
        _node.Pass(TimeSpan.FromSeconds(3));

        Assert.Equal(ErrorCode.Types.Value.Unavailable, client.ReadUntil(1).Single().Error.Code);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_topic_that_ends_meanwhile_is_answered_with_an_error_alone(string subprotocol)
    {
        var client = _node.Connect(subprotocol);

        client.Subscribe("match/m1", Ahead, reference: 9);
        Assert.Empty(client.Read());
        _node.Publisher.Remove("m1");
        _node.Pass(TimeSpan.FromSeconds(3));

        Assert.Equal(9u, client.ReadUntil(1).Single().Error.Ref);
    }

    [Theory, MemberData(nameof(Both))]
    public void What_a_new_token_no_longer_allows_is_not_given_although_it_was_asked_for_before(string subprotocol)
    {
        var access = new GivenAccess();
        access.Grant("all");
        access.Grant("boards", topics: ["score/*", "board/*"]);
        access.Grant("late", delaySecondsMin: 30);
        foreach (var (token, expected) in new[] { ("boards", ErrorCode.Types.Value.NotAllowed), ("late", ErrorCode.Types.Value.NotFound) })
        {
            var node = new TestNode(access);
            var match = node.Match();
            match.Publish(SourceMatch.Score(1, 0), follow: false);
            var client = node.Connect(subprotocol);
            client.Send(new ClientFrame { Hello = new Hello { Token = "all" } });
            client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 2 }, reference: 1);
            client.Subscribe("match/m1", reference: 2);
            Assert.Equal(FrameOneofCase.Authorized, Assert.Single(client.Read()).FrameCase);

            client.Send(new ClientFrame { Auth = new Auth { Token = token } });
            Assert.Equal(FrameOneofCase.Authorized, Assert.Single(client.Read()).FrameCase);
            match.CatchUp();
            node.Time.Advance(TimeSpan.FromMilliseconds(20));

            Assert.Equal(
                [(1u, ErrorCode.Types.Value.NotAllowed), (2u, expected)],
                client.ReadUntil(2).Select(frame => (frame.Error?.Ref ?? 0, frame.Error?.Code ?? default)));
        }
    }

    private void NodeCatchesUp()
    {
        _match.CatchUp();
        _node.Time.Advance(TimeSpan.FromMilliseconds(20));
    }
}
