using Fanout.Server.Delivery;

namespace Fanout.Server.Access;

/// <summary>Reads the lists of revoked tokens again and again, and has every connection looked at where one has changed.</summary>
internal sealed class RevocationReader(
    IReadOnlyList<Revocations> all, Shards shards, TimeProvider time, ILogger<RevocationReader> logger) : BackgroundService
{
    /// <summary>So long a token may be good after it was revoked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly HashSet<Revocations> _away = [];

    /// <summary>Before the first request is answered: a list that cannot be read yet is told, and looked for again.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAllAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (all.Count == 0)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await ReadAllAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        var changed = false;
        foreach (var one in all)
            changed |= await TryReadAsync(one, cancellationToken).ConfigureAwait(false);
        if (changed)
            shards.LookAtAll();
    }

    private async Task<bool> TryReadAsync(Revocations one, CancellationToken cancellationToken)
    {
        try
        {
            var changed = await one.ReadAsync(cancellationToken).ConfigureAwait(false);
            _away.Remove(one);
            if (changed && one.List is { } list)
                AccessLog.Revoked(logger, one.Issuer, list.TokenCount, list.SubjectCount);
            return changed;
        }
        catch (AccessUnavailableException failure)
        {
            if (_away.Add(one)) // once, and not every ten seconds
                AccessLog.ListAway(logger, one.Issuer, failure.Message);
            return false;
        }
    }
}
