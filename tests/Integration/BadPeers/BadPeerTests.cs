using System.Net;
using System.Net.Sockets;
using System.Text;
using Fanout.Client;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.BadPeers;

/// <summary>Whatever one peer does, it gets a clear answer, and everyone else is undisturbed.</summary>
public sealed class BadPeerTests : IAsyncLifetime
{
    private ServerProcess _server = null!;
    private TestFeed _feed = null!;
    private FanoutClient _bystander = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync("--dev");
        _feed = new TestFeed(_server);
        await _feed.AcceptedAsync(TestFeed.Fixture("m1"));
        _bystander = new FanoutClient(new FanoutClientOptions { Server = _server.Address });
    }

    public async ValueTask DisposeAsync()
    {
        await _bystander.DisposeAsync();
        _feed.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(new byte[] { 0xF2, 0x80, 0, 0, 0, 0 }, 1002)]             // reserved bits
    [InlineData(new byte[] { 0x83, 0x80, 0, 0, 0, 0 }, 1002)]             // reserved opcode
    [InlineData(new byte[] { 0x82, 0x00 }, 1002)]                         // not masked
    [InlineData(new byte[] { 0x89, 0xFE, 0, 126, 0, 0, 0, 0 }, 1002)]     // a ping of 126 bytes
    [InlineData(new byte[] { 0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0 }, 1009)] // oversized
    [InlineData(new byte[] { 0x82, 0x83, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF }, 4503)] // no protobuf
    public async Task Malformed_bytes_get_a_close_code(byte[] bytes, int closeCode)
    {
        using var match = _bystander.Match("m1");
        await match.WaitForAsync(static _ => true, TestContext.Current.CancellationToken);
        using var raw = await RawSocket.ConnectAsync(_server);
        await raw.SendAsync(bytes);
        Assert.Equal(closeCode, await raw.CloseCodeAsync());
        await UndisturbedAsync(match);
    }

    [Theory]
    [InlineData("match/nope", "NOT_FOUND")]
    [InlineData("weather/today", "INVALID")]
    [InlineData("match/with space", "INVALID")]
    [InlineData("", "INVALID")]
    public async Task Unknown_topics_get_an_error_and_the_connection_stays(string topic, string code)
    {
        using var socket = await JsonSocket.ConnectAsync(_server);
        await socket.SendAsync($$$"""{"subscribe":{"ref":3,"topics":[{"topic":"{{{topic}}}"},{"topic":"match/m1"}]}}""");
        var error = await socket.ReceiveAsync("error");
        Assert.Equal(3, error.GetProperty("ref").GetInt32());
        Assert.Equal(topic, error.GetProperty("topic").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEqual("", error.GetProperty("message").GetString());
        Assert.Equal("m1", (await socket.ReceiveAsync("snapshot")).GetProperty("match").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Text_that_is_not_JSON_closes_4503()
    {
        using var socket = await JsonSocket.ConnectAsync(_server);
        await socket.SendAsync("{oops");
        Assert.Equal(4503, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task A_peer_that_vanishes_mid_frame_disturbs_nobody()
    {
        using var match = _bystander.Match("m1");
        await match.WaitForAsync(static _ => true, TestContext.Current.CancellationToken);
        for (var i = 0; i < 50; i++)
        {
            using var raw = await RawSocket.ConnectAsync(_server);
            await raw.SendAsync(new byte[] { 0x82, 0xFE, 0x01 });
        }
        await UndisturbedAsync(match);
    }

    [Theory]
    [InlineData("GET", null, null, HttpStatusCode.UpgradeRequired)]
    [InlineData("GET", "12", "dGhlIHNhbXBsZSBub25jZQ==", HttpStatusCode.UpgradeRequired)]
    [InlineData("GET", "13", "short", HttpStatusCode.BadRequest)]
    public async Task A_handshake_that_is_none_is_refused(string method, string? version, string? key, HttpStatusCode status)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_server.Address, "v1/stream"));
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", version);
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", key);
        }
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("v1/matches?cursor=%25")]
    [InlineData("v1/matches?cursor=AAAA")]
    [InlineData("v1/matches?limit=501")]
    [InlineData("v1/matches?status=PLAYING")]
    [InlineData("v1/matches?day=22.11.2026")]
    [InlineData("v1/matches/m1?delaySeconds=121")]
    [InlineData("v1/matches/m1?delaySeconds=half")]
    [InlineData("v1/matches/m1/log?after=here")]
    [InlineData("v1/events")]
    [InlineData("v1/events?topic=match/m1&delay=121")]
    public async Task A_query_that_cannot_be_is_a_bad_request_that_says_why(string query)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(_server.Address, query), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("detail", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_that_is_given_up_at_once_leaves_its_client_well()
    {
        using (_bystander.Events("m1"))
        {
            // Given up before the server can have answered.
        }
        using (_bystander.Score("nope"))
        {
            // Refused, or given up before.
        }
        using var match = _bystander.Match("m1");
        await match.WaitForAsync(static _ => true, TestContext.Current.CancellationToken);
        await UndisturbedAsync(match);
    }

    [Fact]
    public async Task A_push_above_a_mebibyte_is_refused_whole()
    {
        var line = $$$"""{"id":"big","match":"m1","at":"2026-11-22T18:00:00Z","incident":{"id":"i","type":"comment","text":"{{{new string('x', 1_100_000)}}}"}}""";
        var (status, _) = await _feed.PushAsync(line);
        Assert.Equal(413, status);
    }

    [Fact]
    public async Task A_push_whose_body_is_broken_is_a_bad_request_and_no_failure_of_ours()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_server.Address.Host, _server.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/feeds/test/events HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nAuthorization: Bearer {ServerProcess.FeedKey}\r\n"
                + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nno size\r\n"),
            TestContext.Current.CancellationToken);

        using var answer = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 400 Bad Request", await answer.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain("unhandled exception", _server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_feed_key_is_refused()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, "v1/feeds/test/events"))
        {
            Content = new StringContent("", Encoding.UTF8, "application/x-ndjson"),
        };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", "wrong");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task UndisturbedAsync(Fanout.Client.Subscriptions.StateSubscription<Fanout.Protocol.Messages.MatchState, Fanout.Protocol.Messages.MatchDelta> match)
    {
        await _feed.AcceptedAsync("""{"id":"after","match":"m1","at":"2026-11-22T18:00:00Z","score":{"home":1,"away":0}}""");
        await match.WaitForAsync(static update => update.State.Head.Score?.Home == 1, TestContext.Current.CancellationToken);
        Assert.True(_bystander.IsConnected);
        Assert.Equal(0, match.ResyncCount);
    }
}
