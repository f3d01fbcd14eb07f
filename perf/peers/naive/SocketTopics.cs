using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Fanout.Perf.Driving;

namespace Fanout.Perf.Peers.Naive;

/// <summary>
/// Topics as lists of sockets. Each topic sends one message after the other; a topic whose sends are not done when the
/// next message comes queues it, so that nothing is lost and nothing overlaps on a socket.
/// </summary>
internal sealed class SocketTopics : IEventSource
{
    private readonly List<Reader>[] _readers;
    private readonly int _size;
    private int _next;
    private long _events;

    public SocketTopics(int count, int frameSize)
    {
        const int HeadSize = 2;
        _readers = [.. Enumerable.Range(0, count).Select(static _ => new List<Reader>())];
        _size = frameSize - HeadSize;
    }

    /// <summary>Subscribes a socket to the topics in a row that its first message names, until it closes.</summary>
    public async Task ServeAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var reader = new Reader(socket);
        List<Reader>[] own = [];
        try
        {
            var buffer = new byte[64];
            for (var message = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                message.MessageType != WebSocketMessageType.Close;
                message = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken))
            {
                if (own.Length > 0)
                    continue;
                own = TopicsOf(Encoding.ASCII.GetString(buffer, 0, message.Count));
                foreach (var topic in own)
                {
                    lock (topic)
                        topic.Add(reader);
                }
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException)
        {
            // The client is gone.
        }
        finally
        {
            foreach (var topic in own)
            {
                lock (topic)
                    topic.Remove(reader);
            }
        }
    }

    public void Publish(long dueUs)
    {
        var message = new byte[_size];
        TimeMark.Write(message, dueUs);
        var topic = _readers[_next];
        _next = (_next + 1) % _readers.Length;
        _events++;
        lock (topic)
        {
            foreach (var reader in topic)
                reader.Send(message);
        }
    }

    public void Flush()
    {
        // Every send went out, or waits for the one before it.
    }

    public void Begin() => _events = 0;

    public IEnumerable<KeyValuePair<string, double>> Counted() => [new("events", _events)];

    private List<Reader>[] TopicsOf(string request)
    {
        var words = request.Split(' ');
        var numbers = Array.ConvertAll(words, static word => int.Parse(word, CultureInfo.InvariantCulture));
        return [.. Enumerable.Range(numbers[0], numbers[1]).Select(topic => _readers[topic % _readers.Length])];
    }

    /// <summary>
    /// A socket and the messages that wait for it: SendAsync must not be called while one is under way.
    /// </summary>
    private sealed class Reader(WebSocket socket)
    {
        private readonly Queue<byte[]> _waiting = new();
        private bool _sending;

        public void Send(byte[] message)
        {
            lock (_waiting)
            {
                if (_sending)
                {
                    _waiting.Enqueue(message);
                    return;
                }
                _sending = true;
            }
            var sending = SendAsync(message);
            if (sending.IsCompletedSuccessfully)
                Sent();
            else
                _ = AwaitedAsync(sending);
        }

        private ValueTask SendAsync(byte[] message) => socket.SendAsync(
            message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

        private void Sent()
        {
            while (TryNext(out var message))
            {
                var sending = SendAsync(message);
                if (sending.IsCompletedSuccessfully)
                    continue;
                _ = AwaitedAsync(sending);
                return;
            }
        }

        private async Task AwaitedAsync(ValueTask sending)
        {
            try
            {
                await sending;
                while (TryNext(out var message))
                    await SendAsync(message);
            }
            catch (Exception failure)
                when (failure is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client is gone; whoever receives from it takes it off the topics.
            }
        }

        private bool TryNext(out byte[] message)
        {
            lock (_waiting)
                return _sending = _waiting.TryDequeue(out message!);
        }
    }
}
