using Fanout.Server.Topics;

namespace Fanout.Server.Following;

/// <summary>Calls the publisher at intervals, for what is due by the clock.</summary>
internal sealed class PublisherClock(
    Publisher publisher, TopicsMetrics topics, FollowingMetrics following, TimeProvider time) : BackgroundService
{
    // a board delta is late by this much at most
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(50);

    private const int TicksToForget = 200; // 10 s

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        topics.Begin();
        following.Begin();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TickEvery, time);
        for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false); tick++)
        {
            publisher.Tick();
            if (tick % TicksToForget == 0)
                publisher.Forget();
        }
    }
}
