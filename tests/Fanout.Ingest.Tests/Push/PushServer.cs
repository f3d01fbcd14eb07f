using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Push;
using Fanout.Ingest.Push.Signing;
using Fanout.Log;
using Fanout.Log.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Tests.Push;

/// <summary>A real Kestrel on a free loopback port, with nothing but the push.</summary>
internal sealed class PushServer : IAsyncDisposable
{
    public const string Key = "a-key-of-feed-one";
    public const string OtherKey = "a-key-of-feed-two";

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private PushServer(WebApplication app)
    {
        _app = app;
        var address =
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _http = new HttpClient { BaseAddress = new Uri(address) };
        Address = address;
    }

    /// <summary>Where it listens, without a slash at its end.</summary>
    public string Address { get; }

    public IEventLog Log => _app.Services.GetRequiredService<IEventLog>();

    /// <summary>How far the readers of this process are; nobody reads until a test says so.</summary>
    public FollowProgress Progress => _app.Services.GetRequiredService<FollowProgress>();

    public static async Task<PushServer> StartAsync(
        Action<IngestOptions>? configure = null, IEventLog? log = null, TimeProvider? time = null,
        Action<PushOptions>? push = null, TimeProvider? signingTime = null, int rememberedMax = 1_000,
        SignedCount? countSigned = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(log ?? new InMemoryEventLog(4, TimeProvider.System));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddIngest(configure);
        builder.Services.AddPush(options =>
        {
            options.Keys["f1"] = [Key];
            options.Keys["f2"] = [OtherKey];
            push?.Invoke(options);
        });
        if (signingTime is not null)
        {
            builder.Services.AddSingleton(provider =>
                new RequestSignatures(provider.GetRequiredService<IOptions<PushOptions>>(), signingTime, rememberedMax));
        }
        var app = builder.Build();
        app.MapPush(countSigned);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PushServer(app);
    }

    /// <summary>Posts lines, or an array, of feed f1 with its key.</summary>
    public Task<HttpResponseMessage> PostAsync(string body, string type = "application/x-ndjson", string feed = "f1", string? key = Key) =>
        PostAsync(new StringContent(body, Encoding.UTF8), type, feed, key);

    public async Task<HttpResponseMessage> PostAsync(
        HttpContent content, string type, string feed = "f1", string? key = Key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/feeds/{Uri.EscapeDataString(feed)}/events") { Content = content };
        content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        _http.SendAsync(request, TestContext.Current.CancellationToken);

    /// <summary>The answer's text, after a 200.</summary>
    public async Task<string> AnswerAsync(string body, string type = "application/x-ndjson")
    {
        using var response = await PostAsync(body, type);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }

    /// <summary>
    /// The problem of an answer: its status twice, as the header and the document say it, and the detail.
    /// </summary>
    public static async Task<(int Status, string Detail)> ProblemAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((int)response.StatusCode, problem.RootElement.GetProperty("status").GetInt32());
        return ((int)response.StatusCode, problem.RootElement.GetProperty("detail").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
