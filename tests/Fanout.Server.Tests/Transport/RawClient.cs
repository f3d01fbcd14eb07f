using System.Net.Sockets;
using System.Text;
using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Tests.Transport;

/// <summary>A client that can send any bytes, and stop reading.</summary>
internal sealed class RawClient : IDisposable
{
    public const string Handshake = """
        GET /v1/stream HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13


        """;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly MessageReader _reader = new(WebSocketRole.Client, messageSizeMax: 1 << 24, deflateAgreed: true);
    private readonly MessageInflater _inflater = new(1 << 24);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly Queue<string> _frames = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Connects with a small receive buffer, so that a server is blocked soon.</summary>
    public static async Task<RawClient> ConnectAsync(Uri server)
    {
        var client = new RawClient();
        client._socket.ReceiveBufferSize = 8 * 1024;
        await client._socket.ConnectAsync(server.Host, server.Port, Cancellation);
        return client;
    }

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="server">Where it is.</param>
    /// <param name="extensions">What is offered; null: nothing.</param>
    public static async Task<RawClient> OpenAsync(Uri server, string? extensions = null)
    {
        var client = await ConnectAsync(server);
        var offer = extensions is null ? "" : $"Sec-WebSocket-Extensions: {extensions}\n";
        var request = Handshake.Replace("Upgrade: websocket\n", $"Upgrade: websocket\n{offer}", StringComparison.Ordinal);
        await client.SendAsync(request.ReplaceLineEndings("\r\n"));
        client.Head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 101", client.Head, StringComparison.Ordinal);
        return client;
    }

    /// <summary>The answer to the handshake.</summary>
    public string Head { get; private set; } = "";

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes.AsMemory(sent), Cancellation);
        }
    }

    public Task SendFrameAsync(Opcode opcode, ReadOnlySpan<byte> payload) => SendAsync(Frame(opcode, payload));

    public static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload, bool deflated = false)
    {
        var frame = new byte[FrameHead.SizeMax + payload.Length];
        return frame[..FrameWriter.Write(frame, opcode, payload, deflated, maskKey: 0xA1B2C3D4)];
    }

    /// <summary>The response up to its empty line, byte by byte, so that no frame behind it is lost.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await _socket.ReceiveAsync(_buffer.AsMemory(0, 1), Cancellation));
            head.Append((char)_buffer[0]);
        }

        return head.ToString();
    }

    /// <summary>
    /// The next frame, such as <c>Text abc</c>, <c>Close 1002</c>, <c>Binary 70000 bytes</c>, <c>Text 70000 bytes from
    /// 99</c> where it came deflated; or <c>end</c>.
    /// </summary>
    public async Task<string> ReadAsync()
    {
        while (_frames.Count == 0)
        {
            var size = await _socket.ReceiveAsync(_buffer, Cancellation);
            if (size == 0)
            {
                return "end";
            }

            Decode(_buffer.AsSpan(0, size));
        }

        return _frames.Dequeue();
    }

    /// <summary>Whether who connects is cut off without a word, while it still connects perhaps.</summary>
    public static async Task<bool> IsCutOffAsync(Uri server)
    {
        try
        {
            using var client = await ConnectAsync(server);
            return await client._socket.ReceiveAsync(client._buffer, Cancellation) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Takes bytes and forgets them.</summary>
    public async Task SkipAsync(int size)
    {
        while (size > 0)
        {
            var taken = await _socket.ReceiveAsync(_buffer.AsMemory(0, Math.Min(size, _buffer.Length)), Cancellation);
            Assert.NotEqual(0, taken);
            size -= taken;
        }
    }

    /// <summary>Cuts the connection off: what it sent may be on its way.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Dispose();
    }

    /// <summary>Says that it sends no more, and goes on reading.</summary>
    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        _reader.Dispose();
        _inflater.Dispose();
        _socket.Dispose();
    }

    private void Decode(ReadOnlySpan<byte> bytes)
    {
        while (_reader.TryRead(ref bytes, out var came))
        {
            var message = _inflater.Inflate(came);
            var from = came.Deflated ? $" from {came.Payload.Length}" : "";
            _frames.Enqueue(message.Opcode switch
            {
                Opcode.Close => $"Close {(ushort)ClosePayload.Read(message.Payload, out _)}",
                _ when message.Payload.Length > 125 => $"{message.Opcode} {message.Payload.Length} bytes{from}",
                _ => $"{message.Opcode} {Encoding.UTF8.GetString(message.Payload)}",
            });
        }
    }
}
