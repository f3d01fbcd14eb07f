using System.Diagnostics.Metrics;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Adapters.Canonical;
using Fanout.Ingest.Adapters.OpenFootball;
using Fanout.Ingest.Adapters.Wyscout;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.Tests;
using Fanout.Protocol.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Tests.Feeds;

/// <summary>One life of a process that fetches a feed into a log that outlives it.</summary>
internal sealed class FeedHost : IAsyncDisposable
{
    public const string Feed = "feed-one";

    private readonly SeverableLog _log;
    private readonly WebApplication _app;
    private readonly TestMeters _meters = new();
    private bool _isStopped;

    private FeedHost(IEventLog log, FeedOptions feed, string? sharedAs)
    {
        _log = new SeverableLog(log);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(sharedAs ?? "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IMeterFactory>(_meters);
        builder.Services.AddSingleton<IEventLog>(_log).AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new FeedFormats(new CanonicalFormat(), new OpenFootballFormat(), new WyscoutFormat(), new TallyFormat()));
        builder.Services.AddIngest(static options => options.AnswerTimeout = TimeSpan.FromSeconds(1));
        if (sharedAs is not null)
            builder.Services.AddForwarding(options => (options.Key, options.Url) = (ClusterNode.InternalKey, sharedAs));
        builder.Services.AddFeeds(options => options.Named[Feed] = feed);
        _app = builder.Build();
        _app.MapForwarding();
        Retries = _meters.Read("fanout.feeds.retries");
        PutAside = _meters.Read("fanout.feeds.poison");
    }

    public MatchIngest Ingest => _app.Services.GetRequiredService<MatchIngest>();

    public IServiceProvider Services => _app.Services;

    public TestMeters.Reading Retries { get; }

    public TestMeters.Reading PutAside { get; }

    public FeedMemory Memory => Ingest.Places.MemoryOf(Feed) ?? new FeedMemory();

    /// <param name="log">The log.</param>
    /// <param name="feed">The one feed.</param>
    /// <param name="sharedAs">Address of this process among those that share the log; null: the log is its own.</param>
    public static async Task<FeedHost> StartAsync(IEventLog log, FeedOptions feed, string? sharedAs = null)
    {
        var host = new FeedHost(log, feed, sharedAs);
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>A gauge's value now; null: none.</summary>
    public double? Observe(string instrument)
    {
        using var reading = _meters.Read(instrument);
        return reading.Observe();
    }

    /// <summary>As <c>kill -9</c>: from now on nothing reaches the log, and leases stay until they end.</summary>
    public Task KillAsync()
    {
        _log.Sever();
        return StopAsync(new CancellationToken(canceled: true));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Retries.Dispose();
        PutAside.Dispose();
        await _app.DisposeAsync();
        _meters.Dispose();
    }

    /// <summary>Waits until the match stands so in the log.</summary>
    public static Task UntilAsync(IEventLog log, string match, Func<MatchState, bool> holds) =>
        IngestHost.EventuallyAsync(async () => holds(await IngestHost.StateAsync(log, match)));

    /// <summary>Ids of the events that the log took for a match, in its order.</summary>
    public static async Task<IReadOnlyList<string>> EventsAsync(IEventLog log, string match) =>
        [.. (await IngestHost.EntriesAsync(log, match)).Where(static entry => entry.Key.StartsWith("feed/", StringComparison.Ordinal))
            .Select(static entry => entry.Key[$"feed/{Feed}/".Length..])];

    private async Task StopAsync(CancellationToken patience)
    {
        if (_isStopped) return;
        _isStopped = true;
        try
        {
            await _app.StopAsync(patience);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
        }
    }
}
