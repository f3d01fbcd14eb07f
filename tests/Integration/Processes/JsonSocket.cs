using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Fanout.Integration.Tests.Processes;

/// <summary>A subscriber without an SDK: JSON frames over the framework's WebSocket.</summary>
public sealed class JsonSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    /// <param name="server">To whom.</param>
    /// <param name="headers">What the opening request says beside the usual.</param>
    public static async Task<JsonSocket> ConnectAsync(ServerProcess server, params (string Name, string Value)[] headers)
    {
        var client = new JsonSocket();
        client._socket.Options.AddSubProtocol("fanout.v1.json");
        foreach (var (name, value) in headers)
            client._socket.Options.SetRequestHeader(name, value);
        var address = new UriBuilder(new Uri(server.Address, "v1/stream")) { Scheme = "ws" }.Uri;
        await client._socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        return client;
    }

    public Task SendAsync(string frame) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>The next frame, its kind and what it holds.</summary>
    public async Task<(string Kind, JsonElement Frame)> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new InvalidOperationException($"closed with {(int?)_socket.CloseStatus}: {_socket.CloseStatusDescription}");
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                break;
        }
        var frame = JsonDocument.Parse(message.ToArray()).RootElement.EnumerateObject().Single();
        return (frame.Name, frame.Value.Clone());
    }

    /// <summary>The next frame of this kind; the others are passed over.</summary>
    public async Task<JsonElement> ReceiveAsync(string kind)
    {
        while (true)
        {
            var (name, frame) = await ReceiveAsync();
            if (name == kind)
                return frame;
        }
    }

    /// <summary>Reads until the server closes; returns its close code.</summary>
    public async Task<int> CloseCodeAsync()
    {
        var buffer = new byte[16 * 1024];
        while (_socket.State == WebSocketState.Open)
            await _socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        return (int)_socket.CloseStatus!;
    }

    public void Dispose() => _socket.Dispose();
}
