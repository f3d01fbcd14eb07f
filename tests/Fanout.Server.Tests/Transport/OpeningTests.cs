using System.Text;
using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Tests.Transport;

/// <summary>
/// What the transports do alike that look at the first bytes of a connection: the stream's are theirs, all others
/// HTTP's.
/// </summary>
public abstract class OpeningTests
{
    private static string Handshake => RawClient.Handshake.ReplaceLineEndings("\r\n");

    private protected abstract EchoTransport Transport { get; }

    [Fact]
    public async Task HTTP_never_sees_a_plain_opening_request()
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.OpenAsync(server.Address);
        await client.SendFrameAsync(Opcode.Text, "hello"u8);

        Assert.Equal("Text hello", await client.ReadAsync());
        Assert.Equal(0, server.HttpRequestCount);
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_opens_the_stream_all_the_same()
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.ConnectAsync(server.Address);
        byte[] bytes = [.. Encoding.ASCII.GetBytes(Handshake), .. RawClient.Frame(Opcode.Text, "slowly"u8)];
        foreach (var one in bytes)
        {
            await client.SendAsync([one]);
            await Task.Yield();
        }

        Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("Text slowly", await client.ReadAsync());
        Assert.Equal(0, server.HttpRequestCount);
    }

    [Theory]
    [InlineData(7_000, 0)]
    [InlineData(20_000, 1)] // more than is looked at, and less than HTTP takes
    public async Task A_long_head_opens_the_stream_too(int cookieSize, int httpRequestCount)
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.ConnectAsync(server.Address);
        await client.SendAsync(Handshake[..20]);
        await client.SendAsync(Handshake[20..^2] + $"Cookie: {new string('c', cookieSize)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await client.SendFrameAsync(Opcode.Text, "at last"u8);
        Assert.Equal("Text at last", await client.ReadAsync());
        Assert.Equal(httpRequestCount, server.HttpRequestCount);
    }

    [Theory]
    [InlineData("/v1/stream HTTP", "/v1/nothing HTTP", "HTTP/1.1 404")]
    [InlineData("Host: localhost\n", "", "HTTP/1.1 400")]
    [InlineData("Upgrade: websocket\n", "", "HTTP/1.1 426")]
    [InlineData("Version: 13", "Version: 12", "HTTP/1.1 426")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "short", "HTTP/1.1 400")]
    [InlineData("Host: localhost\n", "Host: localhost\nSec-WebSocket-Protocol: soap\n", "HTTP/1.1 400")]
    [InlineData("GET /v1/stream HTTP/1.1", "GET /v1/stream HTTP/1.2", "HTTP/1.1 505")]
    public async Task What_is_wrong_is_answered_by_the_web_server(string right, string wrong, string status)
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.ConnectAsync(server.Address);
        var request = RawClient.Handshake.Replace(right, wrong, StringComparison.Ordinal);
        await client.SendAsync(request.ReplaceLineEndings("\r\n"));

        Assert.StartsWith(status, await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_can_be_opened_after_other_requests_on_the_same_connection()
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.ConnectAsync(server.Address);
        for (var count = 0; count < 2; count++)
        {
            await client.SendAsync("GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 404", await client.ReadHeadAsync(), StringComparison.Ordinal);
        }

        await client.SendAsync(Handshake);
        Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await client.SendFrameAsync(Opcode.Text, "third"u8);
        Assert.Equal("Text third", await client.ReadAsync());
        Assert.Equal(3, server.HttpRequestCount);
    }
}
