using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Delivery;

public sealed class SlackTests
{
    [Fact]
    public void An_array_is_cut_to_twice_what_was_used_once_it_has_been_far_too_large_for_a_while()
    {
        var slack = new Slack();

        Assert.Equal(0, slack.Observe(used: 2000, size: 20_000, nowMs: 0));
        Assert.Equal(0, slack.Observe(used: 10, size: 20_000, Slack.WindowMs - 1));
        Assert.Equal(4000, slack.Observe(used: 10, size: 20_000, Slack.WindowMs));
    }

    [Theory]
    [InlineData(3000, 8000)] // used often enough
    [InlineData(0, 1024)] // too small to matter
    public void Other_arrays_stay(int used, int size)
    {
        var slack = new Slack();

        for (var turn = 0; turn < 20; turn++)
            Assert.Equal(0, slack.Observe(used, size, turn * Slack.WindowMs / 2));
    }

    [Fact]
    public void A_burst_is_remembered_for_no_longer_than_the_window()
    {
        var slack = new Slack();
        slack.Observe(used: 9000, size: 20_000, nowMs: 0);

        Assert.Equal(0, slack.Observe(used: 0, size: 20_000, Slack.WindowMs));
        Assert.Equal(1024, slack.Observe(used: 0, size: 20_000, 2 * Slack.WindowMs));
    }
}
