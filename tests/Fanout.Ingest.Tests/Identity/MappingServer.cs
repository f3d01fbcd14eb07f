using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Identity;
using Fanout.Ingest.Identity.Editing;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Log;
using Fanout.Log.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Tests.Identity;

/// <summary>A real Kestrel on a free loopback port with what editors decide of names, and an editor of each role.</summary>
internal sealed class MappingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private MappingServer(WebApplication app, SeverableLog log)
    {
        (_app, Log) = (app, log);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public SeverableLog Log { get; }

    /// <param name="answerTimeout">How long the log is waited for.</param>
    public static async Task<MappingServer> StartAsync(TimeSpan? answerTimeout = null)
    {
        var log = new SeverableLog(new InMemoryEventLog(4, TimeProvider.System));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IEventLog>(log);
        builder.Services.AddIngest(ingest => ingest.AnswerTimeout = answerTimeout ?? ingest.AnswerTimeout).AddIdentity();
        builder.Services.AddEditors(static editors =>
        {
            foreach (var role in Enum.GetValues<EditorRole>())
                editors.Named[$"a-{role}"] = new EditorOptions { Token = TokenOf(role), Role = role.ToString() };
        });
        var app = builder.Build();
        app.UseStatusCodePages();
        app.MapMappings();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new MappingServer(app, log);
    }

    /// <summary>States a fixture of football, at 18:00 on a day of November 2026 in one cup.</summary>
    public async Task FixtureAsync(string feed, string match, string home, string away, int day = 22)
    {
        var line = $$"""
            {"id":"{{match}}-f","match":"{{match}}","at":"2026-11-22T17:00:00Z","fixture":{"sport":"football","competition":{"name":"Cup"},
            "home":{"name":"{{home}}"},"away":{"name":"{{away}}"},"start":"2026-11-{{day}}T18:00:00Z"} }
            """;
        var ingest = _app.Services.GetRequiredService<MatchIngest>();
        Assert.True((await ingest.AcceptAsync(feed, Matches.IngestHost.Events(line), TestContext.Current.CancellationToken)).Complete);
    }

    public Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string query = "", EditorRole? role = EditorRole.Viewer) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Get, $"v1/mappings{query}"), role);

    public Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string body, EditorRole? role = EditorRole.Editor) => AskAsync(
        new HttpRequestMessage(HttpMethod.Post, $"v1/mappings/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") },
        role);

    /// <summary>What one name stands for, by the list.</summary>
    public async Task<JsonElement> NameAsync(string feed, string id)
    {
        var (_, list) = await GetAsync($"?feed={feed}");
        return list.GetProperty("names").EnumerateArray().Single(name => name.GetProperty("id").GetString() == id);
    }

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
            Assert.Equal(response.StatusCode == HttpStatusCode.ServiceUnavailable, response.Headers.RetryAfter is not null);
            return (response.StatusCode, JsonDocument.Parse(text).RootElement);
        }
    }
}
