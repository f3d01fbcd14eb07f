using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

public sealed class FollowProgressTests
{
    private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Nobody_waits_where_nobody_follows()
    {
        var progress = new FollowProgress(_time);
        Assert.True(progress.WaitAsync(3, 7, AtMost, Cancel).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Waits_until_the_partition_shows_the_sequence_and_no_other_does()
    {
        var progress = new FollowProgress(_time);
        progress.Begin(2);
        Task<bool> waiting = progress.WaitAsync(1, 7, AtMost, Cancel).AsTask();
        progress.Show(0, 9);
        progress.Show(1, 6);
        Assert.False(waiting.IsCompleted);

        progress.Show(1, 8);

        Assert.True(await waiting);
        Assert.True(progress.WaitAsync(1, 8, AtMost, Cancel).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Gives_up_after_so_long()
    {
        var progress = new FollowProgress(_time);
        progress.Begin(1);
        Task<bool> waiting = progress.WaitAsync(0, 1, AtMost, Cancel).AsTask();

        _time.Advance(AtMost);

        Assert.False(await waiting);
    }

    [Fact]
    public async Task What_was_rewound_is_waited_for_again()
    {
        var progress = new FollowProgress(_time);
        progress.Begin(1);
        progress.Show(0, 5);
        progress.Show(0, 3);
        Task<bool> waiting = progress.WaitAsync(0, 4, AtMost, Cancel).AsTask();
        Assert.False(waiting.IsCompleted);

        progress.Show(0, 4);

        Assert.True(await waiting);
    }
}
