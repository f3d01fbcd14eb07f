using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;
using static Fanout.Protocol.Messages.ServerFrame;

namespace Fanout.Server.Tests.Sse;

/// <summary>A reader of events that comes back with the id of the last one that it got.</summary>
public sealed class ComingBackTests
{
    private readonly TestNode _node = new();

    [Fact]
    public void Is_up_to_date_where_nothing_came_meanwhile()
    {
        _node.Match();
        var last = new EventReader(_node, "?topic=match/m1&topic=score/m1").Read()[^1].Id;

        var back = new EventReader(_node, "?topic=match/m1&topic=score/m1", last).Read();

        Assert.Equal(
            [Answer.Types.Value.UpToDate, Answer.Types.Value.UpToDate], back.Select(came => came.Frame.Subscribed.Answer));
    }

    [Fact]
    public void Gets_exactly_what_follows_the_event_after_which_it_was_cut()
    {
        const string Query = "?topic=match/m1&topic=score/m1";
        var match = _node.Match();
        var reader = new EventReader(_node, Query);
        var events = reader.Read();
        for (var goal = 1; goal <= 3; goal++)
        {
            match.Publish(SourceMatch.Score(goal, 0));
            events.AddRange(reader.Read());
        }
        Assert.Equal(10, events.Count); // two answers of two events each, and three deltas of both

        foreach (var (id, _) in events)
        {
            var stands = StateAfter(events, id);
            var back = new EventReader(_node, Query, id).Read();
            foreach (var (_, frame) in back)
                Take(stands, frame);
            Assert.Equal(match.State.Hash, stands["match/m1"]?.Hash);
        }
    }

    [Fact]
    public void Says_so_in_the_query_where_the_page_was_loaded_anew()
    {
        _node.Match();
        var last = new EventReader(_node, "?topic=match/m1").Read()[^1].Id;

        var back = new EventReader(_node, $"?topic=match/m1&after={last}").Read();

        Assert.Equal(Answer.Types.Value.UpToDate, Assert.Single(back).Frame.Subscribed.Answer);
    }

    [Theory]
    [InlineData("?topic=score/m1&topic=match/m1")] // another order
    [InlineData("?topic=match/m1")]
    [InlineData("?topic=match/m1&topic=score/m1&topic=board/live")]
    public void Begins_anew_with_other_topics(string query)
    {
        _node.Match();
        var last = new EventReader(_node, "?topic=match/m1&topic=score/m1").Read()[^1].Id;

        var back = new EventReader(_node, query, last).Read();

        Assert.All(
            back.Where(came => came.Frame.FrameCase == FrameOneofCase.Subscribed),
            came => Assert.Equal(Answer.Types.Value.Snapshot, came.Frame.Subscribed.Answer));
    }

    [Fact]
    public void Gets_a_board_anew_from_another_process_and_a_match_from_where_it_stands()
    {
        const string Query = "?topic=match/m1&topic=board/live";
        _node.Match();
        var last = new EventReader(_node, Query).Read()[^1].Id;
        var other = new TestNode();
        other.Match();
        new EventReader(other, "?topic=board/sport/tennis").Read(); // a process draws epochs of its own

        var back = new EventReader(other, Query, last).Read();

        Assert.Equal(
            [Answer.Types.Value.UpToDate, Answer.Types.Value.Snapshot],
            back.Where(came => came.Frame.FrameCase == FrameOneofCase.Subscribed).Select(came => came.Frame.Subscribed.Answer));
    }

    [Fact]
    public void Gets_a_topic_anew_that_ended_after_it_had_moved_on_from_where_it_came()
    {
        const string Query = "?topic=match/m1&topic=match/m2";
        var (first, second) = (_node.Match(), _node.Match("m2"));
        var cut = new EventReader(_node, Query).Read()[^1].Id;
        var reader = new EventReader(_node, Query, cut);
        reader.Read();
        first.Publish(SourceMatch.Score(1, 0));
        reader.Read();
        reader.Connection.EndTopic(
            reader.Connection.Subscriptions.Find(_node.Topics.Find(new TopicName(TopicKind.Match, "m1", 1)).Topic!),
            UnsubscribedCode.Types.Value.Behind,
            "");
        second.Publish(SourceMatch.Score(1, 0));
        var last = reader.Read()[^1].Id;

        var back = new EventReader(_node, Query, last).Read();

        Assert.Equal(
            [Answer.Types.Value.Snapshot, Answer.Types.Value.UpToDate],
            back.Where(came => came.Frame.FrameCase == FrameOneofCase.Subscribed).Select(came => came.Frame.Subscribed.Answer));
    }

    /// <summary>What a reader knows that got all events up to one, by topic.</summary>
    private static Dictionary<string, Match?> StateAfter(List<(string Id, ServerFrame Frame)> events, string id)
    {
        var stands = new Dictionary<string, Match?>();
        foreach (var (came, frame) in events)
        {
            Take(stands, frame);
            if (came == id)
                break;
        }
        return stands;
    }

    private static void Take(Dictionary<string, Match?> stands, ServerFrame frame)
    {
        var state = stands.GetValueOrDefault("match/m1");
        if (frame.Snapshot?.Match is { } match)
            state = Match.From(match);
        else if (frame.Delta?.Match is { } delta)
            state = state!.Apply(delta);
        else
            return;
        Assert.Equal(frame.Snapshot?.StateHash ?? frame.Delta.StateHash, state.Hash);
        stands["match/m1"] = state;
    }
}
