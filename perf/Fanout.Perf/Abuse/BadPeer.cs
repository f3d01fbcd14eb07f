using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fanout.Perf.Abuse;

/// <summary>A TCP connection of a client that keeps no rule. It ends with a reset, so that its port is free at once.</summary>
internal sealed class BadPeer : IDisposable
{
    private const int Addresses = 8; // 127.0.0.2 and on: good readers come from 127.0.0.1
    private const byte MaskBit = 0x80;

    private readonly Socket _socket;
    private readonly byte[] _heard = new byte[4096];

    private BadPeer(Socket socket) => _socket = socket;

    /// <summary>Connects from one of the addresses of bad peers.</summary>
    /// <param name="port">Of the server.</param>
    /// <param name="number">Which of many it is: neighbours come from other addresses.</param>
    /// <param name="receiveBytes">What the kernel keeps of what is not read; 0: as usual.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="SocketException">It is not let in.</exception>
    public static async Task<BadPeer> ConnectAsync(int port, int number, int receiveBytes, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            if (receiveBytes > 0)
                socket.ReceiveBufferSize = receiveBytes;
            socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.0.{2 + number % Addresses}"), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop);
            return new BadPeer(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks for a stream, well; returns the status of the answer, or 0 where there was none.</summary>
    public async Task<int> OpenAsync(bool deflate, CancellationToken stop)
    {
        var extensions = deflate ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "";
        await SendAsync(
            Encoding.ASCII.GetBytes(
                "GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + $"Sec-WebSocket-Protocol: fanout.v1.proto\r\n{extensions}\r\n"),
            stop);
        var count = await _socket.ReceiveAsync(_heard, stop);
        return count > "HTTP/1.1 101".Length
            ? int.Parse(Encoding.ASCII.GetString(_heard, "HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture)
            : 0;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, stop)..];
    }

    /// <summary>Sends a frame whose mask is 0, and so its payload as it stands.</summary>
    /// <param name="head">The first byte: FIN, reserved bits, opcode.</param>
    /// <param name="payload">What comes of the payload.</param>
    /// <param name="length">What the frame says that it has; null: what comes.</param>
    /// <param name="stop">Gives up.</param>
    public Task SendFrameAsync(byte head, ReadOnlyMemory<byte> payload, ulong? length, CancellationToken stop)
    {
        var frame = new byte[14 + payload.Length];
        (frame[0], frame[1]) = (head, MaskBit | 127);
        BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), length ?? (ulong)payload.Length);
        payload.Span.CopyTo(frame.AsSpan(14));
        return SendAsync(frame, stop);
    }

    /// <summary>Reads, and forgets, until the server ends it.</summary>
    public async Task HearOutAsync(CancellationToken stop)
    {
        while (await _socket.ReceiveAsync(_heard, stop) > 0)
        {
        }
    }

    public void Dispose() => _socket.Dispose();
}
