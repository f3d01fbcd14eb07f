using Fanout.Protocol.Messages;
using Fanout.Server.Sessions;
using Fanout.Server.Tests.Simulating;
using static Fanout.Protocol.Messages.ServerFrame;

namespace Fanout.Server.Tests.Conversations;

public sealed class SubscribeTests
{
    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void Without_a_position_a_snapshot_follows_and_then_deltas(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1", reference: 7);
        var answer = client.Read();
        node.Time.Advance(TimeSpan.FromMilliseconds(1500));
        match.Publish(SourceMatch.Score(1, 0));
        var delta = Assert.Single(client.Read()).Delta;

        var subscribed = answer[0].Subscribed;
        Assert.Equal(
            (7u, "match/m1", Answer.Types.Value.Snapshot), (subscribed.Ref, subscribed.Topic, subscribed.Answer));
        Assert.Equal(new Position { Epoch = match.Epoch, Seq = 1 }, subscribed.Position);
        Assert.Equal(0u, subscribed.DelaySeconds);
        var snapshot = answer[1].Snapshot;
        Assert.Equal((subscribed.TopicId, subscribed.Position), (snapshot.TopicId, snapshot.Position));
        Assert.Equal("Reds", snapshot.Match.Participants[0].Name);
        Assert.Equal(Match.From(snapshot.Match).Hash, snapshot.StateHash);
        Assert.Equal((subscribed.TopicId, 2u, false), (delta.TopicId, delta.Seq, delta.HasPrevious));
        Assert.Equal(match.State.Hash, delta.StateHash);
        Assert.Equal(node.UnixMs, subscribed.BaseMs + delta.PublishedMs);
    }

    [Theory, MemberData(nameof(Both))]
    public void At_the_head_nothing_follows(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 1 });

        var subscribed = Assert.Single(client.Read()).Subscribed;
        Assert.Equal(Answer.Types.Value.UpToDate, subscribed.Answer);
        Assert.Equal(new Position { Epoch = match.Epoch, Seq = 1 }, subscribed.Position);
    }

    [Theory, MemberData(nameof(Both))]
    public void What_was_missed_comes_as_one_merged_delta_that_chains_from_the_position(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(SourceMatch.Incident("i0", 0, text: new string('x', 500)));
        var held = match.State;
        for (var goals = 1; goals <= 3; goals++)
            match.Publish(SourceMatch.Score(goals, 0));
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 2 });
        var frames = client.Read();

        Assert.Equal((Answer.Types.Value.Replay, 5u), (frames[0].Subscribed.Answer, frames[0].Subscribed.Position.Seq));
        var delta = frames[1].Delta;
        Assert.Equal((2, 5u, 2u), (frames.Count, delta.Seq, delta.Previous));
        Assert.Equal(match.State.ToMessage(), held.Apply(delta.Match).ToMessage());
        Assert.Equal(match.State.Hash, delta.StateHash);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_position_that_history_no_longer_holds_gets_a_snapshot(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        for (var goals = 1; goals <= 3; goals++)
        {
            match.Publish(SourceMatch.Score(goals, 0));
            node.Pass(TimeSpan.FromMinutes(6));
        }
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 1 });
        var frames = client.Read();

        Assert.Equal(Answer.Types.Value.Snapshot, frames[0].Subscribed.Answer);
        Assert.Equal(4u, frames[1].Snapshot.Position.Seq);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_position_of_another_epoch_is_reset(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);

        client.Subscribe("score/m1", new Position { Epoch = 5, Seq = 1 });
        var frames = client.Read();

        Assert.Equal(Answer.Types.Value.Reset, frames[0].Subscribed.Answer);
        Assert.Equal(match.Epoch, frames[1].Snapshot.Position.Epoch);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_position_ahead_of_the_log_is_reset(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 99 });
        var frames = client.Read();

        Assert.Equal(1, node.Log.Reads);
        Assert.Equal(Answer.Types.Value.Reset, frames[0].Subscribed.Answer);
        Assert.Equal(FrameOneofCase.Snapshot, frames[1].FrameCase);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_position_ahead_of_the_node_but_not_of_the_log_waits_for_the_node(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var entry = match.Publish(SourceMatch.Score(1, 0), follow: false);
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 2 });
        Assert.Empty(client.Read());
        node.Publisher.Apply([entry]);
        node.Time.Advance(TimeSpan.FromMilliseconds(20));

        Assert.Equal(Answer.Types.Value.UpToDate, Assert.Single(client.ReadUntil(1)).Subscribed.Answer);
    }

    [Theory, MemberData(nameof(Both))]
    public void While_the_log_is_away_a_position_ahead_is_unavailable_and_says_when_to_retry(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        node.Log.Away = true;
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 2 }, reference: 3);
        var error = Assert.Single(client.Read()).Error;

        Assert.Equal((3u, "match/m1", ErrorCode.Types.Value.Unavailable), (error.Ref, error.Topic, error.Code));
        Assert.True(error.RetryAfterMs > 0);
        Assert.Equal(0, client.Connection.Subscriptions.Count);
    }

    [Theory, MemberData(nameof(Both))]
    public void Each_topic_of_a_subscribe_gets_an_answer_of_its_own(string subprotocol)
    {
        var node = new TestNode();
        node.Match();
        var client = node.Connect(subprotocol);
        var subscribe = new Subscribe { Ref = 4 };
        foreach (var topic in (string[])["match/m1", "match/nobody", "score/m1", "matches/m1", "events/m1"])
            subscribe.Topics.Add(new TopicRequest { Topic = topic });

        client.Send(new ClientFrame { Subscribe = subscribe });
        var frames = client.Read();

        var errors = frames.Where(frame => frame.FrameCase == FrameOneofCase.Error).Select(frame => frame.Error)
            .ToList();
        Assert.Equal(
            [ErrorCode.Types.Value.NotFound, ErrorCode.Types.Value.Invalid], errors.Select(error => error.Code));
        Assert.All(errors, error => Assert.Equal(4u, error.Ref));
        Assert.Equal(
            ["match/m1", "score/m1", "events/m1"],
            frames.Where(frame => frame.FrameCase == FrameOneofCase.Subscribed)
                .Select(frame => frame.Subscribed.Topic));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_delay_beyond_the_limit_is_refused_by_value_and_limit(string subprotocol)
    {
        var node = new TestNode();
        node.Match();
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1", delaySeconds: 121);

        var error = Assert.Single(client.Read()).Error;
        Assert.Equal(
            (ErrorCode.Types.Value.DelayUnavailable, "a delay of 121 s exceeds 120 s"), (error.Code, error.Message));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_connection_has_a_limit_of_topics(string subprotocol)
    {
        var node = new TestNode(configure: options => options.TopicsMax = 1);
        node.Match();
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1");
        client.Subscribe("match/m1"); // again: not one more
        client.Subscribe("score/m1");

        Assert.Equal(
            [ErrorCode.Types.Value.Limit],
            client.Read().Where(frame => frame.FrameCase == FrameOneofCase.Error).Select(frame => frame.Error.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public void Subscribing_again_is_a_resync(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);
        client.Subscribe("match/m1");
        var topicId = client.Read()[0].Subscribed.TopicId;
        match.Publish(SourceMatch.Score(1, 0));
        client.Read();

        client.Subscribe("match/m1", new Position { Epoch = match.Epoch, Seq = 1 }, reference: 2);
        var frames = client.Read();

        Assert.Equal((2u, topicId), (frames[0].Subscribed.Ref, frames[0].Subscribed.TopicId));
        Assert.Equal(2u, frames[1].Delta.Seq);
        Assert.Equal(1, client.Connection.Subscriptions.Count);
    }

    [Fact]
    public void What_is_asked_too_often_before_it_is_answered_is_refused_and_the_rest_is_answered()
    {
        const int asked = Subscribing.PendingMax + 3;
        var node = new TestNode();
        node.Match();
        var client = node.Connect("proto");
        var topics = Enumerable.Repeat(new TopicRequest { Topic = "match/m1" }, asked);

        client.Send(new ClientFrame { Subscribe = new Subscribe { Ref = 1, Topics = { topics } } });
        var frames = client.Read();

        Assert.Equal(asked, frames.Count(static frame => frame.Subscribed is not null || frame.Error?.Topic == "match/m1"));
        Assert.Equal(
            asked - Subscribing.PendingMax, frames.Count(static frame => frame.Error?.Code == ErrorCode.Types.Value.Limit));
    }

    [Theory, MemberData(nameof(Both))]
    public void Of_many_subscribes_of_one_topic_that_wait_the_newest_get_what_they_ask_for(string subprotocol)
    {
        const int asked = Subscribing.AnsweredMax + 30;
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);

        client.Sink.Open(0);
        for (var number = 1u; number <= asked; number++)
        {
            client.Subscribe("match/m1", reference: number);
            if (number <= Subscribing.AnsweredMax)
                client.Subscribe("score/m1", reference: asked + number); // topics do not count for one another
            node.Turn();
        }
        client.Sink.Open(null);
        var frames = client.Read();
        match.Publish(SourceMatch.Score(1, 0));

        Assert.Equal(
            Enumerable.Range(1, asked - Subscribing.AnsweredMax).Select(static number => (uint)number),
            frames.Where(static frame => frame.Error?.Code == ErrorCode.Types.Value.Unavailable).Select(static frame => frame.Error.Ref));
        Assert.Equal(
            Enumerable.Range(asked - Subscribing.AnsweredMax + 1, 2 * Subscribing.AnsweredMax).Select(static number => (uint)number),
            frames.Where(static frame => frame.Subscribed is not null).Select(static frame => frame.Subscribed.Ref).Order());
        Assert.Equal(2 * Subscribing.AnsweredMax, frames.Count(static frame => frame.Snapshot is not null));
        Assert.Equal(2, client.Read().Count(static frame => frame.Delta is not null)); // both topics go on
    }

    [Theory, MemberData(nameof(Both))]
    public void Nothing_of_a_topic_comes_before_its_answer_which_is_made_when_it_can_be_sent(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);

        client.Sink.Open(0);
        client.Subscribe("match/m1");
        node.Turn();
        match.Publish(SourceMatch.Score(1, 0));
        node.Turn();
        client.Sink.Open(null);
        var frames = client.Read();

        Assert.Equal([FrameOneofCase.Subscribed, FrameOneofCase.Snapshot], frames.Select(frame => frame.FrameCase));
        Assert.Equal(2u, frames[0].Subscribed.Position.Seq);
        Assert.Equal(frames[0].Subscribed.Position, frames[1].Snapshot.Position);
    }

    [Theory, MemberData(nameof(Both))]
    public void Unsubscribing_is_answered_and_is_the_last_frame_of_the_topic(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);
        client.Subscribe("match/m1");
        var topicId = client.Read()[0].Subscribed.TopicId;

        client.Send(new ClientFrame { Unsubscribe = new Unsubscribe { TopicIds = { topicId, 4711 } } });
        var frames = client.Read();
        match.Publish(SourceMatch.Score(1, 0));

        var unsubscribed = frames[0].Unsubscribed;
        Assert.Equal((topicId, 1u), (unsubscribed.TopicId, unsubscribed.Position.Seq));
        Assert.Equal(UnsubscribedCode.Types.Value.Requested, unsubscribed.Code);
        Assert.Equal(ErrorCode.Types.Value.NotSubscribed, frames[1].Error.Code);
        Assert.Empty(client.Read());
        Assert.All(node.Registry.All, topic => Assert.Equal(0, topic.SubscriberCount));
    }

    [Fact]
    public void Topic_ids_are_the_same_for_every_connection_and_the_base_is_constant()
    {
        var node = new TestNode();
        node.Match();
        var (first, second) = (node.Connect("proto"), node.Connect("json"));

        first.Subscribe("match/m1");
        var one = first.Read()[0].Subscribed;
        node.Time.Advance(TimeSpan.FromSeconds(60));
        second.Subscribe("match/m1");
        var two = second.Read()[0].Subscribed;
        second.Subscribe("score/m1");
        var three = second.Read()[0].Subscribed;

        Assert.Equal((one.TopicId, one.BaseMs), (two.TopicId, two.BaseMs));
        Assert.NotEqual(one.TopicId, three.TopicId);
    }

    [Theory, MemberData(nameof(Both))]
    public void While_the_node_is_loading_a_topic_is_unavailable_not_unknown(string subprotocol)
    {
        var client = new TestNode(loaded: false).Connect(subprotocol);

        client.Subscribe("match/m1");

        var error = Assert.Single(client.Read()).Error;
        Assert.Equal((ErrorCode.Types.Value.Unavailable, true), (error.Code, error.RetryAfterMs > 0));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_new_epoch_on_a_live_subscription_is_an_unsolicited_reset_and_a_snapshot(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);
        client.Subscribe("match/m1");
        client.Subscribe("events/m1");
        client.Read();

        match.Restate(epoch: 2002, skip: 3);
        var frames = client.Read();
        match.Publish(SourceMatch.Score(1, 0));

        Assert.Equal(
            [FrameOneofCase.Subscribed, FrameOneofCase.Snapshot, FrameOneofCase.Subscribed, FrameOneofCase.Snapshot],
            frames.Select(frame => frame.FrameCase));
        Assert.Equal((0u, Answer.Types.Value.Reset), (frames[0].Subscribed.Ref, frames[0].Subscribed.Answer));
        Assert.Equal(new Position { Epoch = 2002, Seq = 5 }, frames[0].Subscribed.Position);
        Assert.All(
            client.Read(), frame => Assert.Equal(match.State.Hash, frame.Delta?.StateHash ?? frame.Entry.StateHash));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_match_that_is_no_longer_in_the_log_ends_its_topics(string subprotocol)
    {
        var node = new TestNode();
        node.Match();
        var client = node.Connect(subprotocol);
        client.Subscribe("match/m1");
        client.Read();

        node.Publisher.Remove("m1");
        var frames = client.Read();
        client.Subscribe("match/m1");

        Assert.Equal(UnsubscribedCode.Types.Value.Removed, Assert.Single(frames).Unsubscribed.Code);
        Assert.Equal(ErrorCode.Types.Value.NotFound, Assert.Single(client.Read()).Error.Code);
    }
}
