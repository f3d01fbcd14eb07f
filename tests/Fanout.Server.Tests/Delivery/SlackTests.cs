using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Delivery;

public sealed class SlackTests
{
    [Fact]
    public void An_array_is_cut_to_twice_what_was_used_once_it_has_been_far_too_large_for_a_while()
    {
        var slack = new Slack();

        Assert.Equal(0, Observe(ref slack, turns: 255, used: 2000, size: 20_000));
        Assert.Equal(4000, slack.Observe(used: 10, size: 20_000));
    }

    [Theory]
    [InlineData(3000, 8000)] // used often enough
    [InlineData(0, 1024)] // too small to matter
    public void Other_arrays_stay(int used, int size)
    {
        var slack = new Slack();

        Assert.Equal(0, Observe(ref slack, turns: 1000, used, size));
    }

    private static int Observe(ref Slack slack, int turns, int used, int size)
    {
        var fit = 0;
        for (var turn = 0; turn < turns; turn++)
            fit = Math.Max(fit, slack.Observe(used, size));
        return fit;
    }
}
