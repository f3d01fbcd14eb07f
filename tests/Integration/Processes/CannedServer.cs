using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fanout.Integration.Tests.Processes;

/// <summary>A program that is not ours: it answers every request alike, whatever is asked. On a free loopback port.</summary>
public sealed class CannedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _answer;
    private readonly Task _serving;

    private CannedServer(int status, string json)
    {
        _answer = Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status} As it is\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n"
            + $"Connection: close\r\n\r\n{json}");
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <param name="json">The body of every answer.</param>
    /// <param name="status">Its status.</param>
    public static CannedServer Start(string json, int status = 200) => new(status, json);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var peer = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(peer);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient peer)
    {
        var buffer = new byte[64 * 1024]; // more than a request of ours has
        try
        {
            var stream = peer.GetStream();
            await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, _stop.Token);
            await stream.WriteAsync(_answer, _stop.Token);
            peer.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(buffer, _stop.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Who asked is gone.
        }
    }
}
