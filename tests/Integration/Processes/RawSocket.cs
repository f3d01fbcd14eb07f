using System.Net.Sockets;
using System.Text;

namespace Fanout.Integration.Tests.Processes;

/// <summary>A peer that may say anything: bytes over TCP, with the WebSocket handshake done by hand.</summary>
public sealed class RawSocket : IDisposable
{
    private readonly TcpClient _tcp = new();
    private NetworkStream _stream = null!;

    public static async Task<RawSocket> ConnectAsync(ServerProcess server)
    {
        var raw = new RawSocket();
        await raw._tcp.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        raw._stream = raw._tcp.GetStream();
        await raw.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/stream HTTP/1.1\r\nHost: {server.Address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: fanout.v1.proto\r\n\r\n"));
        await raw.SkipHeadersAsync();
        return raw;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>A masked frame with a mask of zeros.</summary>
    public ValueTask SendFrameAsync(byte firstByte, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[2 + 4 + payload.Length];
        frame[0] = firstByte;
        frame[1] = (byte)(0x80 | payload.Length); // payloads of tests are short
        payload.CopyTo(frame.AsSpan(6));
        return SendAsync(frame);
    }

    /// <summary>Reads frames of the server until its close frame; returns the close code.</summary>
    public async Task<int> CloseCodeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var head = new byte[2];
        while (true)
        {
            await _stream.ReadExactlyAsync(head, cancellation);
            var size = head[1] & 0x7F;
            if (size >= 126)
            {
                var longSize = new byte[size == 126 ? 2 : 8];
                await _stream.ReadExactlyAsync(longSize, cancellation);
                size = longSize.Aggregate(0, static (sum, value) => (sum << 8) | value);
            }
            var payload = new byte[size];
            await _stream.ReadExactlyAsync(payload, cancellation);
            if ((head[0] & 0x0F) == 8)
                return (payload[0] << 8) | payload[1];
        }
    }

    public void Dispose() => _tcp.Dispose();

    private async Task SkipHeadersAsync()
    {
        var seen = new StringBuilder();
        var one = new byte[1];
        while (!seen.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await _stream.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
            seen.Append((char)one[0]);
        }
        Assert.StartsWith("HTTP/1.1 101", seen.ToString(), StringComparison.Ordinal);
    }
}
