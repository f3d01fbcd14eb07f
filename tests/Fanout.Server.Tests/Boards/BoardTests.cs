using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Boards;

public sealed class BoardTests
{
    public static TheoryData<string> Both => EitherSubprotocol.Both;

    private static readonly MatchDelta GoesLive = new() { Status = Status.Types.Value.Live };

    [Theory, MemberData(nameof(Both))]
    public void A_board_is_a_snapshot_of_headlines_in_the_order_of_start_and_id_and_then_deltas(string subprotocol)
    {
        var node = new TestNode();
        node.Match("m2", start: 5000).Publish(GoesLive);
        node.Match("m3", start: 1000).Publish(GoesLive);
        var match = node.Match("m1", start: 5000);
        match.Publish(GoesLive);
        node.Match("m0");
        var client = node.Connect(subprotocol);

        client.Subscribe("board/live");
        var frames = client.Read();
        match.Publish(SourceMatch.Score(1, 0));
        var delta = Assert.Single(client.Read()).Delta;

        var (subscribed, snapshot) = (frames[0].Subscribed, frames[1].Snapshot);
        Assert.Equal((Answer.Types.Value.Snapshot, subscribed.Position), (subscribed.Answer, snapshot.Position));
        Assert.Equal(["m3", "m1", "m2"], snapshot.Board.Rows.Select(row => row.Id));
        var board = snapshot.Board;
        Assert.Equal(("live", 1u, 1u, 3u), (board.Name, board.Page, board.Pages, board.Total));
        Assert.Equal("m1", Assert.Single(delta.Board.Rows.Change).Id);
        Assert.Equal(delta.StateHash, Board.From(snapshot.Board).Apply(delta.Board).Hash);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_row_of_cricket_has_its_innings(string subprotocol)
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(GoesLive);
        match.Publish(SourceMatch.Innings(wickets: 6));
        var client = node.Connect(subprotocol);
        client.Subscribe("board/live");
        var snapshot = client.Read()[1].Snapshot;

        match.Publish(SourceMatch.Innings(wickets: 7));
        var delta = Assert.Single(client.Read()).Delta;

        var before = Board.From(snapshot.Board);
        var after = before.Apply(delta.Board);
        Assert.Equal((6u, 7u), (Wickets(before), Wickets(after)));
        Assert.Equal((before.Hash, before.Hash1), (snapshot.StateHash, snapshot.StateHash1));
        Assert.Equal((before.Hash, after.Hash1), (delta.StateHash, delta.StateHash1));

        static uint Wickets(Board board) => board.ToMessage().Rows.Single().Cricket.Innings.Single().Wickets;
    }

    [Fact]
    public void Deltas_are_merged_to_at_most_four_a_second()
    {
        var node = new TestNode();
        var match = node.Match();
        match.Publish(GoesLive);
        var client = node.Connect("proto");
        client.Subscribe("board/live");
        client.Read();
        var deltas = 0;

        for (var tick = 1; tick <= 100; tick++)
        {
            match.Publish(SourceMatch.Score(tick, 0));
            node.Time.Advance(TimeSpan.FromMilliseconds(20)); // 2 s in all
            deltas += client.Read().Count;
        }
        node.Pass(TimeSpan.FromSeconds(1));
        deltas += client.Read().Count;

        Assert.InRange(deltas, 7, 10);
        Assert.Equal(100, Current(node, "board/live").Rows.Single().Score.Home);
    }

    [Fact]
    public void A_row_leaves_when_it_no_longer_belongs_and_an_ended_match_ten_minutes_later()
    {
        var node = new TestNode(configure: options => options.PingTimeout = TimeSpan.FromMinutes(20));
        var (first, second) = (node.Match("m1"), node.Match("m2"));
        first.Publish(GoesLive);
        second.Publish(GoesLive);
        var client = new ModelClient(node, Fanout.Server.Delivery.FrameEncoding.Proto);
        client.Subscribe("board/live");
        node.Turn();

        second.Publish(new MatchDelta { Status = Status.Types.Value.Ended });
        node.Pass(TimeSpan.FromSeconds(1));
        second.Publish(new MatchDelta { Status = Status.Types.Value.Final });
        first.Publish(new MatchDelta { Status = Status.Types.Value.Ended });
        node.Pass(TimeSpan.FromMinutes(9.9));
        client.TakeIn();
        Assert.Equal(["m1"], client.Topic("board/live").Board.ToMessage().Rows.Select(row => row.Id));
        node.Pass(TimeSpan.FromSeconds(15));
        client.TakeIn();

        Assert.Empty(client.Topic("board/live").Board.ToMessage().Rows);
        Assert.Equal(0u, client.Topic("board/live").Board.Head.Total);
    }

    [Theory, MemberData(nameof(Both))]
    public void Every_well_formed_board_exists_and_waits_for_its_first_row(string subprotocol)
    {
        var node = new TestNode();
        var client = node.Connect(subprotocol);

        string[] names = ["live", "sport/curling", "team/t9", "day/2030-01-01", "live/2"];
        foreach (var name in names)
            client.Subscribe($"board/{name}");
        var boards = client.Read().Where(frame => frame.Snapshot is not null).Select(frame => frame.Snapshot.Board)
            .ToList();
        node.Match("m1", competition: "c9").Publish(GoesLive);
        node.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(
            names, boards.Select(board => board.Name));
        Assert.All(boards, board => Assert.Equal((0u, 1u, 0), (board.Total, board.Pages, board.Rows.Count)));
        Assert.Equal(["m1"], Current(node, "board/live").Rows.Select(row => row.Id));
        Assert.Equal(1u, Current(node, "board/live/2").Total);
    }

    [Fact]
    public void Rows_past_the_page_size_go_on_to_the_next_page_and_move_up_when_there_is_room()
    {
        var node = new TestNode(boards: new BoardsOptions { RowsMax = 3 });
        var matches = Enumerable.Range(0, 7).Select(index => node.Match($"m{index}", start: index)).ToList();
        var client = new ModelClient(node, Fanout.Server.Delivery.FrameEncoding.Json);
        foreach (var page in (string[])["board/competition/c1", "board/competition/c1/2", "board/competition/c1/3"])
            client.Subscribe(page);
        node.Turn();
        client.TakeIn();
        Assert.Equal(["m0 m1 m2", "m3 m4 m5", "m6"], client.Topics.Select(Rows));

        matches[1].Publish(new MatchDelta { Competition = new Competition { Id = "c2" } });
        node.Pass(TimeSpan.FromSeconds(1));
        client.TakeIn();
        Assert.Equal(["m0 m2 m3", "m4 m5 m6", ""], client.Topics.Select(Rows));

        matches[0].Publish(new MatchDelta { Start = 100 });
        node.Pass(TimeSpan.FromSeconds(1));
        client.TakeIn();
        Assert.Equal(["m2 m3 m4", "m5 m6 m0", ""], client.Topics.Select(Rows));
        Assert.All(client.Topics, topic => Assert.Equal(2u, topic.Board.Head.Pages));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_position_of_another_node_gets_a_snapshot_and_one_of_this_node_replays(string subprotocol)
    {
        var node = new TestNode();
        node.Match("m2").Publish(GoesLive);
        var match = node.Match();
        match.Publish(GoesLive);
        var client = node.Connect(subprotocol);
        client.Subscribe("board/live");
        var position = client.Read()[0].Subscribed.Position;

        client.Subscribe("board/live", new Position { Epoch = 4711, Seq = 1 });
        Assert.Equal(Answer.Types.Value.Snapshot, client.Read()[0].Subscribed.Answer);
        client.Subscribe("board/live", position);
        Assert.Equal(Answer.Types.Value.UpToDate, client.Read()[0].Subscribed.Answer);
        for (var goals = 1; goals <= 3; goals++)
        {
            match.Publish(SourceMatch.Score(goals, 0));
            node.Pass(TimeSpan.FromSeconds(1));
        }
        client.Read();
        client.Subscribe("board/live", position);
        var frames = client.Read();

        Assert.Equal(Answer.Types.Value.Replay, frames[0].Subscribed.Answer);
        Assert.Equal((position.Seq, position.Seq + 3), (frames[1].Delta.Previous, frames[1].Delta.Seq));
    }

    [Fact]
    public void A_board_that_nobody_reads_is_let_go_and_built_anew_with_another_epoch()
    {
        var node = new TestNode();
        node.Match().Publish(GoesLive);
        var client = node.Connect("proto");
        client.Subscribe("board/live");
        var first = client.Read()[0].Subscribed;
        client.Connection.PostEnded();
        node.Pass(TimeSpan.FromMinutes(9));
        node.Publisher.Forget();
        Assert.Equal(1, node.Boards.Count);

        node.Pass(TimeSpan.FromMinutes(2));
        node.Publisher.Forget();
        Assert.Equal(0, node.Boards.Count);
        var other = node.Connect("proto");
        other.Subscribe("board/live");
        var second = other.Read()[0].Subscribed;

        Assert.NotEqual(first.Position.Epoch, second.Position.Epoch);
        Assert.NotEqual(first.TopicId, second.TopicId);
    }

    private static string Rows(ModelTopic topic) =>
        string.Join(' ', topic.Board.ToMessage().Rows.Select(row => row.Id));

    private static BoardState Current(TestNode node, string topic)
    {
        Assert.True(Fanout.Server.Topics.TopicName.TryParse(topic, out var name, out _));
        return ((BoardTopic)node.Topics.Find(name).Topic!).Current.State.ToMessage();
    }
}
