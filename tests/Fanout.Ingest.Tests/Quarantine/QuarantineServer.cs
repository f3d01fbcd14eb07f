using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Quarantine;
using Fanout.Log;
using Fanout.Log.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Tests.Quarantine;

/// <summary>A real Kestrel on a free loopback port with the quarantine, and an editor of each role.</summary>
internal sealed class QuarantineServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private QuarantineServer(WebApplication app)
    {
        _app = app;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public IEventLog Log => _app.Services.GetRequiredService<IEventLog>();

    public MatchIngest Ingest => _app.Services.GetRequiredService<MatchIngest>();

    public static string TokenOf(EditorRole role) => $"the-token-of-a-{role}";

    public static async Task<QuarantineServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IEventLog>(new InMemoryEventLog(4, TimeProvider.System));
        builder.Services.AddIngest();
        builder.Services.AddEditors(static editors =>
        {
            foreach (var role in Enum.GetValues<EditorRole>())
                editors.Named[$"a-{role}"] = new EditorOptions { Token = TokenOf(role), Role = role.ToString() };
        });
        builder.Services.AddQuarantine();
        var app = builder.Build();
        app.UseStatusCodePages();
        app.MapQuarantine();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new QuarantineServer(app);
    }

    /// <summary>Sends lines of the push contract; returns what became of them.</summary>
    public async Task<IReadOnlyList<EventAnswer>> SendAsync(params string[] lines)
    {
        var result = await Ingest.AcceptAsync("f1", Matches.IngestHost.Events(lines), TestContext.Current.CancellationToken);
        Assert.True(result.Complete);
        return result.Answers;
    }

    public Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path, EditorRole? role = EditorRole.Viewer) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Get, $"v1/quarantine{path}"), role);

    public Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        string path, string body, EditorRole? role = EditorRole.Senior, string? requestId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"v1/quarantine/{path}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (requestId is not null) request.Headers.Add("Idempotency-Key", requestId);
        return AskAsync(request, role);
    }

    /// <summary>Id of the one thing that is put aside.</summary>
    public async Task<string> OnlyIdAsync()
    {
        var (_, list) = await GetAsync("");
        return Assert.Single(list.GetProperty("held").EnumerateArray()).GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

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
