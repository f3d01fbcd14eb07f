using System.Net;
using System.Net.Sockets;
using Fanout.Server.Transport;

namespace Fanout.Server.Tests.Transport;

public sealed class TcpProgressTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sees_a_slow_reader_come_on_with_what_the_kernel_holds_for_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells what a peer has acknowledged");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var peer = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 * 1024 };
        await peer.ConnectAsync(listener.LocalEndpoint, Cancellation);
        using var socket = await listener.AcceptSocketAsync(Cancellation);
        socket.Blocking = false;
        var progress = new TcpProgress(socket);
        Assert.False(progress.Read().Outstanding);

        var sent = 0L;
        while (socket.Send(new byte[64 * 1024], SocketFlags.None, out var error) is var taken && error == SocketError.Success)
            sent += taken;
        var before = progress.Read();
        Assert.True(before.Outstanding);
        Assert.InRange(before.Acknowledged, 0, sent - 1);

        var buffer = new byte[64 * 1024];
        for (var read = 0L; progress.Read().Acknowledged <= before.Acknowledged; read += await peer.ReceiveAsync(buffer, Cancellation))
            Assert.True(read < sent);
        for (var left = sent; progress.Read().Outstanding;)
            left -= await peer.ReceiveAsync(buffer, Cancellation);
        Assert.Equal(sent, progress.Read().Acknowledged);
    }
}
