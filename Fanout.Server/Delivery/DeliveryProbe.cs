namespace Fanout.Server.Delivery;

/// <summary>Sees, again and again, that each loop still delivers: before it was seen once, no reader is sent here.</summary>
/// <remarks>
/// The shards run on threads of their own, apart from the web server that answers <c>/readyz</c>: one that has ended, or
/// stands still, would otherwise keep its readers waiting in a process that calls itself ready.
/// </remarks>
internal sealed class DeliveryProbe(Shards shards, DeliveryOptions options, TimeProvider time) : BackgroundService
{
    private readonly ShardProbe[] _probes = [.. shards.All.Select(shard => new ShardProbe(shard, time))];

    /// <summary>Why no reader should be sent here, for people; null where every loop delivers.</summary>
    public string? Reason
    {
        get
        {
            foreach (var probe in _probes)
            {
                var age = probe.Age;
                if (age > options.ProbeTimeout)
                    return $"loop {probe.Shard} has not delivered its probe for {age.TotalSeconds:0.0} s";
                if (!probe.CameBack)
                    return $"loop {probe.Shard} has not delivered a probe yet";
            }
            return null;
        }
    }

    /// <summary>How long the slowest of the probes that are under way has been.</summary>
    public TimeSpan Age => _probes.Max(static probe => probe.Age);

    /// <summary>A probe to each loop that has brought back the last one.</summary>
    public void Send()
    {
        foreach (var probe in _probes)
            probe.Send();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ProbeInterval, time);
        do
        {
            Send();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
