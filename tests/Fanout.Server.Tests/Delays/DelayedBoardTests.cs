using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Delays;

public sealed class DelayedBoardTests
{
    private static readonly MatchDelta GoesLive = new() { Status = Status.Types.Value.Live };

    private readonly TestNode _node = new(configure: static options => options.PingTimeout = TimeSpan.FromMinutes(20));

    [Fact]
    public void A_board_that_is_asked_for_only_now_is_there_as_it_was_and_goes_on_as_it_went()
    {
        var (first, second) = (_node.Match("m1"), _node.Match("m2"));
        first.Publish(GoesLive);
        Pass(seconds: 60);
        first.Publish(SourceMatch.Score(1, 0));
        Pass(seconds: 10);
        second.Publish(GoesLive);
        Pass(seconds: 10);
        first.Publish(new MatchDelta { Status = Status.Types.Value.Abandoned }); // leaves the board
        Pass(seconds: 10);
        var client = _node.Connect("proto");

        client.Subscribe("board/live", delaySeconds: 30); // of 90 s: sees 60 s
        var frames = client.Read();
        var board = Board.From(frames[1].Snapshot.Board);
        Assert.Equal(["m1 1:0"], Rows(board));
        Pass(seconds: 10);
        board = After(board, client);
        Assert.Equal(["m1 1:0", "m2 0:0"], Rows(board));
        second.Publish(SourceMatch.Score(0, 1));
        Pass(seconds: 10);
        board = After(board, client);
        Assert.Equal(["m2 0:0"], Rows(board));
        Pass(seconds: 21);

        Assert.Equal(["m2 0:1"], Rows(After(board, client)));
    }

    [Fact]
    public void What_is_built_late_is_what_was_kept_up_to_date_all_along()
    {
        var late = new TestNode();
        var random = new Random(7);
        var matches = Enumerable.Range(0, 6).Select(number => new SourceMatch(_node, $"m{number}")).ToList();
        var truth = new Timeline();
        Assert.True(TopicName.TryParse("board/competition/c1", out var name, out _));
        foreach (var match in matches)
            late.Publisher.Apply([match.Publish(match.Fixture(start: random.Next(5)))]);
        for (var second = 0; second < 300; second++)
        {
            var match = matches[random.Next(matches.Count)];
            late.Publisher.Apply([match.Publish(Any(match, random, second))]);
            Advance(late, 500);
            truth.Add(_node.UnixMs - 500, ((BoardTopic)_node.Topics.Find(name).Topic!).Current.State.Hash);
            Advance(late, 500);
        }

        var page = (BoardTopic)late.Topics.Find(name).Topic!;

        for (var second = 0; second <= 120; second++)
        {
            var ms = late.UnixMs - (second * 1000L) - 1; // each second but the first moments of it
            Assert.Equal((second, truth.At(ms)), (second, page.At(ms)!.State.Hash));
        }
        Assert.Null(page.At(late.UnixMs - 300_000));
        Assert.Equal(CoverKind.Gone, page.CoverAt(late.UnixMs - 300_000).Kind);
    }

    private void Advance(TestNode other, int ms)
    {
        foreach (var node in (TestNode[])[_node, other])
        {
            node.Time.Advance(TimeSpan.FromMilliseconds(ms));
            node.Publisher.Tick();
        }
    }

    private static MatchDelta Any(SourceMatch match, Random random, int number) => random.Next(3) switch
    {
        0 => new MatchDelta
        {
            Competition = new Competition
            {
                Id = match.State.Head.Competition.Id == "c1" ? "c2" : "c1",
                Name = "Cup",
            },
        },
        1 => SourceMatch.Score(number + 1, 0),
        _ => SourceMatch.Incident($"i{number}", number),
    };

    private void Pass(int seconds) => _node.Pass(TimeSpan.FromSeconds(seconds));

    private static Board After(Board board, TestClient client)
    {
        foreach (var frame in client.Read())
        {
            board = board.Apply(frame.Delta.Board);
            Assert.Equal(frame.Delta.StateHash, board.Hash);
        }
        return board;
    }

    private static IEnumerable<string> Rows(Board board) => board.ToMessage().Rows.Select(
        static row => $"{row.Id} {row.Score?.Home ?? 0}:{row.Score?.Away ?? 0}");
}
