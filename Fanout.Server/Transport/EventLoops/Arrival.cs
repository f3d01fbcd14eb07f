using System.Runtime.Versioning;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Admission;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>
/// A connection of which only the first bytes are looked at: ours, when they open the stream, and otherwise the web
/// server's, which finds them untouched.
/// </summary>
/// <remarks>
/// Also the web server's: who has not said in time what he wants, and a head that is too long; its own limits and
/// answers hold for them, so that nothing here has to refuse anybody.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class Arrival(EventLoop loop, Accepted accepted, StreamListener listener) : Watched, IDeadline
{
    private readonly Descriptor _descriptor = accepted.Descriptor;
    private bool _decided;
    private bool _queued;
    private bool _late;

    /// <summary>Begins to look; what it has sent already is told like what comes later.</summary>
    public void Begin()
    {
        try
        {
            loop.Add(
                this, _descriptor.Number, Readiness.In | Readiness.Out | Readiness.PeerEnded | Readiness.EdgeTriggered);
        }
        catch (IOException failure)
        {
            listener.Refused(failure);
            Close();
            return;
        }
        loop.Remind(this, loop.NowMs + (long)RequestHead.Patience.TotalMilliseconds);
    }

    public override void Ready(Readiness what)
    {
        if (_queued || _decided)
            return;
        _queued = true;
        loop.Queue(this);
    }

    /// <summary>One that only we keep waiting is looked at first.</summary>
    public void Due()
    {
        _late = true;
        if (!_queued && !_decided)
            HandToServer();
    }

    public override void Stop()
    {
        if (!_decided)
            End(); // otherwise the descriptor is another's
    }

    /// <summary>It is its turn.</summary>
    public void Look()
    {
        _queued = false;
        if (_decided)
            return;
        switch (_descriptor.Peek(loop.ReceiveBuffer.AsSpan(0, RequestHead.SizeMax), out var size))
        {
            case Came.Done:
                Judge(loop.ReceiveBuffer.AsSpan(0, size));
                break;
            case Came.End or Came.Lost:
                End();
                break;
        }
        if (_late && !_decided)
            HandToServer();
    }

    private void Judge(ReadOnlySpan<byte> bytes)
    {
        switch (RequestHead.Read(bytes, out var request, out var size))
        {
            case HeadVerdict.Stream when Handshake.Answer(request, loop.Options.Deflate) is { Accepted: true } answer:
                if (loop.Reception.TryEnter(request, accepted.Peer.Address, out var place, out var refusal))
                    Accept(answer, size, place);
                else
                    HandToServer(refusal);
                break;
            case HeadVerdict.Incomplete:
                break;
            default:
                HandToServer();
                break;
        }
    }

    /// <summary>
    /// Takes the request off the connection, which has a place, answers it, and leaves the connection to delivery.
    /// </summary>
    private void Accept(HandshakeAnswer answer, int requestSize, Place place)
    {
        var response = ResponseHead.Of(answer);
        var taken = _descriptor.Receive(loop.ReceiveBuffer.AsSpan(0, requestSize), out var size);
        // a new connection's kernel buffer is empty: an answer of 200 bytes that does not fit has no reader any more
        if (taken != Came.Done || size != requestSize
            || _descriptor.Send(response, out var sent) != Came.Done || sent != response.Length)
        {
            loop.Reception.Leave(place.Address);
            End();
            return;
        }
        _decided = true;
        accepted.Visit.End();
        _descriptor.LimitSendBuffer(loop.Options.SendBufferBytes);
        var sink = new LoopSink(loop, _descriptor, place.Address, answer.Deflate);
        loop.Replace(this, sink);
        sink.Begin(listener.Acceptor.Accept(sink, answer, loop.Index, place.NeedsToken));
    }

    private void HandToServer(Refusal? refusal = null)
    {
        _decided = true;
        loop.Remove(this, _descriptor.Number);
        listener.HandToServer(accepted, refusal);
    }

    private void End()
    {
        _decided = true;
        loop.Remove(this, _descriptor.Number);
        Close();
    }

    private void Close()
    {
        _descriptor.Close();
        accepted.Visit.End();
    }
}
