using System.Text;
using Fanout.Server.Transport;

namespace Fanout.Server.Tests.Transport;

public sealed class RequestHeadTests
{
    private static byte[] Opening => Bytes(RawClient.Handshake);

    [Fact]
    public void An_opening_request_is_the_streams_with_all_that_it_says()
    {
        var text = RawClient.Handshake.Replace(
            "Sec-WebSocket-Version", "sec-websocket-protocol: a\nSec-WebSocket-Protocol:\t fanout.v1.json \nSec-WebSocket-Version",
            StringComparison.Ordinal);

        Assert.Equal(HeadVerdict.Stream, RequestHead.Read([.. Bytes(text), 0x81], out var request, out var size));
        Assert.Equal(Bytes(text).Length, size);
        Assert.Equal(("GET", "HTTP/1.1", "websocket", "Upgrade"), (request.Method, request.HttpVersion, request.Upgrade, request.Connection));
        Assert.Equal(("dGhlIHNhbXBsZSBub25jZQ==", "13", "a,fanout.v1.json", null),
            (request.Key, request.Version, request.Subprotocols, request.Extensions));
    }

    [Fact]
    public void Every_beginning_of_it_is_incomplete()
    {
        for (var size = 0; size < Opening.Length; size++)
            Assert.Equal(HeadVerdict.Incomplete, RequestHead.Read(Opening.AsSpan(0, size), out _, out _));
    }

    [Theory]
    [InlineData("GET /v1/matches")]
    [InlineData("POST /v1/stream")]
    [InlineData("get /v1/stream")]
    [InlineData("\x16\x03\x01")] // TLS
    [InlineData("PRI * HTTP/2.0")]
    [InlineData(" GET")]
    public void What_cannot_become_one_is_the_servers_at_the_first_byte_that_differs(string beginning) =>
        Assert.Equal(HeadVerdict.Other, RequestHead.Read(Encoding.Latin1.GetBytes(beginning), out _, out _));

    [Theory]
    [InlineData("/v1/stream HTTP", "/v1/streams HTTP")]
    [InlineData("/v1/stream HTTP", "/v1/stream/ HTTP")]
    [InlineData("/v1/stream HTTP", "/v1/stream?a b HTTP")]
    [InlineData("HTTP/1.1", "HTTP/1.0")]
    [InlineData("Host: localhost\n", "")]
    [InlineData("Host: localhost\n", "Host: a\nHost: b\n")]
    [InlineData("Host: localhost\n", "Host: a b\n")]
    [InlineData("Host: localhost\n", "Host: a/b\n")]
    [InlineData("Host: localhost\n", "Host: localhost\nContent-Length: 5\n")]
    [InlineData("Host: localhost\n", "Host: localhost\nTransfer-Encoding: chunked\n")]
    [InlineData("Host: localhost\n", "Host: localhost\nExpect: 100-continue\n")]
    [InlineData("Host: localhost\n", "Host: localhost\nCookie : a\n")]
    [InlineData("Host: localhost\n", "Host: localhost\nno colon\n")]
    [InlineData("Host: localhost\n", "Host: localhost\n folded: a\n")]
    [InlineData("Host: localhost\n", "Host: localhost\nName: caf\u00e9\n")]
    [InlineData("Host: localhost\n", "Host: localhost\nName: a\u0000b\n")]
    public void The_unusual_is_the_servers(string usual, string unusual) =>
        Assert.Equal(
            HeadVerdict.Other, RequestHead.Read(Bytes(RawClient.Handshake.Replace(usual, unusual, StringComparison.Ordinal)), out _, out _));

    [Fact]
    public void A_query_is_not_looked_at() =>
        Assert.Equal(HeadVerdict.Stream, RequestHead.Read(
            Bytes(RawClient.Handshake.Replace("/v1/stream", "/v1/stream?ticket=1", StringComparison.Ordinal)), out _, out _));

    [Fact]
    public void A_head_that_is_too_long_is_the_servers()
    {
        var head = Bytes(RawClient.Handshake.Replace("Host", $"Cookie: {new string('a', RequestHead.SizeMax)}\nHost", StringComparison.Ordinal));
        Assert.Equal(HeadVerdict.Incomplete, RequestHead.Read(head.AsSpan(0, RequestHead.SizeMax - 1), out _, out _));
        Assert.Equal(HeadVerdict.Other, RequestHead.Read(head.AsSpan(0, RequestHead.SizeMax), out _, out _));
    }

    [Theory]
    [InlineData(95, true)] // beside the five of every opening request
    [InlineData(96, false)]
    public void A_head_of_more_lines_than_the_server_takes_is_the_servers(int count, bool isStream)
    {
        var more = string.Concat(Enumerable.Range(0, count).Select(static number => $"X-{number}: x\n"));
        Assert.Equal(isStream ? HeadVerdict.Stream : HeadVerdict.Other, RequestHead.Read(
            Bytes(RawClient.Handshake.Replace("Host", $"{more}Host", StringComparison.Ordinal)), out _, out _));
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));
}
