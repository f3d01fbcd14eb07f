using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Http;

/// <summary>Whatever is asked for that cannot be, the answer is a problem document that says what was asked (RFC 9457).</summary>
public sealed class RefusalTests(RefusalTests.Served served) : IClassFixture<RefusalTests.Served>
{
    [Theory]
    [InlineData("GET", "/v1", 404, "", "/v1:")]
    [InlineData("GET", "/v1/nope", 404, "", "/v1/nope:")]
    [InlineData("POST", "/v1/nope", 404, "", "/v1/nope:")]
    [InlineData("GET", "/nope", 404, "", "/nope:")]
    [InlineData("GET", "/v1/matches/nope", 404, "", "\"nope\"")]
    [InlineData("GET", "/v1/matches/no%20pe", 404, "", "\"no pe\"")]
    [InlineData("GET", "/v1/matches/nope/log", 404, "", "\"nope\"")]
    [InlineData("GET", "/v1/boards/nope", 404, "", "nope")]
    [InlineData("GET", "/v1/boards/day/today", 404, "", "today")]
    [InlineData("GET", "/v1/matches?limit=many", 400, "", "limit: \"many\" is not a number from 1 to 500")]
    [InlineData("GET", "/v1/matches?limit=0", 400, "", "1 to 500")]
    [InlineData("GET", "/v1/matches?continued=maybe", 400, "", "continued: \"maybe\" is neither true nor false")]
    [InlineData("POST", "/v1/matches", 405, "GET, HEAD", "POST /v1/matches")]
    [InlineData("DELETE", "/v1/matches/m1", 405, "GET, HEAD", "DELETE /v1/matches/m1")]
    [InlineData("PUT", "/v1/matches/m1/log", 405, "GET, HEAD", "PUT /v1/matches/m1/log")]
    [InlineData("PATCH", "/v1/boards/live", 405, "GET, HEAD", "PATCH /v1/boards/live")]
    [InlineData("POST", "/v1/events", 405, "GET", "POST /v1/events")]
    [InlineData("POST", "/v1/stream", 405, "GET", "POST")]
    [InlineData("GET", "/v1/feeds/f/events", 405, "POST", "GET /v1/feeds/f/events")]
    public async Task A_request_that_cannot_be_is_refused_with_what_it_asked(
        string method, string target, int status, string allow, string named)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(served.Server.Address, target));
        // A browser's: what a web server makes of errors by itself depends on it.
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        var answer = await AskAsync(request);
        Assert.Equal((status, allow), (answer.Status, answer.Allow));
        Assert.Contains(named, answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handshake_with_a_body_is_a_bad_request(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Server.Address, "v1/stream"))
        {
            Content = new StringContent("hello"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        var answer = await AskAsync(request);
        Assert.Equal((400, "a WebSocket handshake has no body, and this one has"), (answer.Status, answer.Detail));
    }

    [Fact]
    public async Task A_push_whose_body_is_not_as_HTTP_has_it_is_a_bad_request()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(served.Server.Address.Host, served.Server.Address.Port, cancellation);
        await tcp.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/feeds/f/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {ServerProcess.FeedKey}\r\n"
                + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n"),
            cancellation);
        using var reader = new StreamReader(tcp.GetStream());
        var answer = await reader.ReadToEndAsync(cancellation);
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("POST /v1/feeds/f/events: the request is not whole", answer, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Allow, string Detail)> AskAsync(HttpRequestMessage request)
    {
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((int)answer.StatusCode, problem.RootElement.GetProperty("status").GetInt32());
        return ((int)answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow), problem.RootElement.GetProperty("detail").GetString()!);
    }

    public sealed class Served : IAsyncLifetime
    {
        public ServerProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await ServerProcess.StartAsync("--dev");

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
