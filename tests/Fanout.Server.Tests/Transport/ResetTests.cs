using System.Net;
using Fanout.Server.Admission;
using Fanout.Server.Transport.EventLoops;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Transport;

/// <summary>Who cuts a connection off at once has opened it all the same, and from its address.</summary>
public sealed class ResetTests
{
    private const int Count = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Openings_of_connections_that_were_reset_are_counted_by_address()
    {
        const int serversSecond = 2;
        var limits = new AddressLimits { HandshakesPerSecond = 1, HoldOnLoopback = true };
        await using var server = await EchoServer.StartAsync(
            EchoTransport.EventLoops, new FakeTimeProvider(), handshakesPerSecond: serversSecond, perAddress: limits);
        using (await HoldAsync(server))
        {
            for (var made = 0; made < Count; made++)
                await SendAndResetAsync(server, RawClient.Handshake);
        }
        while (server.Gate.Refused(RefusalReason.AddressBusy) + server.Gate.Refused(RefusalReason.ServerBusy) < Count - serversSecond)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);

        Assert.Equal(0, server.Gate.Refused(RefusalReason.ServerBusy));
        Assert.True(server.Gate.TryEnter(default, out _), "the server's second was used up");
    }

    /// <summary>A request of no address would not be counted.</summary>
    [Fact]
    public async Task Requests_of_connections_that_were_reset_have_an_address()
    {
        await using var server = await EchoServer.StartAsync(EchoTransport.EventLoops);
        using (await HoldAsync(server))
        {
            for (var made = 0; made < Count; made++)
                await SendAndResetAsync(server, "GET /nothing HTTP/1.1\nHost: localhost\n\n");
        }
        using (var last = await RawClient.ConnectAsync(server.Address))
        {
            await last.SendAsync("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await last.ReadHeadAsync();
        }
        while (server.Gate.VisitorCount > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);

        Assert.NotEmpty(server.HttpPeers);
        Assert.All(server.HttpPeers, static peer => Assert.Equal(IPAddress.Loopback, peer));
    }

    [Theory]
    [InlineData(new byte[] { 2, 0, 0x1F, 0x90, 203, 0, 113, 1 }, "203.0.113.1:8080")]
    [InlineData(new byte[] { 10, 0, 0, 80, 9, 9, 9, 9, 0x20, 0x01, 0x0D, 0xB8 }, "[2001:db8::]:80")]
    [InlineData(new byte[] { 1, 0, 0, 0, 9, 9 }, null)] // AF_UNIX
    [InlineData(new byte[] { }, null)]
    public void An_address_is_read_as_the_system_writes_it(byte[] written, string? expected)
    {
        Assert.SkipUnless(BitConverter.IsLittleEndian, "the family is in the machine's order");
        var bytes = new byte[PeerAddress.Size];
        written.CopyTo(bytes, 0);
        Assert.Equal(expected, PeerAddress.Read(bytes)?.ToString());
    }

    private static async Task SendAndResetAsync(EchoServer server, string request)
    {
        var client = await RawClient.ConnectAsync(server.Address);
        await client.SendAsync(request.ReplaceLineEndings("\r\n"));
        client.Reset();
    }

    /// <summary>The loop that accepts does nothing until the answer is disposed of; who connects waits in the kernel.</summary>
    private static async Task<IDisposable> HoldAsync(EchoServer server)
    {
        var hold = new LoopHold();
        server.Work[0].Post(hold.Wait);
        await hold.Held.WaitAsync(Cancellation);
        return hold;
    }

    private sealed class LoopHold : IDisposable
    {
        private readonly ManualResetEventSlim _goOn = new();
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Held => _held.Task;

        public void Wait()
        {
            _held.SetResult();
            _goOn.Wait(Cancellation);
        }

        public void Dispose() => _goOn.Set();
    }
}
