using Fanout.Client.Connections;

namespace Fanout.Client.Tests.Connections;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(1000);

    [Fact]
    public void Waits_stay_below_a_limit_that_doubles_up_to_the_longest()
    {
        var limitsMs = new[] { 100, 200, 400, 800, 1000, 1000, 1000 };
        for (var run = 0; run < 200; run++)
        {
            var backoff = new Backoff(First, Longest);
            foreach (var limitMs in limitsMs)
                Assert.InRange(backoff.Next(TimeSpan.Zero).TotalMilliseconds, 0, limitMs);
        }
    }

    [Fact]
    public void What_the_server_asked_for_comes_on_top()
    {
        var backoff = new Backoff(First, Longest);
        Assert.InRange(backoff.Next(TimeSpan.FromSeconds(5)).TotalMilliseconds, 5000, 5100);
    }

    [Fact]
    public void A_connection_that_held_starts_small_again()
    {
        var backoff = new Backoff(First, Longest);
        for (var i = 0; i < 100; i++)
            backoff.Next(TimeSpan.Zero);
        backoff.Reset();
        Assert.InRange(backoff.Next(TimeSpan.Zero).TotalMilliseconds, 0, 100);
    }
}
