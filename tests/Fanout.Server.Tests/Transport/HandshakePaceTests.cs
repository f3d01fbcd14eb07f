using System.Runtime.Versioning;
using Fanout.Server.Transport.EventLoops;

namespace Fanout.Server.Tests.Transport;

/// <summary>An event loop has other things to do than to shake hands.</summary>
[SupportedOSPlatform("linux")]
public sealed class HandshakePaceTests
{
    [Fact]
    public async Task A_crowd_shakes_hands_a_few_at_a_time_and_all_are_let_in()
    {
        await using var server = await EchoServer.StartAsync(EchoTransport.EventLoops);
        using var goOn = new ManualResetEventSlim();
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Work[1].Post(() => // the loop is busy while they come
        {
            waits.SetResult();
            goOn.Wait(TestContext.Current.CancellationToken);
        });
        await waits.Task.WaitAsync(TestContext.Current.CancellationToken);
        var clients = new List<RawClient>();
        const int count = 4 * EventLoop.HandshakesPerTurn;
        for (var made = 0; made < 2 * count; made++)
        {
            clients.Add(await RawClient.ConnectAsync(server.Address));
            await clients[^1].SendAsync(RawClient.Handshake.ReplaceLineEndings("\r\n"));
        }
        for (var accepted = 0; accepted < count; accepted++)
            await server.AcceptedAsync(); // the other loop's half

        goOn.Set();
        for (var accepted = 0; accepted < count; accepted++)
            await server.AcceptedAsync();
        foreach (var client in clients)
        {
            Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
            client.Dispose();
        }
        await server.DisposeAsync(); // the loops have ended: what they noted stands
        Assert.Equal(count, server.Work[1].GivenByTurn.Sum());
        Assert.Equal(EventLoop.HandshakesPerTurn, server.Work[1].GivenByTurn.Max());
    }
}
