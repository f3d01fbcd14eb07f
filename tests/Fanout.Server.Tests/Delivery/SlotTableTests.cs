using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Delivery;

public sealed class SlotTableTests
{
    private readonly SlotTable<string> _table = new();

    [Fact]
    public void A_number_stays_with_its_thing_however_many_come_after_it()
    {
        var slots = Enumerable.Range(0, 2000).Select(item => _table.Add($"{item}")).ToList();

        Assert.Equal(Enumerable.Range(0, 2000).Select(item => $"{item}"), slots.Select(slot => _table[slot]));
        Assert.Equal((2000, 2000), (_table.Count, _table.End));
    }

    [Fact]
    public void The_number_of_what_was_removed_is_given_out_again()
    {
        var first = _table.Add("first");
        _table.Add("second");

        _table.Remove(first);

        Assert.Null(_table.Find(first));
        Assert.Equal(1, _table.Count);
        Assert.Equal(first, _table.Add("third"));
        Assert.Equal(2, _table.End);
    }
}
