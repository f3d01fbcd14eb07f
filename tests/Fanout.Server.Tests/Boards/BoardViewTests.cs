using Fanout.Protocol.Messages;
using Fanout.Server.Access;
using Fanout.Server.Boards;
using Fanout.Server.Tests.Simulating;

namespace Fanout.Server.Tests.Boards;

/// <summary>A board shows its readers the matches that they may see, and is one for all who may see the same.</summary>
public sealed class BoardViewTests
{
    private const int ViewsMax = 3;

    private static readonly MatchDelta GoesLive = new() { Status = Status.Types.Value.Live };

    private readonly GivenAccess _access = new();
    private readonly TestNode _node;

    public BoardViewTests() => _node = new TestNode(_access, boards: new BoardsOptions { ViewsMax = ViewsMax, BoardsMax = 20 });

    public static TheoryData<string> Both => EitherSubprotocol.Both;

    [Theory, MemberData(nameof(Both))]
    public void Each_reader_sees_the_matches_that_its_token_allows_and_hears_of_no_others(string subprotocol)
    {
        var (first, second) = (_node.Match("m1"), _node.Match("m2"));
        first.Publish(GoesLive);
        second.Publish(GoesLive);
        var all = Reader(subprotocol, "*");
        var some = Reader(subprotocol, "score/m1", "score/x*", "board/*");
        var (board, theirs) = (Snapshot(all, "board/live"), Snapshot(some, "board/live"));
        Assert.Equal(["m1", "m2"], board.Rows.Select(static row => row.Id));
        Assert.Equal(["m1"], theirs.Rows.Select(static row => row.Id));
        Assert.Equal(("live", 1u, 1u), (theirs.Name, theirs.Total, theirs.Pages));

        second.Publish(SourceMatch.Score(1, 0));
        _node.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("m2", Assert.Single(Assert.Single(all.Read()).Delta.Board.Rows.Change).Id);
        Assert.Empty(some.Read());

        _node.Match("x1").Publish(GoesLive);
        _node.Match("y1").Publish(GoesLive);
        first.Publish(new MatchDelta { Status = Status.Types.Value.Final });
        _node.Pass(TimeSpan.FromSeconds(1));
        var edits = some.Read().ConvertAll(static frame => frame.Delta.Board.Rows);
        Assert.Equal(["x1"], edits.SelectMany(static all => all.Upsert).Select(static row => row.Id));
        Assert.Equal(["m1"], edits.SelectMany(static all => all.Remove));
    }

    [Fact]
    public void Who_may_see_the_same_matches_shares_a_board_whatever_else_the_tokens_say()
    {
        _node.Match("m1").Publish(GoesLive);
        var one = Reader("proto", "score/m1", "board/*", "events/m9");
        var other = Reader("proto", "board/live", "match/m1", "score/m1");

        Snapshot(one, "board/live");
        Snapshot(other, "board/live");

        Assert.Equal(1, _node.Boards.Count);
        Assert.Equal(2, Assert.Single(_node.Registry.All).SubscriberCount);
    }

    [Theory, MemberData(nameof(Both))]
    public void Another_token_that_shows_other_matches_ends_the_board_to_be_asked_for_anew(string subprotocol)
    {
        _node.Match("m1").Publish(GoesLive);
        _node.Match("m2").Publish(GoesLive);
        var client = Reader(subprotocol, "*");
        Snapshot(client, "board/live");
        _access.Grant("narrow", topics: ["score/m2", "board/live"]);
        _access.Grant("same", topics: ["board/*", "score/m2"]);

        client.Send(new ClientFrame { Auth = new Auth { Token = "narrow" } });
        var ended = Assert.Single(client.Read(), static frame => frame.Unsubscribed is not null).Unsubscribed;
        Assert.Equal(UnsubscribedCode.Types.Value.Behind, ended.Code);
        Assert.Equal(["m2"], Snapshot(client, "board/live", ended.Position).Rows.Select(static row => row.Id));

        client.Send(new ClientFrame { Auth = new Auth { Token = "same" } });
        Assert.DoesNotContain(client.Read(), static frame => frame.Unsubscribed is not null);
    }

    [Fact]
    public void A_late_board_of_a_delayed_reader_has_the_past_of_its_matches_only()
    {
        _node.Match("m1").Publish(GoesLive);
        _node.Match("m2").Publish(GoesLive);
        _node.Pass(TimeSpan.FromSeconds(60));
        var client = Reader("proto", "score/m2", "board/*");

        client.Subscribe("board/live", delaySeconds: 30);

        var board = Assert.Single(client.Read(), static frame => frame.Snapshot is not null).Snapshot.Board;
        Assert.Equal(["m2"], board.Rows.Select(static row => row.Id));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_match_that_is_closed_where_a_reader_is_stands_on_no_board_live_or_late(string subprotocol)
    {
        var (open, closed) = (_node.Match("m1"), _node.Match("de:1"));
        open.Publish(GoesLive);
        closed.Publish(GoesLive);
        _node.Pass(TimeSpan.FromSeconds(60));
        _access.Grant("elsewhere", closed: ["de:*"]);
        var client = Bearer(subprotocol, "elsewhere");

        Assert.Equal(["m1"], Snapshot(client, "board/live").Rows.Select(static row => row.Id));
        client.Subscribe("board/sport/football", delaySeconds: 30);
        Assert.Equal(["m1"], Assert.Single(client.Read(), static frame => frame.Snapshot is not null).Snapshot.Board.Rows.Select(static row => row.Id));
        client.Subscribe("score/de:1");
        Assert.Equal(ErrorCode.Types.Value.NotAllowed, Assert.Single(client.Read()).Error.Code);

        closed.Publish(SourceMatch.Score(1, 0));
        _node.Pass(TimeSpan.FromSeconds(60));
        Assert.DoesNotContain(client.Read(), static frame => frame.Delta is not null);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_token_of_another_territory_ends_what_is_closed_there(string subprotocol)
    {
        _node.Match("de:1").Publish(GoesLive);
        _node.Match("m1").Publish(GoesLive);
        _access.Grant("elsewhere", closed: ["de:*"]);
        var client = Reader(subprotocol, "*");
        foreach (var topic in new[] { "match/de:1", "score/m1", "board/live" })
            client.Subscribe(topic);
        client.Read();

        client.Send(new ClientFrame { Auth = new Auth { Token = "elsewhere" } });

        var ended = client.Read().FindAll(static frame => frame.Unsubscribed is not null).ConvertAll(static frame => frame.Unsubscribed.Code);
        Assert.Equal([UnsubscribedCode.Types.Value.Behind, UnsubscribedCode.Types.Value.EntitlementLost], ended.Order());
        Assert.Equal(["m1"], Snapshot(client, "board/live").Rows.Select(static row => row.Id));
    }

    [Fact]
    public void Views_make_room_for_one_another_and_where_all_are_read_another_is_unavailable()
    {
        _node.Match("m1").Publish(GoesLive);
        var readers = Enumerable.Range(0, ViewsMax).Select(index => Reader("proto", $"score/m{index}", "board/*")).ToList();
        foreach (var reader in readers) Snapshot(reader, "board/live");
        var late = Reader("proto", "score/late*", "board/*");

        late.Subscribe("board/live");
        Assert.Equal(ErrorCode.Types.Value.Unavailable, Assert.Single(late.Read()).Error.Code);
        Assert.Equal(["m1"], Snapshot(Reader("proto", "*"), "board/live").Rows.Select(static row => row.Id));

        readers[0].Connection.PostEnded();
        _node.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(Snapshot(late, "board/live").Rows);
    }

    /// <summary>The publisher waits for it, for every row of every view of every board.</summary>
    [Fact]
    public void Whether_a_view_shows_a_match_is_worked_out_once()
    {
        var matches = Enumerable.Range(1, 2).Select(number => _node.Match($"m{number}")).ToList();
        matches.ForEach(static match => match.Publish(GoesLive));
        var readers = new[] { Reader("proto", "score/m1", "board/*"), Reader("proto", "score/x*", "board/*") };
        foreach (var reader in readers)
        {
            Snapshot(reader, "board/live");
            Snapshot(reader, "board/competition/c1");
        }
        Assert.Equal(2 * 2, _node.Boards.Judged);

        for (var goal = 1; goal <= 5; goal++)
        {
            matches.ForEach(match => match.Publish(SourceMatch.Score(goal, 0)));
            _node.Pass(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(2 * 2, _node.Boards.Judged);
        Assert.Equal(2 * 5, readers[0].Read().Count(static frame => frame.Delta?.Board is not null));
        Assert.Empty(readers[1].Read());

        _node.Match("x1").Publish(GoesLive);
        Assert.Equal(2 * 3, _node.Boards.Judged);
    }

    [Fact]
    public void A_view_that_takes_the_place_of_another_shows_its_own_matches()
    {
        for (var index = 0; index < ViewsMax; index++)
            _node.Match($"m{index}").Publish(GoesLive);
        for (var round = 0; round < 3 * ViewsMax; round++)
        {
            var (shown, other) = ($"m{round % ViewsMax}", $"m{(round + 1) % ViewsMax}");
            var reader = Reader("proto", $"score/{shown}", "board/*");
            Assert.Equal([shown], Snapshot(reader, "board/live").Rows.Select(static row => row.Id));
            var pair = Reader("proto", $"score/{shown}", $"score/{other}", "board/*");
            Assert.Equal(
                new[] { shown, other }.Order(), Snapshot(pair, "board/live").Rows.Select(static row => row.Id).Order());
            reader.Connection.PostEnded();
            pair.Connection.PostEnded();
            _node.Pass(TimeSpan.FromSeconds(1));
        }
    }

    [Theory]
    [InlineData("score/a*,score/ab,score/abc*", "score/a*", false)]
    [InlineData("score/b,match/a,score/a", "score/a,match/b", false)]
    [InlineData("score/a,match/b", "score/a", true)]
    [InlineData("match/a", "events/a", true)]
    public void Views_are_the_same_where_the_matches_are(string topics, string others, bool differ)
    {
        var (one, other) = (ViewOf(topics, "full"), ViewOf(others, "full"));
        Assert.Equal(differ, !Equals(one, other));
        Assert.Equal(differ, one!.GetHashCode() != other!.GetHashCode());
    }

    [Fact]
    public void Fields_score_shows_what_score_topics_do()
    {
        Assert.Equal(ViewOf("score/a", "full"), ViewOf("score/a,match/b", "score"));
        Assert.True(ViewOf("match/*", "score")!.IsEmpty);
        Assert.Null(ViewOf("match/*", "full"));
        Assert.Null(ViewOf("*", "score"));
    }

    private static BoardView? ViewOf(string topics, string fields) =>
        GivenAccess.RightsOf(new RightsForm { Topics = topics.Split(','), Fields = fields }).View;

    private TestClient Reader(string subprotocol, params string[] topics)
    {
        var token = string.Join(' ', topics);
        _access.Grant(token, topics: topics);
        return Bearer(subprotocol, token);
    }

    private TestClient Bearer(string subprotocol, string token)
    {
        var client = _node.Connect(subprotocol);
        client.Send(new ClientFrame { Hello = new Hello { Token = token } });
        client.Read();
        return client;
    }

    private static BoardState Snapshot(TestClient client, string board, Position? position = null)
    {
        client.Subscribe(board, position);
        return Assert.Single(client.Read(), static frame => frame.Snapshot is not null).Snapshot.Board;
    }
}
