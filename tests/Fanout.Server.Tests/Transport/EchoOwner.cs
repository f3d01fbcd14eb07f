using System.Buffers;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Fanout.Server.Transport;

namespace Fanout.Server.Tests.Transport;

/// <summary>
/// What delivery is to a transport, as small as can be: one loop that owns the sink, sends data back, answers pings and
/// closes, and goes on where a blocked sink stopped taking bytes.
/// </summary>
internal sealed class EchoOwner : IConnectionOwner
{
    /// <summary>Messages of so many bytes and more go out deflated, where that was agreed.</summary>
    public const int DeflateSizeMin = 512;

    private readonly Action<Action> _post;
    private readonly TaskCompletionSource _blockedOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ISink _sink;
    private readonly List<ReadOnlyMemory<byte>> _unsent = [];
    private bool _blocked;
    private bool _endOwed;
    private int _touchCount;

    public EchoOwner(ISink sink, HandshakeAnswer agreed, Action<Action> post, int? loop)
    {
        (_sink, Agreed, _post, Loop) = (sink, agreed, post, loop);
        Post(sink.Next);
    }

    /// <summary>What was said in the handshake.</summary>
    public HandshakeAnswer Agreed { get; }

    /// <summary>The event loop that it lives on, if it does.</summary>
    public int? Loop { get; }

    /// <summary>Ends after <see cref="PostEnded"/>, and fails if anything failed on the loop.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The sink has refused bytes.</summary>
    public Task Blocked => _blockedOnce.Task;

    public int TouchCount => Volatile.Read(ref _touchCount);

    public void Touch() => Interlocked.Increment(ref _touchCount);

    public void PostMessage(in Message message)
    {
        var opcode = message.Opcode;
        var payload = message.Payload.ToArray();
        Post(() => Handle(opcode, payload));
    }

    public void PostViolation(ProtocolViolationException violation) =>
        Post(() => Close(violation.Code));

    public void PostWritable() => Post(() => _blocked = false);

    public void PostEnded() => _post(() => _ended.TrySetResult());

    /// <summary>Sends a frame of the server's own.</summary>
    public void Send(byte[] payload) => Post(() => Queue(Opcode.Binary, payload));

    public void BeginClose(CloseCode code) => Post(() => Close(code));

    public void BeginAbort() => Post(_sink.Abort);

    /// <summary>What <see cref="ISink.BytesTaken"/> says, asked on the loop.</summary>
    public Task<long> BytesTakenAsync()
    {
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => answer.SetResult(_sink.BytesTaken));
        return answer.Task;
    }

    private void Post(Action act) => _post(() =>
    {
        try
        {
            act();
            Flush();
        }
        catch (Exception failure)
        {
            _ended.TrySetException(failure);
        }
    });

    private void Handle(Opcode opcode, byte[] payload)
    {
        switch (opcode)
        {
            case Opcode.Close:
                Close(ClosePayload.Read(payload, out _));
                return;
            case Opcode.Ping:
                Queue(Opcode.Pong, payload);
                break;
            case Opcode.Text or Opcode.Binary:
                Queue(opcode, payload);
                break;
        }

        _sink.Next();
    }

    private void Close(CloseCode code)
    {
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.WriteClose(frame, code, "");
        _unsent.Add(frame.WrittenMemory);
        _endOwed = true;
    }

    private void Queue(Opcode opcode, byte[] payload)
    {
        var frame = new ArrayBufferWriter<byte>();
        var deflated = Agreed.Deflate && !opcode.IsControl() && payload.Length >= DeflateSizeMin;
        FrameWriter.Write(frame, opcode, deflated ? MessageDeflater.Deflate(payload) : payload, deflated);
        _unsent.Add(frame.WrittenMemory);
    }

    private void Flush()
    {
        while (_unsent.Count > 0 && !_blocked)
        {
            var taken = _sink.Write(_unsent[0].Span);
            _blocked = taken < _unsent[0].Length;
            _unsent[0] = _unsent[0][taken..];
            if (_unsent[0].IsEmpty)
            {
                _unsent.RemoveAt(0);
            }
        }

        _sink.Flush();
        if (_blocked)
        {
            _blockedOnce.TrySetResult();
        }

        if (_endOwed && _unsent.Count == 0)
        {
            _endOwed = false;
            _sink.End();
        }
    }
}
