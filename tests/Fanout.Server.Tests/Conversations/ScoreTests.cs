using Fanout.Protocol.Messages;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Conversations;

public sealed class ScoreTests
{
    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void The_position_is_the_newest_sequence_that_changed_the_view_and_previous_names_the_one_before(
        string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(SourceMatch.Score(1, 0));
        match.Publish(SourceMatch.Incident("i1", 1));
        match.Publish(SourceMatch.Incident("i2", 2));
        var client = node.Connect(subprotocol);

        client.Subscribe("score/m1");
        var snapshot = client.Read()[1].Snapshot;
        match.Publish(SourceMatch.Incident("i3", 3));
        match.Publish(SourceMatch.Score(2, 0));
        var delta = Assert.Single(client.Read()).Delta;

        Assert.Equal(2u, snapshot.Position.Seq);
        Assert.Equal((6u, 2u), (delta.Seq, delta.Previous));
        var state = ScoreView.From(snapshot.Score).Apply(delta.Score);
        Assert.Equal((2, delta.StateHash), (state.Head.Score.Home, state.Hash));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_position_between_two_changes_of_the_view_is_up_to_date_and_replays_from_itself(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(SourceMatch.Incident("i1", 1));
        match.Publish(SourceMatch.Incident("i2", 2));
        var client = node.Connect(subprotocol);

        // As another node may have it, that began from a snapshot at sequence 3.
        client.Subscribe("score/m1", new Position { Epoch = match.Epoch, Seq = 3 });
        var subscribed = Assert.Single(client.Read()).Subscribed;
        match.Publish(SourceMatch.Score(0, 1));
        var delta = Assert.Single(client.Read()).Delta;

        Assert.Equal((Answer.Types.Value.UpToDate, 3u), (subscribed.Answer, subscribed.Position.Seq));
        Assert.Equal((4u, false), (delta.Seq, delta.HasPrevious)); // previous is seq − 1
        Assert.Equal(node.Matches.Find("m1")!.Score.State.Hash, delta.StateHash);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_wicket_without_a_run_changes_the_view_and_the_hash_of_minor_1_alone(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(SourceMatch.Innings(wickets: 6));
        var client = node.Connect(subprotocol);
        client.Subscribe("score/m1");
        var snapshot = client.Read()[1].Snapshot;

        match.Publish(SourceMatch.Innings(wickets: 7));
        var delta = Assert.Single(client.Read()).Delta;

        var before = ScoreView.From(snapshot.Score);
        var after = before.Apply(delta.Score);
        Assert.Equal((6u, 7u), (before.Head.Cricket.Innings[0].Wickets, after.Head.Cricket.Innings[0].Wickets));
        Assert.Equal((before.Hash, before.Hash1), (snapshot.StateHash, snapshot.StateHash1));
        Assert.Equal((before.Hash, after.Hash1), (delta.StateHash, delta.StateHash1));
        Assert.NotEqual(snapshot.StateHash1, delta.StateHash1);
    }

    [Fact]
    public void A_goal_taken_back_is_expressed_to_the_zero_in_json()
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(SourceMatch.Score(1, 0));
        var client = node.Connect("json");
        client.Subscribe("score/m1");
        client.Read();
        var snapshot = client.Texts[1];

        match.Publish(SourceMatch.Score(0, 0));
        client.Read();

        Assert.Contains("\"status\":\"SCHEDULED\"", snapshot, StringComparison.Ordinal);
        Assert.DoesNotContain("stateHash1", snapshot, StringComparison.Ordinal); // nothing of minor 1 is in it
        Assert.Contains("\"score\":{\"home\":1,\"away\":0,", snapshot, StringComparison.Ordinal);
        Assert.Contains("\"score\":{\"score\":{\"home\":0}}", client.Texts[0], StringComparison.Ordinal);
    }
}
