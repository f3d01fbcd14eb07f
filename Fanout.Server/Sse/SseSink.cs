using System.IO.Pipelines;
using Fanout.Server.Delivery;
using Fanout.Server.Transport;

namespace Fanout.Server.Sse;

/// <summary>The way out to a reader of events: the body of an HTTP answer that does not end by itself.</summary>
internal sealed class SseSink(PipeWriter body, TcpProgress progress) : ISink
{
    private readonly PipeOutput _output = new(body, progress);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long BytesTaken => _output.BytesTaken;

    public int HeldBytes => _output.HeldBytes;

    public PeerProgress Progress => _output.Progress;

    /// <summary>Serves the connection until its reader is gone or delivery ends it; nothing touches the body after.</summary>
    public async Task RunAsync(Connection connection, CancellationToken gone)
    {
        _output.Attach(connection.PostWritable);
        using (gone.Register(() => _ended.TrySetResult()))
            await _ended.Task;
        _output.Close();
        connection.PostEnded();
    }

    public int Write(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    public void Flush() => _output.Flush();

    public void Next()
    {
        // A reader of events says nothing after its request.
    }

    public void End()
    {
        _output.Flush();
        _ended.TrySetResult();
    }

    public void Abort() => _ended.TrySetResult();
}
