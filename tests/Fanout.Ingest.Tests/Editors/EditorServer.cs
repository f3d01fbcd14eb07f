using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Matches;
using Fanout.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Tests.Editors;

/// <summary>A real Kestrel on a free loopback port with what editors may ask for, and an editor of each role.</summary>
internal sealed class EditorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly Action<HttpResponseMessage>? _check;

    private EditorServer(WebApplication app, Action<HttpResponseMessage>? check)
    {
        (_app, _check) = (app, check);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public MatchIngest Ingest => _app.Services.GetRequiredService<MatchIngest>();

    /// <param name="log">What is written to.</param>
    /// <param name="add">What is asked for, and what that needs.</param>
    /// <param name="map">Where it is asked for.</param>
    /// <param name="check">What holds for every answer.</param>
    public static async Task<EditorServer> StartAsync(
        IEventLog log, Action<IServiceCollection> add, Action<WebApplication> map, Action<HttpResponseMessage>? check = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(log);
        add(builder.Services);
        builder.Services.AddEditors(static editors =>
        {
            foreach (var role in Enum.GetValues<EditorRole>())
            {
                var editor = new EditorOptions { Token = TokenOf(role), Role = role.ToString(), Mfa = role == EditorRole.Admin };
                editors.Named[$"a-{role}"] = editor;
            }
        });
        var app = builder.Build();
        app.UseStatusCodePages();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new EditorServer(app, check);
    }

    public Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path, EditorRole? role) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Get, path), role);

    /// <param name="path">Of what is ordered.</param>
    /// <param name="body">JSON.</param>
    /// <param name="role">Null: without a token.</param>
    /// <param name="requestId">Idempotency-Key; null: none.</param>
    /// <param name="ifMatch">If-Match; null: none.</param>
    public Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        string path, string body, EditorRole? role, string? requestId = null, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (requestId is not null) request.Headers.Add("Idempotency-Key", requestId);
        if (ifMatch is not null) request.Headers.Add("If-Match", ifMatch);
        return AskAsync(request, role);
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
            _check?.Invoke(response);
            return (response.StatusCode, JsonDocument.Parse(text).RootElement);
        }
    }
}
