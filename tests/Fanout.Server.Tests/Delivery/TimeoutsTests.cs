using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Delivery;

public sealed class TimeoutsTests
{
    private readonly Timeouts _timeouts = new();

    [Fact]
    public void A_slot_is_looked_at_once_its_time_has_come_and_then_no_more()
    {
        _timeouts.Set(0, 5000);
        _timeouts.Set(1, 3000);

        Assert.Empty(DueAt(2000));
        Assert.Equal([1], DueAt(3000));
        Assert.Equal([0], DueAt(5000));
        Assert.Empty(DueAt(900_000));
    }

    [Fact]
    public void The_earlier_of_two_times_holds()
    {
        _timeouts.Set(0, 5000);
        _timeouts.NotLater(0, 9000);
        _timeouts.Set(1, 5000);
        _timeouts.NotLater(1, 2000);

        Assert.Equal([1], DueAt(2000));
        Assert.Equal([0], DueAt(5000));
    }

    [Fact]
    public void A_crowd_whose_time_has_come_at_once_is_looked_at_over_several_turns()
    {
        const int crowd = (2 * Timeouts.LooksPerTurn) + 1;
        for (var slot = 0; slot < crowd; slot++)
            _timeouts.Set(slot, 1000);

        var counts = new[] { DueAt(1000).Count, DueAt(1001).Count, DueAt(1002).Count };

        Assert.Equal([Timeouts.LooksPerTurn, Timeouts.LooksPerTurn, 1], counts);
        Assert.False(_timeouts.Waiting);
    }

    [Fact]
    public void Times_are_right_when_their_lower_half_overflows()
    {
        const long before = uint.MaxValue - 100L;
        _timeouts.Set(0, before + 1000);

        Assert.Empty(DueAt(before));
        Assert.Equal([0], DueAt(before + 1000));
    }

    private List<int> DueAt(long nowMs)
    {
        var due = new List<int>();
        _timeouts.Begin(nowMs);
        while (_timeouts.TryTake(nowMs, out var slot))
            due.Add(slot);
        return due;
    }
}
