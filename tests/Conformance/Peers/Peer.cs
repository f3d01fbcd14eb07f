using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Fanout.Conformance.Tests.Servers;

namespace Fanout.Conformance.Tests.Peers;

/// <summary>A client that says exactly what it is told to, right or wrong, and checks each byte that it is answered.</summary>
internal sealed class Peer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // what has not come by then does not come
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    private const byte WelcomeTag = 0x3A; // ServerFrame.welcome, field 7, of a length

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _patience =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly ByteSource _source;
    private int _nonce;
    private bool _deflates;

    private Peer()
    {
        _source = new ByteSource(_socket);
        _patience.CancelAfter(Patience);
    }

    /// <summary>Connects, and says nothing yet.</summary>
    public static async Task<Peer> ConnectAsync(StreamServer server)
    {
        var peer = new Peer();
        await peer._socket.ConnectAsync(server.Address.Host, server.Address.Port, peer._patience.Token);
        return peer;
    }

    /// <summary>Connects, shakes hands, and has been greeted.</summary>
    public static Task<Peer> OpenAsync(StreamServer server) => OpenAsync(server, Opening.Plain);

    /// <inheritdoc cref="OpenAsync(StreamServer)"/>
    public static async Task<Peer> OpenAsync(StreamServer server, string request)
    {
        var peer = await ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(request));
        Assert.Equal(101, (await peer.UpgradedAsync()).Status);
        await peer.GreetedAsync();
        return peer;
    }

    /// <summary>All of it at once, in one segment where it fits.</summary>
    public async Task SendAsync(params ReadOnlyMemory<byte>[] pieces)
    {
        byte[] bytes = [.. pieces.SelectMany(static piece => piece.ToArray())];
        for (var sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes.AsMemory(sent), _patience.Token);
    }

    /// <summary>As soon as the first piece has left, and the other side probably has it, the second one.</summary>
    public async Task SendApartAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        await SendAsync(first);
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, _patience.Token);
        await SendAsync(second);
    }

    /// <summary>Says that it sends no more, and goes on reading.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The answer to an opening request, of which nothing but frames follows.</summary>
    public async Task<HttpAnswer> UpgradedAsync()
    {
        var answer = new HttpAnswer(await TakeHeadAsync(), "");
        _deflates = answer["Sec-WebSocket-Extensions"] is not null;
        return answer;
    }

    /// <summary>The server's first message has come.</summary>
    public async Task GreetedAsync() => Assert.True(
        await NextAsync() is { Opcode: Opcodes.Text, Payload: [(byte)'{', (byte)'"', (byte)'w', ..] } or { Opcode: Opcodes.Binary, Payload: [WelcomeTag, ..] });

    /// <summary>One answer of HTTP with its body.</summary>
    public async Task<HttpAnswer> AnswerAsync()
    {
        var answer = new HttpAnswer(await TakeHeadAsync(), "");
        if (answer["Transfer-Encoding"] == "chunked")
            return answer with { Body = await TakeChunksAsync() };
        var size = int.Parse(answer["Content-Length"] ?? "0", CultureInfo.InvariantCulture);
        return answer with { Body = Encoding.UTF8.GetString(await TakeAsync(size)) };
    }

    /// <summary>The next frame; the server's own pings are passed over.</summary>
    public async Task<ReceivedFrame> NextAsync()
    {
        while (true)
        {
            var frame = await TakeFrameAsync();
            Assert.True(frame is not null, "the connection ended before a frame, or within one");
            if (frame is not { Opcode: Opcodes.Ping, Payload: [] })
                return frame;
        }
    }

    /// <summary>The next frame; <see langword="null"/>: the other side ended the connection, in order or not, and perhaps within a frame.</summary>
    public async Task<ReceivedFrame?> NextOrEndAsync()
    {
        try
        {
            return await TakeFrameAsync();
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null; // bytes of ours that nobody read
        }
    }

    /// <summary>What has not come from now on within its patience does not come.</summary>
    public void BePatient() => _patience.CancelAfter(Patience);

    /// <summary>A text message gets through and is answered, and nothing else comes before the answer.</summary>
    public async Task AnswersAsync()
    {
        var question = Question();
        await SendAsync(Frames.WholeText(question));
        await AnsweredAsync();
    }

    /// <summary>A text message that is answered once (see <see cref="AnsweredAsync"/>).</summary>
    public string Question() => $$$"""{"ping":{"nonce":{{{++_nonce}}}}}""";

    /// <summary>The next message is the answer to the last question.</summary>
    public async Task AnsweredAsync()
    {
        var frame = await NextAsync();
        Assert.Equal(Opcodes.Text, frame.Opcode);
        Assert.StartsWith($$$"""{"pong":{"nonce":{{{_nonce}}},""", frame.Text, StringComparison.Ordinal);
    }

    /// <summary>
    /// The server's close frame is next, perhaps after its goodbye, and nothing comes behind it but the end of the
    /// connection.
    /// </summary>
    /// <param name="answers">Whether to answer it, which the server waits for unless the framing was broken.</param>
    /// <returns>The code; 1005 where there is none.</returns>
    public async Task<int> ClosedAsync(bool answers = false)
    {
        var frame = await CloseFrameAsync();
        if (answers)
            await SendAsync(Frames.Of(Opcodes.Final | Opcodes.Close, frame.Payload));
        await EndedAsync();
        return CodeOf(frame);
    }

    /// <summary>The code of the server's close frame, which is next but for its goodbye; 1005 where there is none.</summary>
    public async Task<int> CloseCodeAsync() => CodeOf(await CloseFrameAsync());

    private async Task<ReceivedFrame> CloseFrameAsync()
    {
        var frame = await NextAsync();
        if (frame.Opcode is Opcodes.Text or Opcodes.Binary && frame.Text.Contains("goodbye", StringComparison.Ordinal))
            frame = await NextAsync();
        Assert.Equal(Opcodes.Close, frame.Opcode);
        return frame;
    }

    private static int CodeOf(ReceivedFrame close) => close.Payload is [var high, var low, ..] ? (high << 8) | low : 1005;

    /// <summary>The other side ends the connection in order, and sends nothing before.</summary>
    public async Task EndedAsync() => Assert.Empty(await _source.TakeAsync(1, _patience.Token));

    /// <summary>The other side ends the connection, in order or not, and sends nothing before.</summary>
    public async Task CutOffAsync()
    {
        try
        {
            await EndedAsync();
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Bytes of ours that nobody read.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }

    private async Task<ReceivedFrame?> TakeFrameAsync()
    {
        if (await _source.TakeAsync(2, _patience.Token) is not [var first, var length])
            return null;
        Assert.Equal(Opcodes.Final, first & Opcodes.Final); // this server never sends fragments
        Assert.Equal(0, first & (Opcodes.Rsv2 | Opcodes.Rsv3 | (_deflates ? 0 : Opcodes.Rsv1)));
        Assert.InRange<int>(length, 0, 127); // never masked, RFC 6455 §5.1
        ulong size = length;
        if (size == 126)
        {
            if (await _source.TakeAsync(2, _patience.Token) is not [_, _] in16Bits)
                return null;
            size = BinaryPrimitives.ReadUInt16BigEndian(in16Bits);
            Assert.InRange(size, 126ul, (ulong)ushort.MaxValue);
        }
        else if (size == 127)
        {
            if (await _source.TakeAsync(8, _patience.Token) is not { Length: 8 } in64Bits)
                return null;
            size = BinaryPrimitives.ReadUInt64BigEndian(in64Bits);
            Assert.InRange(size, ushort.MaxValue + 1ul, (ulong)long.MaxValue);
        }
        var payload = await _source.TakeAsync((int)size, _patience.Token);
        return payload.Length == (int)size ? new ReceivedFrame(first, payload) : null;
    }

    private async Task<byte[]> TakeAsync(int size)
    {
        var bytes = await _source.TakeAsync(size, _patience.Token);
        Assert.True(bytes.Length == size, $"the connection ended {size - bytes.Length} bytes early");
        return bytes;
    }

    private async Task<string> TakeHeadAsync()
    {
        var head = Encoding.Latin1.GetString(await _source.TakeThroughAsync(HeadEnd, _patience.Token));
        Assert.StartsWith("HTTP/1.1 ", head, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
        return head;
    }

    private async Task<string> TakeChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            var line = Encoding.ASCII.GetString(await _source.TakeThroughAsync(LineEnd, _patience.Token));
            var size = int.Parse(line.AsSpan().TrimEnd(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(Encoding.UTF8.GetString(await TakeAsync(size)));
            Assert.Equal(LineEnd, await TakeAsync(2));
            if (size == 0)
                return body.ToString();
        }
    }
}
