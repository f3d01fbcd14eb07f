using System.IO.Pipelines;
using Fanout.Server.Delivery;
using Microsoft.AspNetCore.Connections.Features;

namespace Fanout.Server.Transport;

/// <summary>
/// A connection on the pipes of the server that accepted it: for TLS, for systems other than Linux, and for connections
/// that spoke HTTP before.
/// </summary>
internal sealed class PipeSink : ISink
{
    private readonly PipeInput _input;
    private readonly PipeOutput _output;
    private readonly IConnectionLifetimeFeature _lifetime;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private volatile bool _closeFrameWritten;

    /// <param name="pipes">The connection's own, of which nobody else reads or writes any more.</param>
    /// <param name="lifetime">Cuts the connection off.</param>
    /// <param name="progress">How far its peer has come.</param>
    /// <param name="readers">For what it receives.</param>
    /// <param name="deflate">permessage-deflate was agreed on.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">Measures how long a peer takes to answer a close frame.</param>
    public PipeSink(
        IDuplexPipe pipes,
        IConnectionLifetimeFeature lifetime,
        TcpProgress progress,
        MessageReaders readers,
        bool deflate,
        TransportOptions options,
        TimeProvider time)
    {
        _input = new PipeInput(pipes.Input, readers, time, deflate);
        _output = new PipeOutput(pipes.Output, progress);
        _lifetime = lifetime;
        _options = options;
        _time = time;
    }

    public long BytesTaken => _output.BytesTaken;

    public int HeldBytes => _output.HeldBytes;

    public PeerProgress Progress => _output.Progress;

    /// <summary>Serves the connection; when the task has ended, nothing touches its pipes any more.</summary>
    public async Task RunAsync(IConnectionOwner owner)
    {
        try
        {
            _output.Attach(owner.PostWritable);
            await _input.ReadAsync(owner).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            // The world's: a peer that vanished, or that was cut off.
        }
        finally
        {
            _output.Close();
            if (!_closeFrameWritten)
            {
                // Nobody waits for what is in the pipe, but the server would wait for ever until the peer took it.
                _lifetime.Abort();
            }

            owner.PostEnded();
        }
    }

    public int Write(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    public void Flush() => _output.Flush();

    public void Next() => _input.Next();

    public void End()
    {
        _closeFrameWritten = true;
        _output.Flush();
        _input.Ignore();
        _ = CutOffAsync();
        if (_input.Violated)
        {
            _ = LeaveAsync();
        }
    }

    public void Abort()
    {
        _lifetime.Abort();
        _input.Ignore();
    }

    /// <summary>Also after the request has ended: the server may still be sending what is in its pipe.</summary>
    private async Task CutOffAsync()
    {
        await Task.Delay(_options.CloseTimeout, _time).ConfigureAwait(false);
        _lifetime.Abort();
    }

    /// <summary>Ends reading, and with it the connection, some time after the close frame.</summary>
    private async Task LeaveAsync()
    {
        await Task.Delay(_options.ViolationLinger, _time).ConfigureAwait(false);
        _input.Leave();
    }
}
