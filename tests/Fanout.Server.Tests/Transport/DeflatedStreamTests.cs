using System.Net.WebSockets;
using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Tests.Transport;

/// <summary>What every transport of the stream does alike where permessage-deflate was offered.</summary>
public abstract class DeflatedStreamTests
{
    private const string Offer = "permessage-deflate; client_max_window_bits"; // as browsers send it

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract EchoTransport Transport { get; }

    [Fact]
    public async Task Talks_to_the_frameworks_client()
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = new ClientWebSocket();
        client.Options.DangerousDeflateOptions =
            new WebSocketDeflateOptions { ClientContextTakeover = false, ServerContextTakeover = false };
        var address = new UriBuilder(server.Address) { Scheme = "ws", Path = "/v1/stream" }.Uri;
        await client.ConnectAsync(address, Cancellation);
        Assert.True((await server.AcceptedAsync()).Agreed.Deflate);

        await StreamTests.EchoAsync(client);
    }

    [Fact]
    public async Task Agrees_without_context_and_answers_what_was_deflated()
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.OpenAsync(server.Address, Offer);
        Assert.Contains(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n", client.Head, StringComparison.Ordinal);

        var deflated = MessageDeflater.Deflate(new byte[10_000]);
        for (var count = 0; count < 2; count++) // the second refers to nothing of the first
        {
            await client.SendAsync(RawClient.Frame(Opcode.Text, deflated, deflated: true));
            Assert.Equal($"Text 10000 bytes from {deflated.Length}", await client.ReadAsync());
        }
        await client.SendFrameAsync(Opcode.Text, "plain"u8);
        Assert.Equal("Text plain", await client.ReadAsync());
    }

    [Fact]
    public async Task Inflates_what_comes_in_fragments_and_with_a_ping_between()
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.OpenAsync(server.Address, Offer);
        var deflated = MessageDeflater.Deflate("in two parts"u8);

        var first = RawClient.Frame(Opcode.Text, deflated.AsSpan(0, 3), deflated: true);
        first[0] &= 0x7F; // not the last
        await client.SendAsync(
            [.. first, .. RawClient.Frame(Opcode.Ping, "!"u8), .. RawClient.Frame(Opcode.Continuation, deflated.AsSpan(3))]);

        Assert.Equal("Pong !", await client.ReadAsync());
        Assert.Equal("Text in two parts", await client.ReadAsync());
    }

    [Theory]
    [InlineData(65_536, "Binary 65536 bytes from")]
    [InlineData(65_537, "Close 1009")]
    [InlineData(50_000_000, "Close 1009")] // 50 KB of bomb
    public async Task Bounds_what_a_message_inflates_to(int size, string expected)
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.OpenAsync(server.Address, Offer);
        using var other = await RawClient.OpenAsync(server.Address, Offer);
        await client.SendAsync(RawClient.Frame(Opcode.Binary, MessageDeflater.Deflate(new byte[size]), deflated: true));
        Assert.StartsWith(expected, await client.ReadAsync(), StringComparison.Ordinal);

        await other.SendFrameAsync(Opcode.Text, "undisturbed"u8);
        Assert.Equal("Text undisturbed", await other.ReadAsync());
    }

    [Fact]
    public async Task Closes_what_cannot_be_inflated()
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.OpenAsync(server.Address, Offer);
        await client.SendAsync(RawClient.Frame(Opcode.Binary, [0xFF, 0xFF, 0xFF], deflated: true));
        Assert.Equal("Close 1007", await client.ReadAsync());
        client.ShutdownSend();
        Assert.Equal("end", await client.ReadAsync());
    }

    [Fact]
    public async Task Closes_text_that_is_not_utf8_once_it_is_inflated()
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.OpenAsync(server.Address, Offer);
        await client.SendAsync(RawClient.Frame(Opcode.Text, MessageDeflater.Deflate([0xC3, 0x28]), deflated: true));
        Assert.Equal("Close 1007", await client.ReadAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("permessage-deflate; server_max_window_bits=10")]
    public async Task Closes_what_comes_deflated_and_was_not_agreed(string? offer)
    {
        await using var server = await EchoServer.StartAsync(Transport);
        using var client = await RawClient.OpenAsync(server.Address, offer);
        Assert.DoesNotContain("permessage-deflate", client.Head, StringComparison.Ordinal);
        await client.SendAsync(RawClient.Frame(Opcode.Text, MessageDeflater.Deflate("no"u8), deflated: true));
        Assert.Equal("Close 1002", await client.ReadAsync());
    }
}
