using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Fanout.Ingest.Alarms;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Editors;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Push;
using Fanout.Ingest.Quarantine;
using Fanout.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Tests.Forwarding;

/// <summary>One of several processes with the ingest role over one log: a real Kestrel on a free loopback port.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    public const string FeedKey = "a-key-of-feed-one";
    public const string InternalKey = "the-internal-key-of-all";

    private readonly SeverableLog _log;
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private int _internalRequests;
    private bool _isStopped;

    private ClusterNode(SeverableLog log, WebApplication app, string address)
    {
        (_log, _app) = (log, app);
        _http = new HttpClient { BaseAddress = new Uri(address) };
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments("/internal", StringComparison.Ordinal))
                Interlocked.Increment(ref _internalRequests);
            return next(http);
        });
        app.MapForwarding();
        app.MapPush();
    }

    public string Address => _http.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Requests of other processes so far, refused ones too.</summary>
    public int InternalRequests => Volatile.Read(ref _internalRequests);

    public MatchIngest Ingest => _app.Services.GetRequiredService<MatchIngest>();

    public FeedDesk Feeds => _app.Services.GetRequiredService<FeedDesk>();

    public AlarmDesk Alarms => _app.Services.GetRequiredService<AlarmDesk>();

    public QuarantineDesk Quarantine => _app.Services.GetRequiredService<QuarantineDesk>();

    /// <summary>What is known of names, where the node was started to look for them.</summary>
    public Mappings Mappings => _app.Services.GetRequiredService<Mappings>();

    public FollowProgress Progress => _app.Services.GetRequiredService<FollowProgress>();

    public static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public static async Task<ClusterNode> StartAsync(
        IEventLog log, string key = InternalKey, TimeSpan? answerTimeout = null, string? address = null,
        bool identity = false,
        PolicyOptions? policy = null)
    {
        address ??= FreeAddress();
        var own = new SeverableLog(log);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IEventLog>(own).AddSingleton(TimeProvider.System);
        builder.Services.AddIngest(options => options.AnswerTimeout = answerTimeout ?? options.AnswerTimeout);
        if (identity) builder.Services.AddIdentity();
        builder.Services.AddArbitration(options =>
        {
            if (policy is not null) options.Policies.Add(policy);
        });
        builder.Services.AddForwarding(options => (options.Key, options.Url) = (key, address));
        builder.Services.AddEditors().AddQuarantine().AddFeedControl().AddAlarms();
        builder.Services.AddPush(static options => options.Keys["f1"] = [FeedKey]);
        var node = new ClusterNode(own, builder.Build(), address);
        await node._app.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>Pushes lines of feed f1; null where the node does not answer.</summary>
    public async Task<(int Status, string Body)?> TryPushAsync(params string[] lines)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/feeds/f1/events")
        {
            Content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", FeedKey) },
        };
        try
        {
            using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return ((int)response.StatusCode, body);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Begins a push of one byte, and leaves the byte to the test.</summary>
    public async Task<Socket> BeginPushAsync()
    {
        var uri = _http.BaseAddress!;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(uri.Host, uri.Port, TestContext.Current.CancellationToken);
        var head = $"POST /v1/feeds/f1/events HTTP/1.1\r\nHost: {uri.Authority}\r\nAuthorization: Bearer {FeedKey}\r\n"
            + "Content-Type: application/x-ndjson\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        // The server asks for the body: the request is under way.
        Assert.NotEqual(0, await socket.ReceiveAsync(new byte[64], TestContext.Current.CancellationToken));
        return socket;
    }

    /// <summary>Pushes lines, and expects an answer for all of them.</summary>
    public async Task<JsonElement> PushAsync(params string[] lines)
    {
        var (status, body) = await TryPushAsync(lines) ?? throw new InvalidOperationException($"{Address} is gone");
        Assert.True(status == 200, $"{status}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Posts a request as another process would.</summary>
    public async Task<HttpStatusCode> PostInternalAsync(string path, byte[] body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>As <c>kill -9</c>: nothing reaches the log any more, leases stay until they end.</summary>
    public Task KillAsync()
    {
        _log.Sever();
        return StopAsync(new CancellationToken(canceled: true));
    }

    /// <summary>As SIGTERM: leases are given back.</summary>
    public Task EndAsync() => StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _app.DisposeAsync();
        _http.Dispose();
    }

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
