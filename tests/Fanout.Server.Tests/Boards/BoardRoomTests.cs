using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Boards;

/// <summary>Names of boards cost nothing to make up; boards do.</summary>
public sealed class BoardRoomTests
{
    private const int BoardsMax = 32;

    private readonly TestNode _node = new(boards: new BoardsOptions { BoardsMax = BoardsMax });

    [Fact]
    public void Made_up_names_make_room_for_one_another_and_never_pass_the_limit()
    {
        for (var name = 0; name < 100 * BoardsMax; name++)
        {
            Assert.NotNull(Find($"team/x{name}"));
            Assert.InRange(_node.Boards.Count, 1, BoardsMax);
        }
        Assert.InRange(_node.Registry.Count, 1, BoardsMax);
    }

    [Fact]
    public void What_is_read_stays_and_so_do_live_days_with_matches_and_boards_with_rows_before_empty_ones()
    {
        _node.Match("m1").Publish(new MatchDelta { Status = Status.Types.Value.Live });
        var client = _node.Connect("proto");
        client.Subscribe("board/team/waits");
        client.Read();
        string[] kept = ["team/waits", "live", "day/1970-01-01", "competition/c1"];
        var before = kept.Select(Find).ToList();

        for (var name = 0; name < 10 * BoardsMax; name++)
            Find($"team/x{name}");

        Assert.Equal(before, kept.Select(Find));
    }

    [Fact]
    public void Of_boards_with_rows_those_go_that_were_wanted_longest_ago()
    {
        for (var match = 0; match < BoardsMax; match++)
        {
            _node.Match($"m{match}");
            Find($"team/m{match}-home");
            _node.Time.Advance(TimeSpan.FromMilliseconds(10));
        }
        var newest = Find($"team/m{BoardsMax - 1}-home");
        var second = Find("team/m2-home");
        _node.Time.Advance(TimeSpan.FromMilliseconds(10));
        Find("team/m2-home");

        Find("team/x");

        Assert.Equal((second, newest), (Find("team/m2-home"), Find($"team/m{BoardsMax - 1}-home")));
        Assert.DoesNotContain(_node.Registry.All, topic => topic.Name.Key == "team/m0-home");
    }

    [Fact]
    public void Where_every_board_is_read_another_is_unavailable_but_live_and_days_with_matches_are_there()
    {
        _node.Match("m1").Publish(new MatchDelta { Status = Status.Types.Value.Live });
        var client = _node.Connect("proto");
        for (var name = 0; name < BoardsMax; name++)
            client.Subscribe($"board/team/x{name}");
        client.Subscribe("board/team/x0/2"); // a page of the same board
        client.Subscribe("board/team/one-too-many");

        var error = Assert.Single(client.Read(), frame => frame.Error is not null).Error;

        Assert.Equal((ErrorCode.Types.Value.Unavailable, "board/team/one-too-many"), (error.Code, error.Topic));
        Assert.Null(Find("day/2030-01-01"));
        Assert.Equal(["m1"], Find("live")!.Current.State.ToMessage().Rows.Select(row => row.Id));
        Assert.Equal(["m1"], Find("day/1970-01-01")!.Current.State.ToMessage().Rows.Select(row => row.Id));
    }

    [Fact]
    public void An_empty_board_that_nobody_reads_is_forgotten_at_once()
    {
        _node.Match("m1");
        Find("team/x");
        Find("team/m1-home");

        _node.Publisher.Forget();

        Assert.Equal((1, 1), (_node.Boards.Count, _node.Registry.Count));
    }

    [Fact]
    public void Building_a_board_looks_at_its_own_matches_only()
    {
        for (var match = 0; match < 200; match++)
            _node.Match($"m{match}", competition: $"c{match % 50}");

        Assert.Equal(4, Find("competition/c7")!.Current.State.ToMessage().Rows.Count);
        Find("team/m3-away");
        Find("team/nobody");

        Assert.Equal(4 + 1, _node.Boards.LookedAt);
    }

    [Fact]
    public void A_board_that_is_built_late_has_what_stands_on_it_and_nothing_that_left()
    {
        var (stays, moves) = (_node.Match("m1"), _node.Match("m2"));
        moves.Publish(new MatchDelta { Competition = new Competition { Id = "c2" } });
        _node.Match("m3");
        _node.Publisher.Remove("m3");

        Assert.Equal([stays.Id], Find("competition/c1")!.Current.State.ToMessage().Rows.Select(row => row.Id));
        Assert.Equal([moves.Id], Find("competition/c2")!.Current.State.ToMessage().Rows.Select(row => row.Id));
    }

    private BoardTopic? Find(string key)
    {
        Assert.True(TopicName.TryParse($"board/{key}", out var name, out _));
        return _node.Boards.Find(name);
    }
}
