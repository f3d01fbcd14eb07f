namespace Fanout.Server.Delivery;

/// <summary>Runs the shards while the host runs.</summary>
internal sealed class DeliveryService(Shards shards, DeliveryMetrics metrics) : IHostedService
{
    private ShardThread[] _threads = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Begin();
        _threads = [.. shards.All.Select(static shard => new ShardThread(shard))];
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var thread in _threads)
            thread.Dispose();
        return Task.CompletedTask;
    }
}
