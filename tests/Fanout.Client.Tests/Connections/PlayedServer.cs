using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Google.Protobuf;

namespace Fanout.Client.Tests.Connections;

/// <summary>The server's end of one WebSocket, which the test plays.</summary>
internal sealed class PlayedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private WebSocket? _socket;

    public PlayedServer() => _listener.Start();

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Takes one connection; nothing of it is compressed.</summary>
    public async Task AcceptAsync(CancellationToken cancellation)
    {
        var client = await _listener.AcceptTcpClientAsync(cancellation);
        var stream = client.GetStream();
        var key = "";
        using (var reader = new StreamReader(stream, leaveOpen: true))
        {
            const string Name = "Sec-WebSocket-Key: ";
            while (await reader.ReadLineAsync(cancellation) is { Length: > 0 } line)
            {
                if (line.StartsWith(Name, StringComparison.OrdinalIgnoreCase))
                    key = line[Name.Length..];
            }
        }
        var answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Protocol: fanout.v1.proto\r\nSec-WebSocket-Accept: {Handshake.AcceptFor(key)}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellation);
        _socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
    }

    public Task SayAsync(ServerFrame frame, CancellationToken cancellation) =>
        _socket!.SendAsync(frame.ToByteArray(), WebSocketMessageType.Binary, endOfMessage: true, cancellation);

    /// <summary>The client's next frame that is no greeting.</summary>
    public async Task<ClientFrame> HearAsync(CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var part = await _socket!.ReceiveAsync(buffer, cancellation);
            var frame = ClientFrame.Parser.ParseFrom(buffer, 0, part.Count);
            if (frame.FrameCase != ClientFrame.FrameOneofCase.Hello)
                return frame;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _listener.Dispose();
    }
}
