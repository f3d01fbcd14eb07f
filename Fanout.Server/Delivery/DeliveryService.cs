using Fanout.Server.Transport.EventLoops;

namespace Fanout.Server.Delivery;

/// <summary>Runs the shards while the host runs: on event loops where there are any, otherwise on threads of their own.</summary>
internal sealed class DeliveryService(
    Shards shards, DeliveryMetrics metrics, DeliveryOptions options, TimeProvider time, IEnumerable<EventLoops> loops)
    : IHostedService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private IReadOnlyList<IDisposable> _drivers = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Begin();
        if (OperatingSystem.IsLinux() && loops.SingleOrDefault() is { } driver)
        {
            driver.Start();
            _drivers = [driver];
        }
        else
        {
            _drivers = [.. shards.All.Select(static shard => new ShardThread(shard))];
        }
        return Task.CompletedTask;
    }

    /// <summary>
    /// Ends once every connection has: they have been told goodbye, and have as long as a close frame may take.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var patience = options.CloseTimeout;
        for (var begun = time.GetTimestamp();
            shards.ConnectionCount > 0 && time.GetElapsedTime(begun) < patience && !cancellationToken.IsCancellationRequested;)
        {
            await Task.Delay(LookEvery, time, CancellationToken.None).ConfigureAwait(false);
        }
        foreach (var driver in _drivers)
            driver.Dispose();
    }
}
