using Fanout.Protocol.Messages;
using Fanout.Server.Following;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;
using AnswerValue = Fanout.Protocol.Messages.Answer.Types.Value;
using ErrorValue = Fanout.Protocol.Messages.ErrorCode.Types.Value;

namespace Fanout.Server.Tests.Delays;

/// <summary>Subscriptions that run behind live: each answer and each frame is that of the horizon.</summary>
public sealed class DelayTests
{
    private readonly TestNode _node = new();

    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void A_frame_leaves_its_delay_after_it_was_published_and_not_a_moment_before(string subprotocol)
    {
        var match = _node.Match();
        Pass(seconds: 40);
        var client = _node.Connect(subprotocol);
        client.Subscribe("match/m1", delaySeconds: 30);
        var answer = client.Read();

        match.Publish(SourceMatch.Score(1, 0));
        var publishedMs = _node.UnixMs;
        _node.Time.Advance(TimeSpan.FromMilliseconds(29_999));
        Assert.Empty(client.Read());
        _node.Time.Advance(TimeSpan.FromMilliseconds(1));
        var delta = Assert.Single(client.Read()).Delta;

        Assert.Equal((AnswerValue.Snapshot, 30u), (answer[0].Subscribed.Answer, answer[0].Subscribed.DelaySeconds));
        Assert.Equal((2u, match.State.Hash), (delta.Seq, delta.StateHash));
        Assert.Equal(publishedMs, answer[0].Subscribed.BaseMs + delta.PublishedMs);
    }

    [Fact]
    public void A_snapshot_is_the_state_at_the_horizon_and_what_follows_comes_one_by_one()
    {
        var match = _node.Match();
        Pass(seconds: 60);
        for (var goals = 1; goals <= 4; goals++)
        {
            match.Publish(SourceMatch.Score(goals, 0));
            Pass(seconds: 10);
        }
        var client = _node.Connect("proto");

        client.Subscribe("match/m1", delaySeconds: 30); // sees what was up to 30 s ago: the second goal, just
        var frames = client.Read();
        Pass(seconds: 10);

        Assert.Equal(2, frames[1].Snapshot.Match.Score.Home);
        Assert.Equal(4u, Assert.Single(client.Read()).Delta.Seq);
    }

    [Theory, MemberData(nameof(Both))]
    public void Positions_are_judged_by_what_is_there_at_the_horizon(string subprotocol)
    {
        var match = _node.Match();
        Pass(seconds: 60);
        match.Publish(SourceMatch.Incident("i0", 0, text: new string('x', 500)));
        match.Publish(SourceMatch.Score(1, 0)); // 3: the head at the horizon
        Pass(seconds: 20);
        match.Publish(SourceMatch.Score(2, 0));
        Pass(seconds: 10);
        var client = _node.Connect(subprotocol);

        Assert.Equal(AnswerValue.UpToDate, Answer(client, "match/m1", match, seq: 3));
        Assert.Equal(AnswerValue.Replay, Answer(client, "match/m1", match, seq: 2));
        Assert.Equal(AnswerValue.Snapshot, Answer(client, "match/m1", match, seq: 4));
        Assert.Equal(AnswerValue.Snapshot, Answer(client, "match/m1", match, seq: 99));
        Assert.Equal(AnswerValue.Snapshot, Answer(client, "events/m1", match, seq: 4));
        Assert.Equal(AnswerValue.UpToDate, Answer(client, "score/m1", match, seq: 3));
        Assert.Equal(AnswerValue.Snapshot, Answer(client, "score/m1", match, seq: 4));
        Assert.Equal(0, _node.Log.Reads);
    }

    [Fact]
    public void A_match_that_was_first_seen_after_the_horizon_is_not_there_until_it_comes_within()
    {
        _node.Match();
        var client = _node.Connect("proto");
        Pass(seconds: 29);

        client.Subscribe("match/m1", delaySeconds: 30);
        var error = Assert.Single(client.Read()).Error;
        client.Subscribe("match/none", delaySeconds: 30);
        var other = Assert.Single(client.Read()).Error;
        Pass(seconds: 1);
        client.Subscribe("match/m1", delaySeconds: 30);

        Assert.Equal((ErrorValue.NotFound, 0u), (error.Code, error.RetryAfterMs));
        Assert.Equal(other.Message.Replace("none", "m1", StringComparison.Ordinal), error.Message);
        Assert.Equal(AnswerValue.Snapshot, client.Read()[0].Subscribed.Answer);
    }

    [Fact]
    public void A_delay_that_history_no_longer_covers_is_refused_with_the_time_when_it_will_be()
    {
        var node = new TestNode(topics: new TopicsOptions { HistoryBytesMax = 1 });
        var match = node.Match();
        node.Pass(TimeSpan.FromSeconds(60));
        match.Publish(SourceMatch.Score(1, 0));
        node.Pass(TimeSpan.FromSeconds(10));
        var client = node.Connect("proto");

        client.Subscribe("match/m1", delaySeconds: 30);
        var error = Assert.Single(client.Read()).Error;
        node.Time.Advance(TimeSpan.FromMilliseconds(error.RetryAfterMs));
        client.Subscribe("match/m1", delaySeconds: 30);

        Assert.Equal((ErrorValue.DelayUnavailable, 20_000u), (error.Code, error.RetryAfterMs));
        Assert.Equal(1, client.Read()[1].Snapshot.Match.Score.Home);
    }

    [Fact]
    public void A_subscription_whose_horizon_is_lost_ends_rather_than_run_at_another_delay()
    {
        var node = new TestNode(topics: new TopicsOptions { HistoryBytesMax = 1 });
        var match = node.Match();
        node.Pass(TimeSpan.FromSeconds(60));
        var client = node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 30);
        client.Read();

        match.Publish(SourceMatch.Score(1, 0));
        node.Pass(TimeSpan.FromSeconds(5));
        match.Publish(SourceMatch.Score(2, 0));
        node.Pass(TimeSpan.FromSeconds(25));

        var unsubscribed = Assert.Single(client.Read()).Unsubscribed;
        Assert.Equal(UnsubscribedCode.Types.Value.Behind, unsubscribed.Code);
        Assert.Equal(1u, unsubscribed.Position.Seq);
    }

    [Fact]
    public void A_new_epoch_is_told_when_the_horizon_passes_it_and_until_then_the_old_one_goes_on()
    {
        var match = _node.Match();
        Pass(seconds: 40);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 30);
        client.Read();
        match.Publish(SourceMatch.Score(1, 0));
        Pass(seconds: 5);
        match.Restate(2002);
        match.Publish(SourceMatch.Score(2, 0));

        Pass(seconds: 25);
        var before = Assert.Single(client.Read()).Delta;
        var late = _node.Connect("proto");
        late.Subscribe("match/m1", new Position { Epoch = 1001, Seq = 1 }, delaySeconds: 30);
        late.Subscribe("score/m1", new Position { Epoch = 2002, Seq = 3 }, delaySeconds: 30);
        var answers = late.Read();
        Pass(seconds: 5);
        var frames = client.Read();

        Assert.Equal(2u, before.Seq);
        Assert.Equal((AnswerValue.Replay, 1001u), (answers[0].Subscribed.Answer, answers[0].Subscribed.Position.Epoch));
        Assert.Equal(AnswerValue.Snapshot, answers[2].Subscribed.Answer); // ahead of the horizon, by an epoch
        Assert.Equal(1001u, answers[3].Snapshot.Position.Epoch);
        var reset = frames[0].Subscribed;
        Assert.Equal((0u, AnswerValue.Reset, 30u), (reset.Ref, reset.Answer, reset.DelaySeconds));
        Assert.Equal(2002u, frames[1].Snapshot.Position.Epoch);
        Assert.Equal(2, frames[1].Snapshot.Match.Score.Home);
    }

    [Fact]
    public void Subscribing_again_changes_the_delay_either_way_under_the_same_number()
    {
        var match = _node.Match();
        Pass(seconds: 60);
        match.Publish(SourceMatch.Score(1, 0));
        Pass(seconds: 10);
        var client = _node.Connect("proto");

        client.Subscribe("match/m1");
        var live = client.Read();
        client.Subscribe("match/m1", live[0].Subscribed.Position, delaySeconds: 30);
        var delayed = client.Read();
        match.Publish(SourceMatch.Score(2, 0));
        var nothing = client.Read();
        client.Subscribe("match/m1", delayed[0].Subscribed.Position);
        var again = client.Read();

        Assert.Equal(1, live[1].Snapshot.Match.Score.Home);
        Assert.Equal((AnswerValue.Snapshot, 30u), (delayed[0].Subscribed.Answer, delayed[0].Subscribed.DelaySeconds));
        Assert.Equal(1u, delayed[1].Snapshot.Position.Seq);
        Assert.Empty(nothing);
        Assert.Equal((AnswerValue.Replay, 0u), (again[0].Subscribed.Answer, again[0].Subscribed.DelaySeconds));
        Assert.Single(new[] { live, delayed, again }.Select(frames => frames[0].Subscribed.TopicId).Distinct());
        Assert.Equal(1, client.Connection.Subscriptions.Count);
    }

    [Fact]
    public void A_slow_reader_gets_what_it_missed_as_one_delta_up_to_the_horizon_and_not_beyond()
    {
        var match = _node.Match();
        match.Publish(SourceMatch.Incident("i0", 0, text: new string('x', 500)));
        Pass(seconds: 40);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 30);
        client.Read();

        client.Sink.Open(0);
        for (var goals = 1; goals <= 5; goals++)
        {
            match.Publish(SourceMatch.Score(goals, 0));
            Pass(seconds: 10);
        }
        client.Connection.Touch();
        client.Sink.Open(null); // now is 50 s: what was published at 0, 10 and 20 s

        var delta = Assert.Single(client.Read()).Delta;
        Assert.Equal((5u, 2u, 3), (delta.Seq, delta.Previous, delta.Match.Score.Home));
    }

    [Fact]
    public void Every_entry_comes_to_a_delayed_reader_from_the_start_and_then_as_it_becomes_due()
    {
        var match = _node.Match();
        Pass(seconds: 40);
        match.Publish(SourceMatch.Score(1, 0));
        Pass(seconds: 30);
        match.Publish(SourceMatch.Score(2, 0));
        var client = _node.Connect("proto");

        client.Subscribe("events/m1", new Position { Epoch = match.Epoch, Seq = 0 }, delaySeconds: 30);
        var first = client.Read();
        Pass(seconds: 30);

        Assert.Equal(2u, first[0].Subscribed.Position.Seq);
        Assert.Equal([1u, 2u], first.Skip(1).Select(frame => frame.Entry.Seq));
        Assert.Equal(3u, Assert.Single(client.Read()).Entry.Seq);
    }

    [Fact]
    public void Entries_that_only_the_log_has_come_up_to_the_horizon()
    {
        var node = new TestNode(topics: new TopicsOptions { HistoryBytesMax = 1 << 12 });
        var match = node.Match();
        for (var goals = 1; goals <= 12; goals++)
        {
            match.Publish(SourceMatch.Score(goals, 0));
            node.Pass(TimeSpan.FromSeconds(10));
        }
        var client = node.Connect("proto");

        client.Subscribe("events/m1", new Position { Epoch = match.Epoch, Seq = 0 }, delaySeconds: 20);
        var frames = client.ReadUntil(12);

        // at 120 s, entries of 0 to 100 s are due: the fixture and eleven goals
        Assert.Equal(Enumerable.Range(1, 12).Select(seq => (uint)seq), frames.Skip(1).Select(frame => frame.Entry.Seq));
        Assert.True(node.Log.Reads > 0);
    }

    [Fact]
    public void A_match_that_is_removed_ends_for_delayed_readers_too()
    {
        _node.Match();
        Pass(seconds: 60);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 30);
        client.Read();

        _node.Publisher.Remove("m1");

        Assert.Equal(UnsubscribedCode.Types.Value.Removed, Assert.Single(client.Read()).Unsubscribed.Code);
    }

    [Fact]
    public void What_comes_to_the_node_later_than_the_delay_is_due_at_once()
    {
        var match = _node.Match();
        Pass(seconds: 60);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 30);
        client.Read();

        match.Publish(SourceMatch.Score(1, 0), follow: false);
        Pass(seconds: 40);
        match.CatchUp();

        Assert.Equal(2u, Assert.Single(client.Read()).Delta.Seq);
    }

    [Fact]
    public void What_the_log_took_back_is_taken_back_for_a_delayed_reader_when_that_has_become_due()
    {
        var match = _node.Match();
        Pass(seconds: 60);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 30);
        client.Read();
        var (position, state) = (new Fanout.Log.MatchPosition(match.Epoch, match.Seq), match.State);
        match.Publish(SourceMatch.Score(1, 0));
        Pass(seconds: 10);
        _node.Publisher.Load(new LoadedMatch
        {
            Partition = 0,
            MatchId = "m1",
            Position = position,
            State = state,
            Times = Fanout.Protocol.Matches.MatchTimes.None,
            LogSequence = 1,
            PublishedMs = 0,
            TakesBack = true,
        });

        Pass(seconds: 20);
        var before = Assert.Single(client.Read()).Delta;
        Pass(seconds: 10);
        var frames = client.Read();

        Assert.Equal(2u, before.Seq);
        Assert.Equal(AnswerValue.Reset, frames[0].Subscribed.Answer);
        Assert.Equal((1u, state.Hash), (frames[1].Snapshot.Position.Seq, frames[1].Snapshot.StateHash));
    }

    /// <summary>The first entry of a partition since the node has started, and the log was away for a moment.</summary>
    [Fact]
    public void What_comes_later_than_the_delay_into_a_partition_in_which_nothing_had_come_is_sent_at_once()
    {
        var match = new SourceMatch(_node, "m1");
        var fixture = match.Publish(match.Fixture(), follow: false);
        _node.Publisher.Load(new LoadedMatch
        {
            Partition = 0,
            MatchId = "m1",
            Position = fixture.MatchPosition,
            State = match.State,
            Times = Fanout.Protocol.Matches.MatchTimes.None,
            LogSequence = fixture.Sequence,
            PublishedMs = fixture.PublishedMs,
        });
        Pass(seconds: 60);
        var client = _node.Connect("proto");
        client.Subscribe("match/m1", delaySeconds: 1);
        client.Read();

        match.Publish(SourceMatch.Score(1, 0), follow: false);
        Pass(seconds: 5);
        match.CatchUp();

        Assert.Equal(2u, Assert.Single(client.Read()).Delta.Seq);
    }

    [Fact]
    public void An_entry_goes_out_before_the_new_beginning_that_has_become_due_with_it()
    {
        var match = _node.Match();
        Pass(seconds: 60);
        var client = _node.Connect("proto");
        client.Subscribe("events/m1", delaySeconds: 30);
        client.Read();
        match.Publish(SourceMatch.Score(1, 0));
        _node.Time.Advance(TimeSpan.FromMilliseconds(1));
        match.Restate(epoch: 2002);

        _node.Time.Advance(TimeSpan.FromSeconds(30));
        var frames = client.Read();

        Assert.Equal(
            [ServerFrame.FrameOneofCase.Entry, ServerFrame.FrameOneofCase.Subscribed, ServerFrame.FrameOneofCase.Snapshot],
            frames.Select(static frame => frame.FrameCase));
        Assert.Equal((2u, AnswerValue.Reset), (frames[0].Entry.Seq, frames[1].Subscribed.Answer));
    }

    private void Pass(int seconds) => _node.Pass(TimeSpan.FromSeconds(seconds));

    private static AnswerValue Answer(TestClient client, string topic, SourceMatch match, uint seq)
    {
        client.Subscribe(topic, new Position { Epoch = match.Epoch, Seq = seq }, delaySeconds: 30);
        return client.Read()[0].Subscribed.Answer;
    }
}
