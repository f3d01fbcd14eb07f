using System.Net.Sockets;
using System.Text;
using Fanout.Perf.Driving;

namespace Fanout.Perf.Publishing;

/// <summary>
/// Publishes to Nchan: one POST an event on one connection that stays, answers being read and dropped.
/// </summary>
internal sealed class NchanPublisher : IEventSource, IDisposable
{
    private const int HeadSize = 2; // of a WebSocket frame below 126 bytes

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly MemoryStream _turn = new();
    private readonly byte[] _head;
    private readonly byte[] _payload;
    private readonly Task _answers;
    private long _events;

    public NchanPublisher(int port, int frameSize)
    {
        _client = new TcpClient("127.0.0.1", port) { NoDelay = true };
        _stream = _client.GetStream();
        _payload = new byte[frameSize - HeadSize];
        _head = Encoding.ASCII.GetBytes(
            "POST /pub HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
            + $"Content-Length: {_payload.Length}\r\n\r\n");
        _answers = _stream.CopyToAsync(Stream.Null);
    }

    public void Publish(long dueUs)
    {
        TimeMark.Write(_payload, dueUs);
        _turn.Write(_head);
        _turn.Write(_payload);
        _events++;
    }

    public void Flush()
    {
        _turn.WriteTo(_stream);
        _turn.SetLength(0);
    }

    public void Begin() => _events = 0;

    public IEnumerable<KeyValuePair<string, double>> Counted() =>
        [new("events", _events), new("refused", _answers.IsCompleted ? 1 : 0)];

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
        _turn.Dispose();
    }
}
