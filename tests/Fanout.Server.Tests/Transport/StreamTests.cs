using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Fanout.Protocol.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Transport;

/// <summary>What every transport of the stream does alike.</summary>
public abstract class StreamTests
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract EchoTransport Transport { get; }

    [Theory]
    [InlineData(null, Subprotocol.Proto)]
    [InlineData("fanout.v1.proto", Subprotocol.Proto)]
    [InlineData("fanout.v1.json", Subprotocol.Json)]
    public async Task Talks_to_the_frameworks_client(string? offered, Subprotocol expected)
    {
        await using var server = await StartAsync();
        using var client = new ClientWebSocket();
        if (offered is not null)
        {
            client.Options.AddSubProtocol(offered);
        }

        await client.ConnectAsync(StreamAddress(server), Cancellation);
        Assert.Equal(offered, client.SubProtocol);
        Assert.Equal(expected, (await server.AcceptedAsync()).Agreed.Subprotocol);

        await EchoAsync(client);
    }

    [Fact]
    public async Task Refuses_a_plain_request_with_a_problem()
    {
        await using var server = await StartAsync();
        using var client = new HttpClient();
        var response = await client.GetAsync(new Uri(server.Address, "/v1/stream"), Cancellation);
        Assert.Equal(426, (int)response.StatusCode);
        Assert.Equal("13", Assert.Single(response.Headers.GetValues("Sec-WebSocket-Version")));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Upgrade: websocket", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_another_method()
    {
        await using var server = await StartAsync();
        using var client = new HttpClient();
        var response = await client.PostAsync(new Uri(server.Address, "/v1/stream"), content: null, Cancellation);
        Assert.Equal(405, (int)response.StatusCode);
    }

    [Fact]
    public async Task Answers_frames_that_came_with_the_request()
    {
        await using var server = await StartAsync();
        using var client = await RawClient.ConnectAsync(server.Address);
        var request = Encoding.ASCII.GetBytes(RawClient.Handshake.ReplaceLineEndings("\r\n"));
        await client.SendAsync(
            [.. request, .. RawClient.Frame(Opcode.Text, "early"u8), .. RawClient.Frame(Opcode.Ping, "!"u8)]);

        var head = await client.ReadHeadAsync();
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head, StringComparison.Ordinal);
        Assert.Equal("Text early", await client.ReadAsync());
        Assert.Equal("Pong !", await client.ReadAsync());
    }

    [Fact]
    public async Task Closes_a_connection_that_breaks_the_framing_and_leaves_the_others_alone()
    {
        await using var server = await StartAsync();
        using var good = await RawClient.OpenAsync(server.Address);
        using var bad = await RawClient.OpenAsync(server.Address);

        await bad.SendAsync([0x83, 0x80, 0, 0, 0, 0]);
        await bad.SendFrameAsync(Opcode.Text, "too late"u8);
        Assert.Equal("Close 1002", await bad.ReadAsync());
        bad.ShutdownSend();
        Assert.Equal("end", await bad.ReadAsync());

        await good.SendFrameAsync(Opcode.Text, "undisturbed"u8);
        Assert.Equal("Text undisturbed", await good.ReadAsync());
    }

    [Fact]
    public async Task Ends_a_connection_that_broke_the_framing_a_second_after_it_said_why()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(time: time);
        using var client = await RawClient.OpenAsync(server.Address);
        var owner = await server.AcceptedAsync();
        await client.SendAsync([0x83]);
        Assert.Equal("Close 1002", await client.ReadAsync());
        await owner.BytesTakenAsync(); // what the loop had to do before this, it has done: the timer runs

        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(owner.Ended.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("end", await client.ReadAsync());
        await owner.Ended.WaitAsync(Cancellation);
    }

    [Theory]
    [InlineData(Opcode.Binary, 65_537, "Close 1009")]
    [InlineData(Opcode.Binary, 65_536, "Binary 65536 bytes")]
    public async Task Refuses_a_message_that_is_too_long(Opcode opcode, int size, string expected)
    {
        await using var server = await StartAsync();
        using var client = await RawClient.OpenAsync(server.Address);
        await client.SendFrameAsync(opcode, new byte[size]);
        Assert.Equal(expected, await client.ReadAsync());
    }

    [Fact]
    public async Task A_peer_that_goes_without_a_word_ends_the_connection()
    {
        await using var server = await StartAsync();
        using (await RawClient.OpenAsync(server.Address))
        {
        }

        await (await server.AcceptedAsync()).Ended.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Keeps_the_order_and_every_byte_for_a_reader_that_stopped_for_a_while()
    {
        await using var server = await StartAsync();
        using var client = await RawClient.OpenAsync(server.Address);
        var owner = await server.AcceptedAsync();
        const int count = 400;
        for (var size = 0; size < count; size++)
        {
            owner.Send(new byte[50_000 + size]);
        }

        await owner.Blocked.WaitAsync(Cancellation);
        for (var size = 0; size < count; size++)
        {
            Assert.Equal($"Binary {50_000 + size} bytes", await client.ReadAsync());
        }
    }

    [Fact]
    public async Task Bytes_taken_rise_while_a_slow_reader_takes_a_few()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells what a peer has acknowledged");
        await using var server = await StartAsync();
        using var client = await RawClient.OpenAsync(server.Address);
        var owner = await server.AcceptedAsync();
        owner.Send(new byte[16_000_000]);
        await owner.Blocked.WaitAsync(Cancellation);

        var before = await owner.BytesTakenAsync();
        await client.SkipAsync(100_000);
        while (await owner.BytesTakenAsync() == before)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Answers_a_close_and_ends()
    {
        await using var server = await StartAsync(time: new FakeTimeProvider());
        using var client = await RawClient.OpenAsync(server.Address);
        await client.SendFrameAsync(Opcode.Close, [0x03, 0xE8]);
        Assert.Equal("Close 1000", await client.ReadAsync());
        Assert.Equal("end", await client.ReadAsync());
    }

    [Fact]
    public async Task Ends_once_the_peer_has_answered_a_close()
    {
        await using var server = await StartAsync(time: new FakeTimeProvider());
        using var client = await RawClient.OpenAsync(server.Address);
        var owner = await server.AcceptedAsync();
        owner.BeginClose(CloseCode.Drain);
        Assert.Equal("Close 4000", await client.ReadAsync());
        await client.SendFrameAsync(Opcode.Text, "crossed"u8);
        await client.SendFrameAsync(Opcode.Close, [0x0F, 0xA0]);
        Assert.Equal("end", await client.ReadAsync());
        await owner.Ended.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Cuts_off_a_peer_that_does_not_answer_a_close_in_time()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(time: time);
        using var client = await RawClient.OpenAsync(server.Address);
        var owner = await server.AcceptedAsync();
        owner.BeginClose(CloseCode.Stalled);
        Assert.Equal("Close 4001", await client.ReadAsync());
        await owner.BytesTakenAsync(); // what the loop had to do before this, it has done: the timer runs

        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(owner.Ended.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await owner.Ended.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Abort_ends_the_connection_at_once()
    {
        await using var server = await StartAsync(time: new FakeTimeProvider());
        using var client = await RawClient.OpenAsync(server.Address);
        var owner = await server.AcceptedAsync();
        owner.BeginAbort();
        await owner.Ended.WaitAsync(Cancellation);
        await Assert.ThrowsAsync<SocketException>(client.ReadAsync); // reset
    }

    [Fact]
    public async Task Any_byte_counts_as_a_sign_of_life()
    {
        await using var server = await StartAsync();
        using var client = await RawClient.OpenAsync(server.Address);
        var owner = await server.AcceptedAsync();
        Assert.Equal(0, owner.TouchCount);
        await client.SendAsync([0x81]);
        while (owner.TouchCount == 0)
        {
            await Task.Yield();
        }
    }

    internal static async Task EchoAsync(ClientWebSocket client)
    {
        foreach (var size in new[] { 5, 60_000, 0 })
        {
            var sent = Encoding.ASCII.GetBytes(new string('a', size));
            await client.SendAsync(sent, WebSocketMessageType.Text, endOfMessage: true, Cancellation);
            Assert.Equal(sent, await ReceiveAsync(client));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Cancellation);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    private protected Task<EchoServer> StartAsync(TimeProvider? time = null) => EchoServer.StartAsync(Transport, time);

    private static Uri StreamAddress(EchoServer server) =>
        new UriBuilder(server.Address) { Scheme = "ws", Path = "/v1/stream" }.Uri;

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket client)
    {
        var message = new List<byte>();
        var buffer = new byte[8_192];
        while (true)
        {
            var part = await client.ReceiveAsync(buffer, Cancellation);
            message.AddRange(buffer.AsSpan(0, part.Count));
            if (part.EndOfMessage)
            {
                return [.. message];
            }
        }
    }
}
