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
    public void All_are_looked_at_at_once_over_several_turns_and_then_at_their_own_times()
    {
        const int crowd = Timeouts.LooksPerTurn + 2;
        for (var slot = 0; slot < crowd; slot++)
            _timeouts.Set(slot, 90_000);
        Assert.Empty(DueAt(5000));

        _timeouts.SetAll(5001);
        var first = DueAt(5001);
        _timeouts.Set(0, 9000);

        Assert.Equal(Enumerable.Range(0, Timeouts.LooksPerTurn), first);
        Assert.Equal([crowd - 2, crowd - 1], DueAt(5002));
        Assert.Empty(DueAt(8999));
        Assert.Equal([0], DueAt(9999));
    }

    [Fact]
    public void Those_that_a_sweep_has_passed_are_looked_at_behind_it()
    {
        const int crowd = Timeouts.LooksPerTurn + 1;
        for (var slot = 0; slot < crowd; slot++)
            _timeouts.Set(slot, 1000);
        Assert.Equal(Timeouts.LooksPerTurn, DueAt(1000).Count);
        for (var slot = 0; slot < Timeouts.LooksPerTurn; slot++)
            _timeouts.Set(slot, 90_000);

        _timeouts.SetAll(1001);

        Assert.Equal([crowd - 1], DueAt(1001));
        Assert.Equal(Timeouts.LooksPerTurn, DueAt(1002).Count);
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
