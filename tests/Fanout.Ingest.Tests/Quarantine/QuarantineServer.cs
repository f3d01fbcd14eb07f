using System.Net;
using System.Text.Json;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Quarantine;
using Fanout.Ingest.Tests.Editors;
using Fanout.Log;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Quarantine;

/// <summary>A server with the quarantine.</summary>
internal sealed class QuarantineServer : IAsyncDisposable
{
    private readonly EditorServer _server;

    private QuarantineServer(EditorServer server, IEventLog log) => (_server, Log) = (server, log);

    public IEventLog Log { get; }

    public MatchIngest Ingest => _server.Ingest;

    public static async Task<QuarantineServer> StartAsync()
    {
        var log = new InMemoryEventLog(4, TimeProvider.System);
        var server = await EditorServer.StartAsync(
            log, static services => services.AddIngest().AddQuarantine(), static app => app.MapQuarantine());
        return new QuarantineServer(server, log);
    }

    /// <summary>Sends lines of the push contract; returns what became of them.</summary>
    public async Task<IReadOnlyList<EventAnswer>> SendAsync(params string[] lines)
    {
        var result = await Ingest.AcceptAsync("f1", Matches.IngestHost.Events(lines), TestContext.Current.CancellationToken);
        Assert.True(result.Complete);
        return result.Answers;
    }

    public Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path, EditorRole? role = EditorRole.Viewer) =>
        _server.GetAsync($"v1/quarantine{path}", role);

    public Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        string path, string body, EditorRole? role = EditorRole.Senior, string? requestId = null) =>
        _server.PostAsync($"v1/quarantine/{path}", body, role, requestId);

    /// <summary>Id of the one thing that is put aside.</summary>
    public async Task<string> OnlyIdAsync()
    {
        var (_, list) = await GetAsync("");
        return Assert.Single(list.GetProperty("held").EnumerateArray()).GetProperty("id").GetString()!;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
