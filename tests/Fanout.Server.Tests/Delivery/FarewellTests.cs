using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Delivery;

public sealed class FarewellTests
{
    [Theory]
    [InlineData(0, 5_000)]
    [InlineData(19_000, 5_000)]
    [InlineData(1_000_000, 50_000)]
    [InlineData(int.MaxValue, 120_000)]
    public void Readers_return_over_the_time_that_a_node_needs_to_let_them_in(int connections, int expectedMs) =>
        Assert.Equal(expectedMs, new Farewell(connections, 20_000).ReturnMsMax);

    [Fact]
    public void Each_is_told_a_moment_of_its_own()
    {
        var farewell = new Farewell(1, 1);
        var drawn = Enumerable.Range(0, 200).Select(_ => farewell.DrawReturnMs()).ToList();
        Assert.All(drawn, moment => Assert.InRange(moment, 0u, 4_999u));
        Assert.InRange(drawn.Distinct().Count(), 100, 200);
    }
}
