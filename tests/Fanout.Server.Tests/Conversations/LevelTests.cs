using Fanout.Protocol.Messages;
using Fanout.Server.Tests.Simulating;
using Google.Protobuf;
using static Fanout.Protocol.Messages.ServerFrame;

namespace Fanout.Server.Tests.Conversations;

public sealed class LevelTests
{
    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void Losing_and_finding_the_log_is_told_to_those_it_concerns(string subprotocol)
    {
        var node = new TestNode();
        node.Match();
        var (client, idle) = (node.Connect(subprotocol), node.Connect(subprotocol));
        client.Subscribe("match/m1");
        client.Subscribe("board/live");
        var topicIds = client.Read().Where(frame => frame.Subscribed is not null)
            .Select(frame => frame.Subscribed.TopicId).ToList();

        node.Publisher.SetLevel(0, level: false, asOfMs: 5000);
        var lost = Assert.Single(client.Read()).Level;
        node.Publisher.SetLevel(0, level: true, asOfMs: 9000);
        var found = Assert.Single(client.Read()).Level;

        Assert.Equal((false, 5000.0), (lost.Level_, lost.AsOfMs));
        Assert.Equal(topicIds, lost.TopicIds);
        Assert.Equal((true, 9000.0), (found.Level_, found.AsOfMs));
        Assert.Empty(idle.Read());
    }

    [Theory, MemberData(nameof(Both))]
    public void Who_subscribes_meanwhile_is_told_right_behind_the_answer(string subprotocol)
    {
        var node = new TestNode();
        node.Match();
        node.Publisher.SetLevel(0, level: false, asOfMs: 5000);
        var client = node.Connect(subprotocol);

        client.Subscribe("match/m1");
        var frames = client.Read();

        Assert.Equal(
            [FrameOneofCase.Subscribed, FrameOneofCase.Snapshot, FrameOneofCase.Level],
            frames.Select(frame => frame.FrameCase));
        Assert.Equal(
            (false, frames[0].Subscribed.TopicId), (frames[2].Level.Level_, frames[2].Level.TopicIds.Single()));
        Assert.False(node.Status.Ready);
    }

    [Theory, MemberData(nameof(Both))]
    public void An_entry_whose_hash_does_not_agree_stops_the_match_visibly(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);
        client.Subscribe("match/m1");
        client.Read();
        var stream = node.Matches.Find("m1")!;
        var good = stream.Current.State.Hash;

        var entry = match.Publish(SourceMatch.Score(1, 0), follow: false);
        var change = LoggedChange.Parser.ParseFrom(entry.Public.Span);
        change.StateHash++;
        node.Publisher.Apply([entry with { Public = change.ToByteArray() }]);
        match.Publish(SourceMatch.Score(2, 0));
        var frames = client.Read();

        Assert.False(Assert.Single(frames).Level.Level_);
        Assert.Equal((good, 1), (stream.Current.State.Hash, node.Publisher.Contradictions));
        Assert.Contains("leads to hash", stream.Fault, StringComparison.Ordinal);

        match.Restate(epoch: 2002); // a new epoch restates the match: it is right again
        frames = client.Read();
        Assert.Equal(
            [FrameOneofCase.Subscribed, FrameOneofCase.Snapshot, FrameOneofCase.Level],
            frames.Select(frame => frame.FrameCase)); // level behind what makes it so
        Assert.Equal((match.State.Hash, true), (frames[1].Snapshot.StateHash, frames[2].Level.Level_));
        Assert.Null(stream.Fault);
    }

    [Fact]
    public void Who_takes_no_bytes_is_told_that_a_match_is_level_behind_what_it_missed()
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect("proto");
        client.Subscribe("match/m1");
        client.Read();
        client.Sink.Open(1);

        node.Publisher.SetLevel(0, level: false, asOfMs: 5000);
        for (var goals = 1; goals <= 300; goals++)
            match.Publish(SourceMatch.Incident($"i{goals}", goals, text: new string('x', 100)));
        foreach (var level in (bool[])[true, false, true])
        {
            node.Turn();
            node.Publisher.SetLevel(0, level, asOfMs: 9000);
        }
        node.Turn();
        client.Sink.Open(null);
        var frames = client.Read();

        var levels = frames.Where(frame => frame.Level is not null).Select(frame => frame.Level.Level_);
        Assert.Equal([false, false, true], levels);
        Assert.Equal(FrameOneofCase.Level, frames[^1].FrameCase);
        var shown = frames.FindLast(frame => frame.Delta is not null || frame.Snapshot is not null)!;
        Assert.Equal(match.State.Hash, shown.Delta?.StateHash ?? shown.Snapshot.StateHash);
    }

    [Fact]
    public void An_entry_that_cannot_be_read_stops_its_match_and_no_other()
    {
        var node = new TestNode();
        var (match, other) = (node.Match(), node.Match("m2"));
        var entry = match.Publish(SourceMatch.Score(1, 0), follow: false);

        var next = other.Publish(SourceMatch.Score(1, 0), follow: false);
        node.Publisher.Apply([entry with { Public = new byte[] { 0xff } }, next]);

        Assert.Equal("entry 1001-2 is damaged in the log", node.Matches.Find("m1")!.Fault);
        Assert.Equal(other.State.Hash, node.Matches.Find("m2")!.Current.State.Hash);
    }

    [Fact]
    public void A_missing_entry_stops_the_match_instead_of_being_skipped()
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(SourceMatch.Score(1, 0), follow: false);
        var entry = match.Publish(SourceMatch.Score(2, 0), follow: false);

        node.Publisher.Apply([entry]);

        Assert.Equal("entry 1001-3 does not follow 1001-1", node.Matches.Find("m1")!.Fault);
        Assert.Equal(1u, node.Matches.Find("m1")!.Current.Position.Seq);
    }
}
