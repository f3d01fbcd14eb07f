using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Topics;

public sealed class HistoryTests
{
    private readonly HistoryBudget _budget = new(TimeSpan.FromMinutes(2), 1 << 20);
    private readonly History<ScoreState, ScoreDelta> _history;

    public HistoryTests() => _history = new History<ScoreState, ScoreDelta>(_budget);

    [Fact]
    public void The_state_at_any_held_position_is_a_lookup_also_between_two_points()
    {
        Fill(5, 9, 12);

        Assert.Equal([5u, 5, 9, 9, 12, 12], new uint[] { 5, 8, 9, 11, 12, 40 }.Select(seq =>
        {
            Assert.True(_history.TryFloor(new TopicPosition(1, seq), Horizon.Live, out var point));
            return point.Position.Seq;
        }));
        Assert.False(_history.TryFloor(new TopicPosition(1, 4), Horizon.Live, out _));
        Assert.False(_history.TryFloor(new TopicPosition(2, 9), Horizon.Live, out _));
    }

    [Fact]
    public void The_next_point_is_the_one_that_follows_directly()
    {
        Fill(5, 9, 12);

        Assert.Equal(9u, _history.After(new TopicPosition(1, 5), Horizon.Live)!.Position.Seq);
        Assert.Null(_history.After(new TopicPosition(1, 6), Horizon.Live));
        Assert.Null(_history.After(new TopicPosition(1, 12), Horizon.Live));
        Assert.Null(_history.After(new TopicPosition(3, 5), Horizon.Live));
    }

    [Fact]
    public void A_point_stays_for_the_retention_after_it_was_superseded_and_the_newest_stays_for_ever()
    {
        Fill(1, 2, 3); // at 1, 2 and 3 s: the first is superseded at 2 s

        _budget.Trim(121_999);
        Assert.Equal(3, _history.Count);
        _budget.Trim(122_001);
        Assert.Equal(2, _history.Count);
        _budget.Trim(10_000_000);

        Assert.Equal(3u, _history.Head!.Position.Seq);
        Assert.Equal((1, 0), (_history.Count, _budget.Bytes));
    }

    [Fact]
    public void Past_the_byte_limit_the_oldest_goes_first_whichever_stream_it_belongs_to()
    {
        var budget = new HistoryBudget(TimeSpan.FromHours(1), bytesMax: 2500);
        var (first, second) = (
            new History<ScoreState, ScoreDelta>(budget), new History<ScoreState, ScoreDelta>(budget));
        first.Begin(Point(1, 0));
        second.Begin(Point(1, 0));
        first.Append(Point(2, 1));
        for (uint seq = 2; seq <= 20; seq++)
            second.Append(Point(seq, seq - 1));

        budget.Trim(20_000);

        Assert.InRange(budget.Bytes, 1, 2500);
        Assert.Equal(1, first.Count);
        Assert.InRange(second.Count, 2, 8);
    }

    [Fact]
    public void After_a_new_beginning_what_was_is_there_for_delayed_readers_alone_until_its_time_is_over()
    {
        Fill(1, 2, 3);
        _history.Begin(Point(50, 0, epoch: 2, atMs: 4000));

        Assert.False(_history.TryFloor(new TopicPosition(1, 3), Horizon.Live, out _));
        Assert.Equal(new TopicPosition(2, 50), _history.Extent().Oldest.Position);
        Assert.True(_history.TryFloor(new TopicPosition(1, 3), horizonMs: 3999, out var point));
        Assert.Equal(3u, point.Position.Seq);
        Assert.Equal(2u, _history.After(new TopicPosition(1, 1), horizonMs: 2000)!.Position.Seq);
        Assert.Null(_history.After(new TopicPosition(1, 2), horizonMs: 2999)); // beyond the horizon

        _history.Append(Point(51, 50, epoch: 2, atMs: 500_000));
        _budget.Trim(500_000);

        Assert.Equal(2, _history.Count);
        Assert.Equal(CoverKind.Gone, _history.CoverAt(3999).Kind);
    }

    [Fact]
    public void A_position_is_beyond_the_horizon_where_it_came_later_in_whichever_epoch()
    {
        Fill(1, 2, 3);
        _history.Begin(Point(50, 0, epoch: 2, atMs: 4000));

        Assert.Equal(
            [false, true, true, false],
            new[] { new TopicPosition(1, 2), new(1, 3), new(2, 50), new(9, 1) }.Select(at => _history.IsBeyond(at, 2500)));
    }

    [Fact]
    public void Before_its_birth_a_stream_is_not_there_and_before_what_is_held_it_is_not_known()
    {
        _history.Begin(Point(0, 0, atMs: 5000));
        _history.Append(Point(1, 0, atMs: 5000));

        Assert.Equal(CoverKind.NotYet, _history.CoverAt(4999).Kind);
        Assert.Equal(CoverKind.Held, _history.CoverAt(5000).Kind);
    }

    [Fact]
    public void A_ring_that_grew_with_a_burst_keeps_order_while_it_shrinks_again()
    {
        Fill([.. Enumerable.Range(1, 1000).Select(seq => (uint)seq)]);

        _budget.Trim(120_000 + 990_500);

        Assert.Equal(11, _history.Count);
        for (uint seq = 991; seq <= 999; seq++)
            Assert.Equal(seq + 1, _history.After(new TopicPosition(1, seq), Horizon.Live)!.Position.Seq);
    }

    private void Fill(params uint[] sequences)
    {
        _history.Begin(Point(sequences[0], 0));
        foreach (var (previous, seq) in sequences.Zip(sequences.Skip(1)))
            _history.Append(Point(seq, previous));
    }

    private static Point<ScoreState, ScoreDelta> Point(uint seq, uint previous, uint epoch = 1, long? atMs = null) =>
        new(
            new TopicPosition(epoch, seq),
            ScoreView.Empty.Apply(new ScoreDelta { Phase = $"{seq}" }),
            previous == 0 ? null : new ScoreDelta { Phase = $"{seq}" })
        {
            Previous = previous,
            PublishedMs = atMs ?? seq * 1000,
            AtMs = atMs ?? seq * 1000,
        };
}
