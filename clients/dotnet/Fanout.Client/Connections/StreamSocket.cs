using System.Buffers;
using System.Net.WebSockets;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Client.Connections;

/// <summary>One WebSocket to the server: whole frames in and out. One reader; any number of writers.</summary>
internal sealed class StreamSocket : IAsyncDisposable
{
    private const string Subprotocol = "fanout.v1.proto";
    private const int FirstBufferBytes = 16 * 1024; // most frames are far smaller; snapshots grow it

    private static readonly MessageParser<ServerFrame> Parser = ServerFrame.Parser.WithDiscardUnknownFields(true);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly int _messageBytesMax;
    private readonly TimeSpan _connectWithin;
    private readonly TimeProvider _time;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);

    public StreamSocket(FanoutClientOptions options)
    {
        (_messageBytesMax, _time) = (options.MessageBytesMax, options.Time);
        _connectWithin = 2 * options.SilenceMax; // as long as a server that was there may be silent
        _socket.Options.AddSubProtocol(Subprotocol);
        _socket.Options.CollectHttpResponseDetails = true; // a refusal says when to come again
        _socket.Options.KeepAliveInterval = TimeSpan.Zero; // liveness is checked by frames, which need an answer
    }

    /// <summary>The peer's close code, once it has closed.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>How long a server that did not let us in asked to stay away.</summary>
    public TimeSpan RetryAfter { get; private set; }

    /// <exception cref="FanoutException">No answer in time: a server that hangs takes connections and says nothing.</exception>
    public async Task ConnectAsync(Uri server, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(_connectWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await _socket.ConnectAsync(StreamAddress(server), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new FanoutException($"{server}: no answer to the handshake within {_connectWithin.TotalSeconds:0} s");
        }
        catch (WebSocketException)
        {
            RetryAfter = Connections.RetryAfter.Of(_socket.HttpResponseHeaders, _time.GetUtcNow());
            throw;
        }
        _socket.HttpResponseHeaders = null; // nobody asks for them any more
    }

    public async Task SendAsync(ClientFrame frame, CancellationToken cancellation)
    {
        var bytes = frame.ToByteArray();
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next frame, or null once the peer has closed.</summary>
    /// <exception cref="FanoutException">A message exceeds the limit, or is no frame.</exception>
    public async Task<ServerFrame?> ReceiveAsync(CancellationToken cancellation)
    {
        var size = 0;
        while (true)
        {
            if (size == _buffer.Length)
                Grow();
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(size), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            size += part.Count;
            if (part.EndOfMessage)
                return Parse(size);
        }
    }

    /// <summary>Ends politely if the peer still listens; never throws for a peer that is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1)); // a peer that stalls is not waited for
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The world's: nothing is left to be polite to.
        }
        _socket.Dispose();
        _sending.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    internal static Uri StreamAddress(Uri server)
    {
        var builder = new UriBuilder(new Uri(server, "v1/stream"));
        builder.Scheme = builder.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        return builder.Uri;
    }

    private ServerFrame Parse(int size)
    {
        try
        {
            return Parser.ParseFrom(_buffer.AsSpan(0, size));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new FanoutException($"a message of {size} bytes from the server is no frame: {error.Message}", error);
        }
    }

    private void Grow()
    {
        if (_buffer.Length >= _messageBytesMax)
            throw new FanoutException($"a message from the server exceeds {_messageBytesMax} bytes");
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, _messageBytesMax));
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
