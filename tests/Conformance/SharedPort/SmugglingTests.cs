using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;

namespace Fanout.Conformance.Tests.SharedPort;

/// <summary>
/// Requests that one reader takes for one and another for two: refused, and nothing on the connection is answered any
/// more.
/// </summary>
public abstract class SmugglingTests(StreamServer server)
{
    private const string Hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private const string Push = "POST /v1/feeds/f/events HTTP/1.1\r\nHost: localhost\r\n";

    [Theory, Rfc(9112, "6.1"), Rfc(9112, "6.3"), Rfc(9112, "11.2")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("Content-Length: 5, 5\r\n\r\nhello")]
    [InlineData("Content-Length: -5\r\n\r\nhello")]
    [InlineData("Content-Length: 0x5\r\n\r\nhello")]
    [InlineData("Content-Length: 5 5\r\n\r\nhello")]
    [InlineData("Content-Length: 18446744073709551621\r\n\r\nhello")] // 2^64 + 5
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    public async Task A_body_of_two_lengths_is_refused(string rest) => await RefusedAsync(Push + rest);

    [Theory, Rfc(9112, "5.1"), Rfc(9112, "5.2"), Rfc(9112, "2.2"), Rfc(9110, "5.5")]
    [InlineData("Content-Length : 5\r\n\r\nhello")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length\t: 5\r\n\r\nhello")]
    [InlineData("X-Folded: a\r\n b\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("X-Folded: a\r\n\tb\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData(" Content-Length: 5\r\n\r\nhello")]
    [InlineData("X-Bare: a\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("Content-Length: 5\n\nhello")]
    [InlineData("X-Bare: a\rContent-Length: 5\r\n\r\nhello")]
    [InlineData("X-Null: a\0b\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("Content Length: 5\r\n\r\nhello")]
    [InlineData(": 5\r\n\r\nhello")]
    [InlineData("Nothing\r\n\r\nhello")]
    public async Task A_head_that_can_be_read_in_two_ways_is_refused(string rest) => await RefusedAsync(Push + rest);

    [Theory, Rfc(9112, "7.1"), Rfc(9112, "7.1.1")]
    [InlineData("5\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello0\r\n\r\n")]
    [InlineData("5\r\nhello\n0\r\n\r\n")]
    [InlineData("5;x\nhello\r\n0\r\n\r\n")]
    [InlineData("0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData(" 5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("\r\nhello\r\n0\r\n\r\n")]
    public async Task A_chunk_that_is_none_is_refused(string body) => await RefusedAsync(
        $"{Push}Authorization: Bearer {Integration.Tests.Processes.ServerProcess.FeedKey}\r\nContent-Type: application/x-ndjson\r\n"
        + $"Transfer-Encoding: chunked\r\n\r\n{body}");

    [Theory, Rfc(9112, "6.1"), Rfc(9112, "5.1"), Rfc(9112, "5.2"), Rfc(9112, "2.2"), Rfc(6455, "4.2.1")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("Content-Length : 5\r\n\r\nhello")]
    [InlineData("Upgrade : websocket\r\n\r\n")]
    [InlineData("X-Folded: a\r\n b\r\n\r\n")]
    [InlineData("X-Bare: a\nX-Other: b\r\n\r\n")]
    [InlineData("X-Bare: a\rX-Other: b\r\n\r\n")]
    [InlineData("X-Null: a\0b\r\n\r\n")]
    [InlineData("X-Bare: a\n\n")]
    public async Task An_opening_request_of_such_a_kind_opens_nothing(string rest) =>
        await RefusedAsync(Opening.Plain[..^2] + rest);

    [Theory, Rfc(9112, "3"), Rfc(9112, "2.2")]
    [InlineData("GET  /v1/stream HTTP/1.1")]
    [InlineData("GET\t/v1/stream HTTP/1.1")]
    [InlineData("GET /v1/stream HTTP/1.1 ")]
    [InlineData("GET /v1/stream")]
    [InlineData("GET /v1/stream HTTP/1.1\n")]
    [InlineData(" GET /v1/stream HTTP/1.1")]
    [InlineData("G(T /v1/stream HTTP/1.1")]
    [InlineData("GET v1/stream HTTP/1.1")]
    [InlineData("GET /v1/stream\0 HTTP/1.1")]
    [InlineData("GET /v1/stream http/1.1")]
    public async Task A_first_line_that_is_none_is_refused(string line) =>
        await RefusedAsync(Opening.Changed("GET /v1/stream HTTP/1.1", line));

    private async Task RefusedAsync(string request)
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(request + Hidden));
        var answer = await peer.AnswerAsync();
        Assert.True(answer.Status is 400 or 505, answer.Head); // 505: what stands where the version is
        await peer.CutOffAsync();
    }
}
