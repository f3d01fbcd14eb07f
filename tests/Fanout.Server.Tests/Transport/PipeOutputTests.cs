using System.Buffers;
using System.IO.Pipelines;
using CsCheck;
using Fanout.Server.Transport;

namespace Fanout.Server.Tests.Transport;

/// <summary>
/// On a pipe that blocks at 64 KiB and goes on at 32 KiB, as Kestrel's does; everything runs on this thread.
/// </summary>
public sealed class PipeOutputTests
{
    private const int PipeSizeMax = 64 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: PipeSizeMax,
        resumeWriterThreshold: PipeSizeMax / 2,
        useSynchronizationContext: false));

    private readonly SignallingOwner _owner = new();
    private readonly PipeOutput _output;

    public PipeOutputTests()
    {
        _output = new PipeOutput(_pipe.Writer, new TcpProgress(socket: null));
        _output.Attach(_owner.PostWritable);
    }

    [Fact]
    public void Hands_on_what_was_written_in_a_turn_at_its_flush()
    {
        Assert.Equal(3, _output.Write("one"u8));
        Assert.Equal(3, _output.Write("two"u8));
        Assert.False(_pipe.Reader.TryRead(out _));

        _output.Flush();
        Assert.Equal("onetwo"u8, Drain());
        Assert.Equal(6, _output.BytesTaken);
    }

    [Fact]
    public void Takes_a_part_when_it_blocks_and_nothing_after()
    {
        Assert.Equal(PipeSizeMax, _output.Write(new byte[PipeSizeMax + 1_000]));
        Assert.Equal(0, _output.Write(new byte[10]));
        _output.Flush();
        Assert.Equal(0, _output.Write(new byte[10]));
        Assert.Empty(_owner.TakeTold());
        Assert.Equal(0, _output.BytesTaken);
    }

    [Fact]
    public void Says_once_that_it_takes_bytes_again()
    {
        _output.Write(new byte[PipeSizeMax + 1]);
        Assert.Empty(_owner.TakeTold());

        Assert.Equal(PipeSizeMax, Drain().Length);
        Assert.Equal(["writable"], _owner.TakeTold());
        Assert.Equal(PipeSizeMax, _output.BytesTaken);
        Assert.Equal(5, _output.Write(new byte[5]));
    }

    [Fact]
    public void Says_nothing_where_everything_was_taken()
    {
        Assert.Equal(PipeSizeMax, _output.Write(new byte[PipeSizeMax]));
        Drain();
        Assert.Empty(_owner.TakeTold());
    }

    [Fact]
    public void Tells_an_owner_that_came_after_the_pipe_had_drained()
    {
        var output = new PipeOutput(_pipe.Writer, new TcpProgress(socket: null));
        output.Write(new byte[PipeSizeMax + 1]);
        Drain();
        output.Attach(_owner.PostWritable);
        Assert.Equal(["writable"], _owner.TakeTold());
    }

    [Fact]
    public void Takes_nothing_once_the_pipe_has_no_reader()
    {
        _pipe.Reader.Complete();
        Assert.Equal(4, _output.Write("last"u8));
        _output.Flush();
        Assert.Equal(0, _output.Write("more"u8));
        Assert.Empty(_owner.TakeTold());
    }

    [Fact]
    public void Says_nothing_more_when_the_reader_goes_while_it_is_blocked()
    {
        _output.Write(new byte[PipeSizeMax + 1]);
        _pipe.Reader.Complete(new IOException("connection reset"));
        Assert.Empty(_owner.TakeTold());
        Assert.Equal(0, _output.Write("more"u8));
    }

    [Fact]
    public void Leaves_the_pipe_alone_once_closed()
    {
        _output.Write("unsent"u8);
        _output.Close();
        _pipe.Writer.Complete();
        _output.Flush();
        Assert.Equal(0, _output.Write("more"u8));
    }

    [Fact]
    public void Every_byte_comes_out_once_and_in_order_whatever_the_sizes() =>
        Gen.Select(Gen.Int[1, 200_000].Array[1, 20], Gen.Int[1, 50_000].Array[1, 5]).Sample(
            (sizes, reads) => new PipeOutputTests().SendsAll(sizes, reads), iter: 50);

    private void SendsAll(int[] sizes, int[] reads)
    {
        var sent = 0L;
        var received = 0L;
        for (var round = 0; round < sizes.Length; round++)
        {
            ReadOnlySpan<byte> rest = Numbered(sent, sizes[round]);
            while (!rest.IsEmpty)
            {
                var taken = _output.Write(rest);
                rest = rest[taken..];
                sent += taken;
                _output.Flush();
                Assert.InRange(sent - received, 0, 2 * PipeSizeMax);
                if (!rest.IsEmpty)
                {
                    received += CheckNext(received, reads[round % reads.Length]);
                }
            }
        }

        while (received < sent)
        {
            received += CheckNext(received, reads[0]);
        }
    }

    private int CheckNext(long start, int sizeMax)
    {
        Assert.True(_pipe.Reader.TryRead(out var read));
        var part = read.Buffer.Slice(0, Math.Min(sizeMax, read.Buffer.Length));
        var bytes = part.ToArray();
        _pipe.Reader.AdvanceTo(part.End);
        Assert.Equal(Numbered(start, bytes.Length), bytes);
        return bytes.Length;
    }

    private static byte[] Numbered(long start, int size) =>
        [.. Enumerable.Range(0, size).Select(index => (byte)((start + index) % 251))];

    private byte[] Drain()
    {
        Assert.True(_pipe.Reader.TryRead(out var read));
        var bytes = read.Buffer.ToArray();
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return bytes;
    }
}
