using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fanout.Services.Redis;

/// <summary>
/// Just enough of RESP2 for tests to look at a server without what they test. Commands are answered one at a time.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader; // Latin-1: a character is a byte

    private RedisConnection(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream, Encoding.Latin1);
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<RedisConnection> ConnectAsync(int port, string? password = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            var connection = new RedisConnection(socket);
            if (password is not null)
                await connection.SendAsync("AUTH", password);
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command; the answer is text, a <see cref="long"/>, an array of answers or nothing.</summary>
    /// <exception cref="RedisErrorException">The answer is an error; the connection stays usable.</exception>
    /// <exception cref="IOException">The connection ended.</exception>
    public async Task<object?> SendAsync(params string[] command)
    {
        var request = new StringBuilder($"*{command.Length}\r\n");
        foreach (var argument in command)
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(argument)}\r\n{argument}\r\n");
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), TestContext.Current.CancellationToken);
        return await ReceiveAsync();
    }

    /// <summary>The next answer, or what was published to a connection that subscribed.</summary>
    /// <exception cref="RedisErrorException">It is an error.</exception>
    /// <exception cref="IOException">The connection ended.</exception>
    public async Task<object?> ReceiveAsync() => await ReadAsync() switch
    {
        RedisErrorException error => throw error,
        var answer => answer,
    };

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _stream.DisposeAsync();
    }

    /// <summary>An error is returned and not thrown: within an array, what follows it must be read too.</summary>
    private async Task<object?> ReadAsync()
    {
        var line = await _reader.ReadLineAsync(TestContext.Current.CancellationToken)
            ?? throw new IOException("the server closed the connection");
        var text = line[1..];
        return line[0] switch
        {
            '+' => text,
            '-' => new RedisErrorException(text),
            ':' => Number(text),
            '$' => await ReadBulkAsync((int)Number(text)),
            '*' => await ReadArrayAsync((int)Number(text)),
            _ => throw new InvalidDataException($"'{line}' is no RESP2"),
        };
    }

    private async Task<string?> ReadBulkAsync(int size)
    {
        if (size < 0)
            return null;
        var bytes = new char[size + "\r\n".Length];
        var count = await _reader.ReadBlockAsync(bytes, TestContext.Current.CancellationToken);
        if (count < bytes.Length)
            throw new IOException("the server closed the connection within an answer");
        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes, 0, size));
    }

    private async Task<object?[]?> ReadArrayAsync(int count)
    {
        if (count < 0)
            return null;
        var items = new object?[count];
        for (var index = 0; index < count; index++)
            items[index] = await ReadAsync();
        return items;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
