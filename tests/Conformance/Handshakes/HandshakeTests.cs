using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;

namespace Fanout.Conformance.Tests.Handshakes;

/// <summary>How a connection is opened, and what is no way to open one.</summary>
public abstract class HandshakeTests(StreamServer server)
{
    [Fact, Rfc(6455, "1.3"), Rfc(6455, "4.2.2")]
    public async Task The_answer_proves_that_it_knows_the_key()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.Plain));
        var answer = await peer.UpgradedAsync();
        Assert.Equal(101, answer.Status);
        Assert.Equal("websocket", answer["Upgrade"], ignoreCase: true);
        Assert.Equal("Upgrade", answer["Connection"], ignoreCase: true);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer["Sec-WebSocket-Accept"]);
        Assert.Null(answer["Sec-WebSocket-Extensions"]);
        Assert.Null(answer["Content-Length"]);
        Assert.Null(answer["Transfer-Encoding"]);
        await peer.GreetedAsync();
        await peer.AnswersAsync();
    }

    [Theory, Rfc(6455, "4.2.2")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==", "ICX+Yqv66kxgM0FcWaLWlFLwTAI=")]
    [InlineData("x3JJHMbDL1EzLkh9GBhXDw==", "HSmrc0sMlYUkAGmm5OPpG2HaGWk=")] // the example of many texts on WebSocket
    public async Task The_answer_is_that_of_this_key(string key, string accept)
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.Changed(Opening.Key, key)));
        Assert.Equal(accept, (await peer.UpgradedAsync())["Sec-WebSocket-Accept"]);
    }

    [Theory, Rfc(6455, "4.2.1"), Rfc(9110, "5.6.1"), Rfc(9110, "7.6.1")]
    [InlineData("Upgrade: websocket", "Upgrade: WebSocket")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c, websocket")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c\r\nUpgrade: websocket")]
    [InlineData("Upgrade: websocket", "uPGRADE:websocket")]
    [InlineData("Upgrade: websocket", "Upgrade: \t websocket \t")]
    [InlineData("Connection: Upgrade", "Connection: upgrade")]
    [InlineData("Connection: Upgrade", "Connection: UPGRADE")]
    [InlineData("Connection: Upgrade", "Connection: keep-alive, Upgrade")]
    [InlineData("Connection: Upgrade", "Connection: Upgrade,keep-alive")]
    [InlineData("Connection: Upgrade", "Connection: , Upgrade ,")]
    [InlineData("Connection: Upgrade", "Connection: keep-alive\r\nConnection: Upgrade")]
    [InlineData("Sec-WebSocket-Key: ", "sec-websocket-key:\t")]
    [InlineData("Sec-WebSocket-Version: 13", "SEC-WEBSOCKET-VERSION:13 ")]
    [InlineData("Host: localhost", "Host: localhost\r\nOrigin: https://example.com\r\nCookie: a=b; c=d\r\nX-Other: \"ä\"")]
    [InlineData("Host: localhost", "Host: [::1]:8080")]
    [InlineData("/v1/stream", "/v1/stream?from=somewhere&x=%20")]
    [InlineData("GET /v1/stream", "GET http://localhost/v1/stream")]
    public async Task Is_opened_in_whatever_way_it_is_asked(string plain, string other)
    {
        using var peer = await Peer.OpenAsync(server, Opening.Changed(plain, other));
        await peer.AnswersAsync();
    }

    [Theory, Rfc(6455, "4.2.1")]
    [InlineData("GET /v1/stream", "POST /v1/stream", 405)]
    [InlineData("GET /v1/stream", "HEAD /v1/stream", 405)]
    [InlineData("GET /v1/stream", "OPTIONS /v1/stream", 405)]
    [InlineData("GET /v1/stream", "get /v1/stream", 405)]
    [InlineData("HTTP/1.1", "HTTP/1.0", 505)]
    [InlineData("HTTP/1.1", "HTTP/1.2", 505)]
    [InlineData("HTTP/1.1", "HTTP/3.0", 505)]
    [InlineData("Host: localhost\r\n", "", 400)]
    [InlineData("Host: localhost", "Host: a\r\nHost: b", 400)]
    [InlineData("Host: localhost", "Host: local host", 400)]
    [InlineData("Host: localhost", "Host: local/host", 400)]
    [InlineData("Upgrade: websocket\r\n", "", 426)]
    [InlineData("Upgrade: websocket", "Upgrade: ", 426)]
    [InlineData("Upgrade: websocket", "Upgrade: websockets", 426)]
    [InlineData("Upgrade: websocket", "Upgrade: web socket", 426)]
    [InlineData("Connection: Upgrade\r\n", "", 400)]
    [InlineData("Connection: Upgrade", "Connection: keep-alive", 400)]
    [InlineData("Connection: Upgrade", "Connection: close", 400)]
    [InlineData("Connection: Upgrade", "Connection: Upgrades", 400)]
    public async Task Is_refused_where_the_request_is_none_for_an_upgrade(string right, string wrong, int status) =>
        Assert.Equal(status, (await RefusedAsync(Opening.Changed(right, wrong))).Status);

    [Theory, Rfc(6455, "4.2.1"), Rfc(6455, "4.1")]
    [InlineData("")]
    [InlineData("Sec-WebSocket-Key: \r\n")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j\r\n")] // 15 bytes
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZTE=\r\n")] // 17 bytes
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n")] // not padded
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==x\r\n")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSB=b25jZQ==\r\n")] // padding in the midst
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBs SBub25jZQ==\r\n")]
    [InlineData("Sec-WebSocket-Key: _GhlIHNhbXBsZSBub25jZQ==\r\n")] // base64 of URLs
    [InlineData("Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    public async Task Is_refused_without_a_key_of_16_bytes(string key)
    {
        var answer = await RefusedAsync(Opening.Changed($"Sec-WebSocket-Key: {Opening.Key}\r\n", key));
        Assert.Equal(400, answer.Status);
        Assert.Contains("Sec-WebSocket-Key", answer.Body, StringComparison.Ordinal);
    }

    [Theory, Rfc(6455, "4.2.2"), Rfc(6455, "4.4"), Rfc(9110, "15.5.22")]
    [InlineData("")]
    [InlineData("Sec-WebSocket-Version: \r\n")]
    [InlineData("Sec-WebSocket-Version: 8\r\n")]
    [InlineData("Sec-WebSocket-Version: 12\r\n")]
    [InlineData("Sec-WebSocket-Version: 14\r\n")]
    [InlineData("Sec-WebSocket-Version: 013\r\n")]
    [InlineData("Sec-WebSocket-Version: 130\r\n")]
    [InlineData("Sec-WebSocket-Version: 13, 8\r\n")]
    [InlineData("Sec-WebSocket-Version: 8\r\nSec-WebSocket-Version: 13\r\n")]
    public async Task Of_the_versions_only_13_is_spoken(string version)
    {
        var answer = await RefusedAsync(Opening.Changed("Sec-WebSocket-Version: 13\r\n", version));
        Assert.Equal(426, answer.Status);
        Assert.Equal("13", answer["Sec-WebSocket-Version"]);
        Assert.Equal("websocket", answer["Upgrade"]);
        Assert.Contains("Upgrade", answer["Connection"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact, Rfc(9110, "15.5.6")]
    public async Task Another_method_is_told_which_one_there_is() =>
        Assert.Equal("GET", (await RefusedAsync(Opening.Changed("GET", "POST")))["Allow"]);

    [Theory, Rfc(6455, "4.2.2"), Rfc(6455, "11.3.4")]
    [InlineData("Sec-WebSocket-Protocol: fanout.v1.json", "fanout.v1.json")]
    [InlineData("Sec-WebSocket-Protocol: fanout.v1.proto", "fanout.v1.proto")]
    [InlineData("Sec-WebSocket-Protocol: fanout.v1.json, fanout.v1.proto", "fanout.v1.json")]
    [InlineData("Sec-WebSocket-Protocol: fanout.v1.proto,fanout.v1.json", "fanout.v1.proto")]
    [InlineData("Sec-WebSocket-Protocol: soap, fanout.v1.json", "fanout.v1.json")]
    [InlineData("Sec-WebSocket-Protocol: soap\r\nSec-WebSocket-Protocol: fanout.v1.json", "fanout.v1.json")]
    [InlineData("Sec-WebSocket-Protocol: FANOUT.V1.JSON, fanout.v1.proto", "fanout.v1.proto")]
    [InlineData("X-Nothing: offered", null)]
    public async Task The_first_subprotocol_that_is_spoken_is_chosen(string offer, string? chosen)
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.Changed($"Sec-WebSocket-Protocol: {Opening.Json}", offer)));
        var answer = await peer.UpgradedAsync();
        Assert.Equal((101, chosen), (answer.Status, answer["Sec-WebSocket-Protocol"]));
    }

    [Theory, Rfc(6455, "4.2.1"), Rfc(6455, "11.3.4")]
    [InlineData("soap")]
    [InlineData("soap, wamp")]
    [InlineData("Fanout.v1.json")]
    [InlineData("fanout.v1.json.")]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("fanout.v1.json, so ap")]
    [InlineData("fanout.v1.json, \"soap\"")]
    [InlineData("fanout.v1.json;q=1")]
    public async Task Is_refused_where_no_subprotocol_is_spoken_or_the_list_is_none(string offers) =>
        Assert.Equal(400, (await RefusedAsync(Opening.Changed($"Protocol: {Opening.Json}", $"Protocol: {offers}"))).Status);

    [Theory, Rfc(6585, "5")]
    [InlineData(1, 40_000)]
    [InlineData(50, 1_000)]
    [InlineData(200, 10)]
    public async Task A_head_that_is_too_long_is_refused(int count, int size)
    {
        var headers = string.Join("\r\n", Enumerable.Range(0, count).Select(index => $"X-{index}: {new string('x', size)}"));
        Assert.Equal(431, (await RefusedAsync(Opening.With(headers))).Status);
    }

    [Fact, Rfc(9110, "15.5.15")]
    public async Task A_target_that_is_too_long_is_refused() =>
        Assert.Equal(414, (await RefusedAsync(Opening.Changed("/v1/stream", $"/v1/stream?{new string('x', 10_000)}"))).Status);

    [Theory, Rfc(9110, "7.8")]
    [InlineData("Content-Length: 5")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task Is_refused_with_a_body(string header)
    {
        var body = header.StartsWith('C') ? "hello" : "5\r\nhello\r\n0\r\n\r\n";
        Assert.Equal(400, (await RefusedAsync(Opening.With(header) + body)).Status);
    }

    private async Task<HttpAnswer> RefusedAsync(string request)
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(request));
        return request.StartsWith("HEAD", StringComparison.Ordinal) ? await peer.UpgradedAsync() : await peer.AnswerAsync();
    }
}
