using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Fanout.Perf.Driving;

namespace Fanout.Perf.Publishing;

/// <summary>Publishes to a nats-server over its own protocol: a line with subject and size, then the bytes.</summary>
internal sealed class NatsPublisher : IEventSource, IDisposable
{
    private const int HeadSize = 2;  // of a WebSocket frame below 126 bytes
    private const int AroundSize = 16; // what a MSG line adds: "MSG t0 1 80" and two line ends, about

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly MemoryStream _turn = new();
    private readonly byte[] _payload;
    private readonly int _topicCount;
    private int _next;
    private long _events;

    public NatsPublisher(int port, int topicCount, int frameSize)
    {
        _client = new TcpClient("127.0.0.1", port) { NoDelay = true };
        _stream = _client.GetStream();
        _topicCount = topicCount;
        _payload = new byte[Math.Max(TimeMark.Size, frameSize - HeadSize - AroundSize)];
        Write("CONNECT {\"verbose\":false,\"pedantic\":false}\r\n");
        Flush();
    }

    public static string SubjectOf(int topic) => string.Create(CultureInfo.InvariantCulture, $"t{topic}");

    public void Publish(long dueUs)
    {
        TimeMark.Write(_payload, dueUs);
        Write($"PUB {SubjectOf(_next)} {_payload.Length}\r\n");
        _turn.Write(_payload);
        _turn.Write("\r\n"u8);
        _next = (_next + 1) % _topicCount;
        _events++;
    }

    public void Flush()
    {
        _turn.WriteTo(_stream);
        _turn.SetLength(0);
    }

    public void Begin() => _events = 0;

    public IEnumerable<KeyValuePair<string, double>> Counted() => [new("events", _events)];

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
        _turn.Dispose();
    }

    private void Write(string text) => _turn.Write(Encoding.ASCII.GetBytes(text));
}
