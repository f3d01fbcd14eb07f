using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Boards;

/// <summary>What goes on while the past of a board's page is worked out, which takes a while on a busy board.</summary>
public sealed class BoardBuildTests
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(10);

    private readonly TestNode _node;
    private Action _meanwhile = static () => { };

    public BoardBuildTests() => _node = new TestNode(boardEpochs: () =>
    {
        // A page draws its epoch before it is made.
        Interlocked.Exchange(ref _meanwhile, static () => { })();
        return 7001;
    });

    [Fact]
    public void The_publisher_goes_on_and_the_page_has_what_it_published()
    {
        var (first, second) = (Live("m1"), Live("m2"));
        _node.Time.Advance(TimeSpan.FromSeconds(1));
        var goes = false;
        _meanwhile = () => goes = InTime(() =>
        {
            first.Publish(SourceMatch.Score(1, 0));
            second.Publish(new MatchDelta { Status = Status.Types.Value.Cancelled });
            Live("m3");
            _node.Time.Advance(TimeSpan.FromSeconds(1));
            _node.Publisher.Tick();
        });

        var topic = Find("live");

        Assert.True(goes, "the publisher waited for the page");
        var rows = topic.Current.State.ToMessage().Rows;
        Assert.Equal([("m1", 1), ("m3", 0)], rows.Select(row => (row.Id, row.Score?.Home ?? 0)));
        Assert.Equal(["m1", "m2"], topic.At(_node.UnixMs - 1500)!.State.ToMessage().Rows.Select(row => row.Id));
    }

    [Fact]
    public void Deltas_go_on_from_the_page_as_it_was_when_it_was_made()
    {
        var match = Live("m1");
        _meanwhile = () => Assert.True(InTime(() => match.Publish(SourceMatch.Score(1, 0))));
        var client = _node.Connect("proto");
        client.Subscribe("board/live");
        client.Read();

        match.Publish(SourceMatch.Score(2, 0));
        _node.Pass(TimeSpan.FromSeconds(1));

        var delta = Assert.Single(client.Read(), frame => frame.Delta is not null).Delta;
        Assert.Equal(2, Assert.Single(delta.Board.Rows.Change).Score.Home);
        Assert.Equal(Find("live").Current.State.Hash, delta.StateHash);
    }

    [Fact]
    public void A_board_that_was_let_go_meanwhile_is_built_again()
    {
        _meanwhile = () => Assert.True(InTime(() =>
        {
            _node.Publisher.Forget(); // nobody reads it yet, and it is empty
            Live("m1");
        }));

        var topic = Find("team/m1-home");

        Assert.Equal(["m1"], topic.Current.State.ToMessage().Rows.Select(row => row.Id));
        Assert.Same(topic, Find("team/m1-home"));
        Assert.Equal(1, _node.Boards.Count);
    }

    private SourceMatch Live(string id)
    {
        var match = _node.Match(id);
        match.Publish(new MatchDelta { Status = Status.Types.Value.Live });
        return match;
    }

    private BoardTopic Find(string key)
    {
        Assert.True(TopicName.TryParse($"board/{key}", out var name, out _));
        return _node.Boards.Find(name)!;
    }

    /// <summary>Does it as another thread does; false where that is held up.</summary>
    private static bool InTime(Action act)
    {
        var thread = new Thread(() => act()) { IsBackground = true };
        thread.Start();
        return thread.Join(StuckAfter);
    }
}
