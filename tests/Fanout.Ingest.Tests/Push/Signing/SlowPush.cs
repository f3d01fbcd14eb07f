using System.Net.Sockets;
using System.Text;

namespace Fanout.Ingest.Tests.Push.Signing;

/// <summary>A push whose head is there, and was judged, while its body is still to come.</summary>
internal sealed class SlowPush : IDisposable
{
    private readonly TcpClient _socket;
    private readonly StreamReader _answer;
    private readonly byte[] _body;

    private SlowPush(TcpClient socket, byte[] body) =>
        (_socket, _answer, _body) = (socket, new StreamReader(socket.GetStream(), Encoding.ASCII), body);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sends the head, and waits until the server asks for the body (RFC 9110 §10.1.1), which it does once it took the head.</summary>
    public static async Task<SlowPush> BeginAsync(string address, HttpRequestMessage request)
    {
        using (request)
        {
            var (uri, body) = (new Uri(address), await request.Content!.ReadAsByteArrayAsync(Cancel));
            var head = new StringBuilder($"POST {request.RequestUri} HTTP/1.1\r\nHost: {uri.Authority}\r\nConnection: close\r\n")
                .Append($"Expect: 100-continue\r\nContent-Type: application/x-ndjson\r\nContent-Length: {body.Length}\r\n");
            foreach (var (name, values) in request.Headers.NonValidated) head.Append($"{name}: {values}\r\n");
            var socket = new TcpClient();
            await socket.ConnectAsync(uri.Host, uri.Port, Cancel);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), Cancel);
            var push = new SlowPush(socket, body);
            Assert.StartsWith("HTTP/1.1 100", await push._answer.ReadLineAsync(Cancel), StringComparison.Ordinal);
            Assert.Equal("", await push._answer.ReadLineAsync(Cancel));
            return push;
        }
    }

    /// <summary>Sends the body; returns the answer with its head.</summary>
    public async Task<string> EndAsync()
    {
        await _socket.GetStream().WriteAsync(_body, Cancel);
        return await _answer.ReadToEndAsync(Cancel);
    }

    public void Dispose()
    {
        _answer.Dispose();
        _socket.Dispose();
    }
}
