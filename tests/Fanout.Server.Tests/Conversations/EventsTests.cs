using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Tests.Simulating;
using static Fanout.Protocol.Messages.ServerFrame;

namespace Fanout.Server.Tests.Conversations;

public sealed class EventsTests
{
    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void Without_a_position_a_snapshot_and_then_every_later_entry(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);

        client.Subscribe("events/m1");
        var frames = client.Read();
        match.Publish(SourceMatch.Score(1, 0));
        match.Publish(SourceMatch.Score(2, 0));
        frames.AddRange(client.Read());

        Assert.Equal(
            [FrameOneofCase.Subscribed, FrameOneofCase.Snapshot, FrameOneofCase.Entry, FrameOneofCase.Entry],
            frames.Select(frame => frame.FrameCase));
        var entry = frames[2].Entry;
        Assert.Equal((2u, EntryKind.Types.Value.Feed), (entry.Seq, entry.Kind));
        Assert.Equal(("f1", "e2"), (entry.Cause.Feed, entry.Cause.EventId));
        Assert.Equal(1, entry.Delta.Score.Home);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_slow_reader_gets_every_entry_never_merged(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        var client = node.Connect(subprotocol);
        client.Subscribe("events/m1");
        client.Read();
        client.Sink.Open(7);
        for (var goals = 1; goals <= 100; goals++)
            match.Publish(SourceMatch.Score(goals, 0));
        node.Turn();

        client.Sink.Open(null);

        Assert.Equal(Sequences(2, 101), client.Read().Select(frame => frame.Entry.Seq));
    }

    [Theory]
    [InlineData("proto", 0u)]
    [InlineData("json", 0u)]
    [InlineData("proto", 1001u)]
    [InlineData("json", 4711u)]
    public void Sequence_0_of_any_epoch_is_from_the_start(string subprotocol, uint epoch)
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(SourceMatch.Score(1, 0));
        var client = node.Connect(subprotocol);

        client.Subscribe("events/m1", new Position { Epoch = epoch, Seq = 0 });
        var frames = client.Read();

        Assert.Equal((Answer.Types.Value.Replay, 2u), (frames[0].Subscribed.Answer, frames[0].Subscribed.Position.Seq));
        Assert.Equal([1u, 2u], frames.Skip(1).Select(frame => frame.Entry.Seq));
        Assert.Equal(0, node.Log.Reads); // from memory
    }

    [Theory, MemberData(nameof(Both))]
    public void What_memory_no_longer_holds_is_read_from_the_log_without_a_gap(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        for (var goals = 1; goals <= 200; goals++)
            match.Publish(SourceMatch.Score(goals, 0));
        node.Pass(TimeSpan.FromMinutes(6));
        for (var goals = 201; goals <= 300; goals++)
            match.Publish(SourceMatch.Score(goals, 0));
        var client = node.Connect(subprotocol);

        client.Subscribe("events/m1", new Position { Epoch = match.Epoch, Seq = 5 });
        var frames = client.Read();

        Assert.Equal(Answer.Types.Value.Replay, frames[0].Subscribed.Answer);
        Assert.Equal(Sequences(6, 301), frames.Skip(1).Select(frame => frame.Entry.Seq));
        Assert.True(node.Log.Reads > 1);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_reader_that_falls_behind_history_goes_on_from_the_log(string subprotocol)
    {
        var (node, match, client) = BehindHistory(subprotocol, entries: 150);

        client.Sink.Open(null);
        var entries = client.Read();

        Assert.Equal(Sequences(2, match.Seq), entries.Select(frame => frame.Entry.Seq));
        Assert.True(node.Log.Reads > 0);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_reader_that_waits_for_the_log_gets_its_entries_once_the_log_is_back(string subprotocol)
    {
        var (node, match, client) = BehindHistory(subprotocol, entries: 3);
        node.Log.Away = true;

        client.Sink.Open(null);
        Assert.DoesNotContain(client.Read(), frame => frame.FrameCase == FrameOneofCase.Entry);
        node.Log.Away = false;
        node.Pass(TimeSpan.FromSeconds(2));

        var entries = client.Read().Where(frame => frame.Entry is not null);
        Assert.Equal(Sequences(2, match.Seq), entries.Select(frame => frame.Entry.Seq));
    }

    [Theory, MemberData(nameof(Both))]
    public void What_the_log_no_longer_has_is_HISTORY_GONE_with_the_first_available_position(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        for (var goals = 1; goals <= 20; goals++)
            match.Publish(SourceMatch.Score(goals, 0));
        node.Pass(TimeSpan.FromMinutes(6));
        match.Publish(SourceMatch.Score(21, 0));
        node.Log.Trim("m1", below: 11);
        var client = node.Connect(subprotocol);

        client.Subscribe("events/m1", new Position { Epoch = match.Epoch, Seq = 5 }, reference: 8);
        var error = Assert.Single(client.Read()).Error;

        Assert.Equal((8u, ErrorCode.Types.Value.HistoryGone), (error.Ref, error.Code));
        Assert.Equal(new Position { Epoch = match.Epoch, Seq = 11 }, error.First);
        Assert.Equal(0, client.Connection.Subscriptions.Count);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_reader_whose_entries_are_trimmed_away_is_unsubscribed_BEHIND_and_the_connection_stays(
        string subprotocol)
    {
        var (node, _, client) = BehindHistory(subprotocol, entries: 20);
        node.Log.Trim("m1", below: 11);

        client.Sink.Open(null);
        var unsubscribed = client.Read()[^1].Unsubscribed;
        client.Send(new ClientFrame { Ping = new Ping { Nonce = 3 } });

        Assert.Equal((UnsubscribedCode.Types.Value.Behind, 1u), (unsubscribed.Code, unsubscribed.Position.Seq));
        Assert.Equal(3u, Assert.Single(client.Read()).Pong.Nonce);
    }

    [Theory, MemberData(nameof(Both))]
    public void An_entry_that_is_damaged_in_the_log_ends_the_topic_there_and_the_connection_stays(string subprotocol)
    {
        var (node, _, client) = BehindHistory(subprotocol, entries: 20);
        node.Log.Damage("m1", seq: 9);

        client.Sink.Open(null);
        var frames = client.Read();
        client.Send(new ClientFrame { Ping = new Ping { Nonce = 3 } });

        Assert.Equal(Sequences(2, 8), frames.Where(frame => frame.Entry is not null).Select(frame => frame.Entry.Seq));
        var unsubscribed = frames[^1].Unsubscribed;
        Assert.Equal((UnsubscribedCode.Types.Value.Behind, 8u), (unsubscribed.Code, unsubscribed.Position.Seq));
        Assert.Equal("entry 1001-9 is damaged in the log", unsubscribed.Reason);
        Assert.Equal(3u, Assert.Single(client.Read()).Pong.Nonce);
    }

    [Theory, MemberData(nameof(Both))]
    public void From_the_start_over_a_new_epoch_says_RESET_where_it_happened(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(SourceMatch.Score(1, 0));
        match.Restate(epoch: 2002, skip: 2);
        match.Publish(SourceMatch.Score(2, 0));
        var client = node.Connect(subprotocol);

        client.Subscribe("events/m1", new Position { Seq = 0 });
        var frames = client.Read();

        Assert.Equal(
            [
                FrameOneofCase.Subscribed, FrameOneofCase.Entry, FrameOneofCase.Entry,
                FrameOneofCase.Subscribed, FrameOneofCase.Snapshot, FrameOneofCase.Entry,
            ],
            frames.Select(frame => frame.FrameCase));
        Assert.Equal(new Position { Epoch = 2002, Seq = 5 }, frames[3].Subscribed.Position);
        Assert.Equal((Answer.Types.Value.Reset, 5u), (frames[3].Subscribed.Answer, frames[4].Snapshot.Position.Seq));
        Assert.Equal(6u, frames[5].Entry.Seq);
    }

    [Theory, MemberData(nameof(Both))]
    public void What_the_log_tells_after_the_close_frame_is_not_sent(string subprotocol)
    {
        var (node, _, client) = BehindHistory(subprotocol, entries: 20);
        var held = new TaskCompletionSource();
        node.Log.Held = held.Task;
        client.Sink.Open(null);
        client.Read();

        client.SendRaw(Opcode.Close, 0x03, 0xe8);
        client.Read();
        held.SetResult();

        Assert.Empty(client.Read());
        Assert.Equal((CloseCode.Normal, true, false), (client.Closed, client.Sink.Ended, client.Sink.Aborted));
    }

    private static IEnumerable<uint> Sequences(uint first, uint last)
    {
        for (var seq = first; seq <= last; seq++)
            yield return seq;
    }

    /// <summary>A subscriber whose sink takes nothing while entries pass out of memory.</summary>
    private static (TestNode Node, SourceMatch Match, TestClient Client) BehindHistory(string subprotocol, int entries)
    {
        var node = new TestNode(configure: options => options.StallTimeout = TimeSpan.FromMinutes(10));
        var match = node.Match();
        var client = node.Connect(subprotocol);
        client.Subscribe("events/m1");
        client.Read();
        client.Sink.Open(0);
        for (var goals = 1; goals <= entries; goals++)
            match.Publish(SourceMatch.Score(goals, 0));
        node.Pass(TimeSpan.FromMinutes(6));
        match.Publish(SourceMatch.Score(entries + 1, 0));
        node.Turn();
        return (node, match, client);
    }
}
