using System.Net.Sockets;
using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Patience;

/// <summary>
/// Who does not go on is let go, at every stage of a connection: before the first byte, in a request, in a frame, in a
/// message, and when it is to close. All at once, since each takes its time.
/// </summary>
public abstract class PatienceTests(StreamServer server)
{
    [Fact, Rfc(9112, "9.5"), Rfc(6455, "10.4"), Rfc(6455, "7.1.1")]
    public async Task Who_does_not_go_on_is_let_go() => await Task.WhenAll(
        SilentAsync(),
        HalfARequestAsync(),
        ARequestByteByByteAsync(),
        SilentAfterARequestAsync(),
        HalfABodyAsync(),
        HalfAMessageAsync([]),
        HalfAMessageAsync(Frames.Head(Final | Text, 1000)[..1]),
        HalfAMessageAsync(Frames.Head(Final | Text, 1000)[..3]),
        HalfAMessageAsync(Frames.Head(Final | Text, 1000)),
        HalfAMessageAsync((byte[])[.. Frames.Head(Final | Text, 1000), .. new byte[999]]),
        HalfAMessageAsync(Frames.Head(Final | Ping, 10)),
        HalfAMessageAsync(Frames.Of(Text, "{"u8)),
        HalfAMessageAsync((byte[])[.. Frames.WholeText("{}"), .. Frames.Of(Text, "{"u8)]),
        TricklesAsync([.. Frames.Head(Final | Text, 60_000)], static () => new byte[1]),
        TricklesAsync([.. Frames.Of(Text, "{"u8)], static () => Frames.Of(Final | Pong)),
        TricklesAsync([.. Frames.Of(Text, "{"u8)], static () => Frames.Of(Continuation)),
        NoAnswerToCloseAsync());

    [Fact, Rfc(6455, "10.4")]
    public async Task Messages_that_come_slowly_and_whole_are_read()
    {
        using var peer = await Peer.OpenAsync(server);
        for (var count = 0; count < 30; count++) // longer than any one of them may take
        {
            var frame = Frames.WholeText(peer.Question());
            await peer.SendAsync(frame.AsMemory(0, frame.Length / 2));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            await peer.SendAsync(frame.AsMemory(frame.Length / 2));
            await peer.AnsweredAsync();
        }
    }

    private async Task SilentAsync()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.CutOffAsync();
    }

    private async Task HalfARequestAsync()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.Plain[..^2]));
        await RefusedAsync(peer);
    }

    private async Task ARequestByteByByteAsync()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.Plain[..^2] + "X-Endless: "));
        await TrickleAsync(peer, RefusedAsync(peer), static () => "x"u8.ToArray());
    }

    private async Task SilentAfterARequestAsync()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        Assert.Equal(200, (await peer.AnswerAsync()).Status);
        await peer.CutOffAsync();
    }

    private async Task HalfABodyAsync()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(
            "POST /v1/feeds/f/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            + $"Authorization: Bearer {Integration.Tests.Processes.ServerProcess.FeedKey}\r\nContent-Length: 100\r\n\r\nhalf"));
        await RefusedAsync(peer);
    }

    private static async Task RefusedAsync(Peer peer)
    {
        Assert.Equal(408, (await peer.AnswerAsync()).Status);
        await peer.CutOffAsync();
    }

    /// <summary>Also of nothing: who is silent, and answers no ping.</summary>
    private async Task HalfAMessageAsync(byte[] bytes)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(bytes);
        Assert.Equal(bytes.Length == 0 ? 4002 : 1008, await peer.CloseCodeAsync());
        await peer.CutOffAsync();
    }

    private async Task TricklesAsync(byte[] begun, Func<byte[]> next)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(begun);
        var closed = peer.CloseCodeAsync();
        await TrickleAsync(peer, closed, next);
        Assert.Equal(1008, await closed);
        await peer.CutOffAsync();
    }

    private static async Task TrickleAsync(Peer peer, Task until, Func<byte[]> next)
    {
        try
        {
            while (!until.IsCompleted)
            {
                await peer.SendAsync(next());
                await Task.WhenAny(
                    until, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken));
            }
        }
        catch (SocketException gone) when (gone.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // It was cut off; what it was told before is still to be read.
        }
        await until;
    }

    private async Task NoAnswerToCloseAsync()
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Final | Binary, "{}"u8));
        Assert.Equal(1003, await peer.CloseCodeAsync());
        await peer.CutOffAsync();
    }
}
