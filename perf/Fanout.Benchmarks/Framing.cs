using System.Buffers;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Google.Protobuf;

namespace Fanout.Benchmarks;

/// <summary>Encoding a delta with its WebSocket head, and reading what a client sends.</summary>
[MemoryDiagnoser]
public class Framing : IDisposable
{
    private readonly ServerFrame _frame = Sample.Frame();
    private readonly MessageReader _reader = new(WebSocketRole.Server);
    private readonly byte[] _head = new byte[FrameHead.SizeMax];
    private ReadOnlySequence<byte> _received;

    [GlobalSetup]
    public void Setup()
    {
        var payload = new ClientFrame { Ping = new Ping { Nonce = 7 } }.ToByteArray();
        // As a client sends it: masked, here by a key of zeros.
        _received = new ReadOnlySequence<byte>([0x82, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload]);
    }

    [Benchmark]
    public int EncodeProto() => FrameEncoder.Encode(_frame, FrameEncoding.Proto).Size;

    [Benchmark]
    public int EncodeJson() => FrameEncoder.Encode(_frame, FrameEncoding.Json).Size;

    [Benchmark]
    public int WriteHead() => new FrameHead(Opcode.Binary, Final: true, Deflated: false, 300).Write(_head);

    [Benchmark]
    public bool ReadMessage()
    {
        var source = _received;
        return _reader.TryRead(ref source, out _);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _reader.Dispose();
        GC.SuppressFinalize(this);
    }
}
