using System.Buffers;
using System.IO.Pipelines;
using Fanout.Server.Delivery;

namespace Fanout.Server.Transport;

/// <summary>Bytes on their way into a connection's pipe.</summary>
/// <remarks>
/// Takes bytes until a flush has to wait, then none until it has ended; so what it holds is at most one batch in the
/// pipe beside what the pipe itself had. Threading: the shard writes and flushes, a flush that waited ends on another
/// thread, and <see cref="Close"/> comes from the request; all meet at one lock, which nothing waits under. The
/// alternative that lost, posting the end of a flush to the shard first, cannot keep the shard from writing into a pipe
/// that the server has completed meanwhile and whose memory is someone else's by then.
/// </remarks>
internal sealed class PipeOutput(PipeWriter pipe, TcpProgress progress)
{
    /// <summary>
    /// What is taken between two flushes, in bytes. That of Kestrel's own output (its <c>MaxResponseBufferSize</c>), so
    /// that a full batch waits until the kernel has taken half of it.
    /// </summary>
    public const int BatchSizeMax = 64 * 1024;

    private readonly Lock _gate = new();
    private Action? _postWritable;
    private bool _closed;
    private bool _writableOwed;

    // Bytes: written but not flushed; in the flush that waits; taken by the transport.
    private int _unflushed;
    private int _flushing;
    private long _taken;
    private long _takenBefore;
    private long _acknowledgedBefore;

    /// <summary>
    /// Rises whenever the transport takes bytes: exact while it takes all, by what the peer acknowledges while a flush
    /// waits.
    /// </summary>
    public long BytesTaken
    {
        get
        {
            lock (_gate)
            {
                if (_flushing > 0)
                {
                    _taken = Math.Max(_taken, _takenBefore + progress.Read().Acknowledged - _acknowledgedBefore);
                }

                return _taken;
            }
        }
    }

    /// <inheritdoc cref="ISink.HeldBytes"/>
    public int HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return _unflushed + _flushing;
            }
        }
    }

    /// <inheritdoc cref="ISink.Progress"/>
    public PeerProgress Progress
    {
        get
        {
            lock (_gate)
            {
                return progress.Read();
            }
        }
    }

    /// <summary>
    /// Says who is to be told that bytes are taken again; <paramref name="postWritable"/> posts and returns.
    /// </summary>
    public void Attach(Action postWritable)
    {
        lock (_gate)
        {
            _postWritable = postWritable;
            PostWritableIfOwed_NeedsLock();
        }
    }

    /// <inheritdoc cref="ISink.Write"/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            var taken = 0;
            while (taken < bytes.Length && !_closed && _flushing == 0)
            {
                var size = Math.Min(bytes.Length - taken, BatchSizeMax - _unflushed);
                pipe.Write(bytes.Slice(taken, size));
                taken += size;
                _unflushed += size;
                if (_unflushed == BatchSizeMax)
                {
                    Flush_NeedsLock();
                }
            }

            _writableOwed |= taken < bytes.Length;
            return taken;
        }
    }

    /// <inheritdoc cref="ISink.Flush"/>
    public void Flush()
    {
        lock (_gate)
        {
            if (_unflushed > 0 && !_closed)
            {
                Flush_NeedsLock();
            }
        }
    }

    /// <summary>The pipe is about to be completed by its owner: nothing touches it after this has returned.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    private void Flush_NeedsLock()
    {
        _takenBefore = _taken;
        _flushing = _unflushed;
        _unflushed = 0;
        var flush = pipe.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            EndFlush_NeedsLock(gone: flush.Result.IsCompleted);
        }
        else
        {
            _acknowledgedBefore = progress.Read().Acknowledged;
            _ = FlushAwaited(flush);
        }
    }

    private async Task FlushAwaited(ValueTask<FlushResult> flush)
    {
        bool gone;
        try
        {
            gone = (await flush.ConfigureAwait(false)).IsCompleted;
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or ObjectDisposedException)
        {
            gone = true;
        }

        lock (_gate)
        {
            EndFlush_NeedsLock(gone);
            PostWritableIfOwed_NeedsLock();
        }
    }

    private void EndFlush_NeedsLock(bool gone)
    {
        _taken = Math.Max(_taken, _takenBefore + _flushing);
        _flushing = 0;
        _closed |= gone;
    }

    private void PostWritableIfOwed_NeedsLock()
    {
        if (_writableOwed && !_closed && _flushing == 0 && _postWritable is not null)
        {
            _writableOwed = false;
            _postWritable(); // under the lock, so that nothing comes after Close
        }
    }
}
