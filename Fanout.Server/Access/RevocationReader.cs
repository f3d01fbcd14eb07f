using Fanout.Server.Delivery;

namespace Fanout.Server.Access;

/// <summary>Reads the lists of revoked tokens again and again, and has every connection looked at as soon as one has changed.</summary>
/// <remarks>Each list for itself: how fast a token is taken back is not for other issuers to say, whose place may be slow.</remarks>
internal sealed class RevocationReader(
    IReadOnlyList<Revocations> all, Shards shards, TimeProvider time, ILogger<RevocationReader> logger) : BackgroundService
{
    /// <summary>So long a token may be good after it was revoked, and as long as its list takes to come.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Following[] _all = [.. all.Select(static one => new Following(one))];

    /// <summary>Before the first request is answered: a list that cannot be read yet is told, and looked for again.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_all.Select(one => ReadAsync(one, cancellationToken))).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_all.Select(one => FollowAsync(one, stoppingToken)));

    private async Task FollowAsync(Following one, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await ReadAsync(one, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task ReadAsync(Following one, CancellationToken cancellationToken)
    {
        try
        {
            var changed = await one.Revocations.ReadAsync(cancellationToken).ConfigureAwait(false);
            one.IsAway = false;
            if (!changed)
                return;
            if (one.Revocations.List is { } list)
                AccessLog.Revoked(logger, one.Revocations.Issuer, list.TokenCount, list.SubjectCount);
            shards.LookAtAll();
        }
        catch (AccessUnavailableException failure)
        {
            if (!one.IsAway) // once, and not every ten seconds
                AccessLog.ListAway(logger, one.Revocations.Issuer, failure.Message);
            one.IsAway = true;
        }
    }

    private sealed class Following(Revocations revocations)
    {
        public Revocations Revocations => revocations;

        /// <summary>Whether it could not be read last, which was told.</summary>
        public bool IsAway { get; set; }
    }
}
