using Fanout.Ingest.Adapters;
using Fanout.Ingest.Matches;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Feeds;

/// <summary>Runs the configured feeds for as long as the host runs, those that one process alone may run where it is this one.</summary>
internal sealed class FeedService : BackgroundService
{
    /// <summary>As often as leases are looked at.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly MatchIngest _ingest;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<Kept> _feeds = [];

    public FeedService(
        IOptions<FeedsOptions> options, IEnumerable<IFeedTransport> transports, MatchIngest ingest, FeedFormats formats,
        FeedMetrics metrics, TimeProvider time, ILogger<FeedService> logger)
    {
        (_ingest, _time, _logger) = (ingest, time, logger);
        foreach (var (name, feed) in options.Value.Named)
        {
            var transport = transports.First(transport => transport.Name == feed.Transport);
            var context = new FeedContext(name, feed, ingest, formats, metrics.Of(name), time, logger);
            _feeds.Add(new Kept(name, transport, transport.Create(context), context.Counts));
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_feeds.Select(
        feed => Task.Run(() => KeepAsync(feed, stoppingToken), CancellationToken.None)));

    private async Task KeepAsync(Kept feed, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await UntilAsync(() => !feed.Transport.IsExclusive || _ingest.Places.Holds(feed.Name), stop).ConfigureAwait(false);
                FeedsLog.Started(_logger, feed.Name, feed.Transport.Name);
                feed.Counts.Began();
                await RunWhileHoldingAsync(feed, stop).ConfigureAwait(false);
                feed.Counts.Ended();
                stop.ThrowIfCancellationRequested();
                FeedsLog.Moved(_logger, feed.Name);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>
    /// For a moment two processes may run it, while a lease changes hands: then both send the same events, and the log has each
    /// once.
    /// </summary>
    private async Task RunWhileHoldingAsync(Kept feed, CancellationToken stop)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = feed.Feed.RunAsync(lost.Token);
        if (feed.Transport.IsExclusive)
        {
            var leaving = UntilAsync(() => !_ingest.Places.Holds(feed.Name), lost.Token);
            await Task.WhenAny(running, leaving).ConfigureAwait(false);
            await lost.CancelAsync().ConfigureAwait(false);
        }
        await running.ConfigureAwait(false);
    }

    private async Task UntilAsync(Func<bool> holds, CancellationToken stop)
    {
        while (!holds()) await Task.Delay(LookEvery, _time, stop).ConfigureAwait(false);
    }

    private sealed record Kept(string Name, IFeedTransport Transport, IFeed Feed, FeedCounts Counts);
}
