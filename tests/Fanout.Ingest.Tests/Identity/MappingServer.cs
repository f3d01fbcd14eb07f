using System.Net;
using System.Text.Json;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Identity;
using Fanout.Ingest.Identity.Editing;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Tests.Editors;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Identity;

/// <summary>A server with what editors decide of names.</summary>
internal sealed class MappingServer : IAsyncDisposable
{
    private readonly EditorServer _server;

    private MappingServer(EditorServer server, SeverableLog log) => (_server, Log) = (server, log);

    public SeverableLog Log { get; }

    /// <param name="answerTimeout">How long the log is waited for.</param>
    public static async Task<MappingServer> StartAsync(TimeSpan? answerTimeout = null)
    {
        var log = new SeverableLog(new InMemoryEventLog(4, TimeProvider.System));
        var server = await EditorServer.StartAsync(
            log,
            services => services.AddIngest(ingest => ingest.AnswerTimeout = answerTimeout ?? ingest.AnswerTimeout).AddIdentity(),
            static app => app.MapMappings(),
            static answer => Assert.Equal(answer.StatusCode == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null));
        return new MappingServer(server, log);
    }

    /// <summary>States a fixture of football, at 18:00 on a day of November 2026 in one cup.</summary>
    public async Task FixtureAsync(string feed, string match, string home, string away, int day = 22)
    {
        var line = $$"""
            {"id":"{{match}}-f","match":"{{match}}","at":"2026-11-22T17:00:00Z","fixture":{"sport":"football","competition":{"name":"Cup"},
            "home":{"name":"{{home}}"},"away":{"name":"{{away}}"},"start":"2026-11-{{day}}T18:00:00Z"} }
            """;
        Assert.True((await _server.Ingest.AcceptAsync(feed, Matches.IngestHost.Events(line), TestContext.Current.CancellationToken)).Complete);
    }

    public Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string query = "", EditorRole? role = EditorRole.Viewer) =>
        _server.GetAsync($"v1/mappings{query}", role);

    public Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string body, EditorRole? role = EditorRole.Editor) =>
        _server.PostAsync($"v1/mappings/{path}", body, role);

    /// <summary>What one name stands for, by the list.</summary>
    public async Task<JsonElement> NameAsync(string feed, string id)
    {
        var (_, list) = await GetAsync($"?feed={feed}");
        return list.GetProperty("names").EnumerateArray().Single(name => name.GetProperty("id").GetString() == id);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
