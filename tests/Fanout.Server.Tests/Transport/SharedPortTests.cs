using System.Text;
using Fanout.Protocol.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Transport;

/// <summary>One port for the stream, on event loops, and for the web server.</summary>
public sealed class SharedPortTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_live_on_all_loops_and_requests_are_answered_beside_them()
    {
        await using var server = await EchoServer.StartAsync(EchoTransport.EventLoops);
        var clients = new List<RawClient>();
        var loops = new HashSet<int?>();
        for (var count = 0; count < 8; count++)
        {
            clients.Add(await RawClient.OpenAsync(server.Address));
            loops.Add((await server.AcceptedAsync()).Loop);
        }
        Assert.Equal([0, 1], loops.Order());

        using var http = new HttpClient { BaseAddress = server.Address };
        for (var count = 0; count < 3; count++) // the second and third on the same connection
        {
            var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000)));
            using var content = new ByteArrayContent(body);
            var answer = await http.PostAsync(new Uri("/echo", UriKind.Relative), content, Cancellation);
            Assert.Equal(body, await answer.Content.ReadAsByteArrayAsync(Cancellation));
        }

        foreach (var client in clients)
        {
            await client.SendFrameAsync(Opcode.Text, "still here"u8);
            Assert.Equal("Text still here", await client.ReadAsync());
            client.Dispose();
        }
    }

    [Fact]
    public async Task Who_does_not_finish_his_request_in_time_becomes_the_web_servers()
    {
        var time = new FakeTimeProvider();
        await using var server = await EchoServer.StartAsync(EchoTransport.EventLoops, time);
        using var client = await RawClient.ConnectAsync(server.Address);
        var request = RawClient.Handshake.ReplaceLineEndings("\r\n");
        await client.SendAsync(request[..20]);
        using (var other = await RawClient.OpenAsync(server.Address)) // so the first one has been looked at
            await server.AcceptedAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        await client.SendAsync(request[20..]);

        Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await client.SendFrameAsync(Opcode.Text, "on pipes"u8);
        Assert.Equal("Text on pipes", await client.ReadAsync());
    }

    [Fact]
    public async Task Connections_that_come_and_go_leave_nothing_behind()
    {
        await using var server = await EchoServer.StartAsync(EchoTransport.EventLoops);
        for (var round = 0; round < 50; round++)
        {
            using (await RawClient.ConnectAsync(server.Address))
            using (var client = await RawClient.OpenAsync(server.Address))
            {
                await client.SendFrameAsync(Opcode.Text, "hello"u8);
                Assert.Equal("Text hello", await client.ReadAsync());
            }
            await (await server.AcceptedAsync()).Ended.WaitAsync(Cancellation);
        }
        await server.Quiet();
    }
}
