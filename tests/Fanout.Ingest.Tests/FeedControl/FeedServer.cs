using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Editors;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Protocol.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Tests.FeedControl;

/// <summary>
/// A real Kestrel on a free loopback port with the endpoints of feeds, an editor of each role, and a policy for football that
/// leaves a primary only because of people.
/// </summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private int _ids;

    private FeedServer(WebApplication app)
    {
        _app = app;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public MatchIngest Ingest => _app.Services.GetRequiredService<MatchIngest>();

    private IEventLog EventLog => _app.Services.GetRequiredService<IEventLog>();

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
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IEventLog>(new InMemoryEventLog(4, TimeProvider.System));
        builder.Services.AddIngest();
        builder.Services.AddArbitration(static arbitration => arbitration.Policies.Add(Policy()));
        builder.Services.AddFeeds(feeds);
        builder.Services.AddEditors(static editors =>
        {
            foreach (var role in Enum.GetValues<EditorRole>())
                editors.Named[$"a-{role}"] = new EditorOptions { Token = TokenOf(role), Role = role.ToString() };
        });
        builder.Services.AddFeedControl();
        var app = builder.Build();
        app.UseStatusCodePages();
        app.MapFeedControl();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new FeedServer(app);
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

    public Task<MatchState> StateAsync(string match) => Matches.IngestHost.StateAsync(EventLog, match);

    public Task<IReadOnlyList<Log.Entry>> EntriesAsync(string match) => Matches.IngestHost.EntriesAsync(EventLog, match);

    public Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path, EditorRole? role = EditorRole.Viewer) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Get, path), role);

    /// <param name="path">Below the matches, e.g. <c>m1/feeds/a/pin</c>.</param>
    /// <param name="body">JSON.</param>
    /// <param name="role">Null: without a token.</param>
    public Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string body, EditorRole? role = EditorRole.Editor) =>
        AskAsync(
            new HttpRequestMessage(HttpMethod.Post, $"v1/matches/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            role);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static string TokenOf(EditorRole role) => $"the-token-of-a-{role}";

    private async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(HttpRequestMessage request, EditorRole? role)
    {
        using (request)
        {
            if (role is { } known) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(known));
            using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var type = response.IsSuccessStatusCode ? "application/json" : "application/problem+json";
            Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
            return (response.StatusCode, JsonDocument.Parse(text).RootElement);
        }
    }
}
