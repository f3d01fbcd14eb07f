using System.Globalization;
using System.Net;
using System.Text.Json;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Editors;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Editors;
using Fanout.Log.InMemory;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.FeedControl;

/// <summary>
/// A server with the endpoints of feeds, and a policy for football that
/// leaves a primary only because of people.
/// </summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly EditorServer _server;
    private readonly InMemoryEventLog _log;
    private int _ids;

    private FeedServer(EditorServer server, InMemoryEventLog log) => (_server, _log) = (server, log);

    public MatchIngest Ingest => _server.Ingest;

    /// <summary>Feeds <c>a</c> (authoritative), <c>b</c>, and <c>c</c> (fast), in this order.</summary>
    public static PolicyOptions Policy()
    {
        var hour = TimeSpan.FromHours(1);
        var policy = new PolicyOptions
        {
            Sport = "football",
            Silence = hour,
            HoldOff = hour,
            Lag = TimeSpan.Zero,
            Divergence = TimeSpan.Zero,
            Confirmation = TimeSpan.FromMinutes(10),
        };
        policy.Feeds.Add(new PolicyFeedOptions { Name = "a", Authoritative = true });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "b" });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "c", Fast = true });
        return policy;
    }

    public static async Task<FeedServer> StartAsync(Action<FeedsOptions>? feeds = null)
    {
        var log = new InMemoryEventLog(4, TimeProvider.System);
        var server = await EditorServer.StartAsync(
            log,
            services =>
            {
                services.AddIngest();
                services.AddArbitration(static arbitration => arbitration.Policies.Add(Policy()));
                services.AddFeeds(feeds);
                services.AddFeedControl();
            },
            static app => app.MapFeedControl());
        return new FeedServer(server, log);
    }

    /// <summary>A match that is LIVE at 0:0 by the word of each of these feeds.</summary>
    public async Task KickOffAsync(string match, string sport, params string[] feeds)
    {
        foreach (var feed in feeds)
        {
            await SayAsync(feed, match, $$""" "fixture":{"sport":"{{sport}}"} """);
            await SayAsync(feed, match, """ "status":{"status":"LIVE"},"score":{"home":0,"away":0} """);
        }
    }

    public async Task SayAsync(string feed, string match, string kinds)
    {
        var at = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture); // what is older than the time to confirm it is no news
        var line = $$"""{"id":"e{{++_ids}}","match":"{{match}}","at":"{{at}}",{{kinds}}}""";
        var result = await Ingest.AcceptAsync(feed, Matches.IngestHost.Events(line), TestContext.Current.CancellationToken);
        Assert.Equal([Outcome.Accepted], result.Answers.Select(static answer => answer.Outcome));
    }

    public Task<MatchState> StateAsync(string match) => Matches.IngestHost.StateAsync(_log, match);

    public Task<IReadOnlyList<Log.Entry>> EntriesAsync(string match) => Matches.IngestHost.EntriesAsync(_log, match);

    public Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path, EditorRole? role = EditorRole.Viewer) =>
        _server.GetAsync(path, role);

    /// <param name="path">Below the matches, e.g. <c>m1/feeds/a/pin</c>.</param>
    /// <param name="body">JSON.</param>
    /// <param name="role">Null: without a token.</param>
    public Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string body, EditorRole? role = EditorRole.Editor) =>
        _server.PostAsync($"v1/matches/{path}", body, role);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
