using System.Buffers;
using System.IO.Pipelines;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Transport;

namespace Fanout.Server.Tests.Transport;

public sealed class PipeInputTests
{
    private const int MessageSizeMax = 1_024;

    private readonly Pipe _pipe = new(new PipeOptions(useSynchronizationContext: false));
    private readonly SignallingOwner _owner = new();
    private readonly PipeInput _input;

    public PipeInputTests() => _input = new PipeInput(
        _pipe.Reader, new MessageReaders(new TransportOptions { MessageSizeMax = MessageSizeMax }), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hands_over_one_message_for_each_next()
    {
        var reading = _input.ReadAsync(_owner);
        await SendAsync(Frame(Opcode.Text, "a"), Frame(Opcode.Ping, "b"), Frame(Opcode.Binary, "c"));
        await _owner.WaitForTouch();
        Assert.Empty(_owner.TakeTold());

        foreach (var told in new[] { "Text a", "Ping b", "Binary c" })
        {
            _input.Next();
            Assert.Equal(told, await _owner.NextAsync());
            Assert.Empty(_owner.TakeTold());
        }

        await _pipe.Writer.CompleteAsync();
        await reading;
    }

    [Fact]
    public async Task A_next_that_comes_early_is_kept_and_lets_one_message_through()
    {
        _input.Next();
        var reading = _input.ReadAsync(_owner);
        await SendAsync(Frame(Opcode.Text, "a")[..3]);
        await _owner.WaitForTouch();
        await SendAsync(Frame(Opcode.Text, "a")[3..], Frame(Opcode.Text, "b"));
        Assert.Equal("Text a", await _owner.NextAsync());
        Assert.Empty(_owner.TakeTold());
        await EndAsync(reading);
    }

    [Fact]
    public async Task Notices_the_end_while_the_owner_has_not_asked_for_more()
    {
        _input.Next();
        var reading = _input.ReadAsync(_owner);
        await SendAsync(Frame(Opcode.Text, "a"));
        Assert.Equal("Text a", await _owner.NextAsync());
        await _pipe.Writer.CompleteAsync();
        await reading;
    }

    [Fact]
    public async Task A_lost_connection_is_the_reading_loops_exception()
    {
        var reading = _input.ReadAsync(_owner);
        await _pipe.Writer.CompleteAsync(new IOException("connection reset"));
        await Assert.ThrowsAsync<IOException>(() => reading);
    }

    [Fact]
    public async Task A_violation_is_told_once_and_the_rest_is_read_and_dropped()
    {
        _input.Next();
        var reading = _input.ReadAsync(_owner);
        await SendAsync(Frame(Opcode.Text, new string('x', MessageSizeMax + 1)));
        Assert.Equal("violation MessageTooBig", await _owner.NextAsync());

        await SendAsync([0xFF, 0xFF], Frame(Opcode.Text, "late"));
        await _pipe.Writer.CompleteAsync();
        await reading;
        Assert.Empty(_owner.TakeTold());
    }

    [Fact]
    public async Task Drops_messages_after_ignore_until_the_peer_closes()
    {
        var reading = _input.ReadAsync(_owner);
        await SendAsync(Frame(Opcode.Text, "a"));
        await _owner.WaitForTouch();
        _input.Ignore();
        await SendAsync(Frame(Opcode.Text, "b"), Frame(Opcode.Close, ""));
        await reading;
        Assert.Empty(_owner.TakeTold());
    }

    [Fact]
    public async Task Goes_on_until_the_owner_has_dealt_with_the_peers_close()
    {
        _input.Next();
        var reading = _input.ReadAsync(_owner);
        await SendAsync(Frame(Opcode.Close, ""), [0x00]);
        Assert.Equal("Close ", await _owner.NextAsync());
        Assert.False(reading.IsCompleted);
        _input.Ignore();
        await reading;
    }

    [Fact]
    public async Task Readers_go_from_one_connection_to_another_only_between_messages()
    {
        var readers = new MessageReaders(new TransportOptions { MessageSizeMax = MessageSizeMax });
        var (cut, broken, whole) = (new Connection(readers), new Connection(readers), new Connection(readers));
        await cut.SendAsync(Frame(Opcode.Text, "half of it")[..9]);
        await broken.SendAsync([0xFF, 0xFF]);
        Assert.Equal("violation ProtocolError", await broken.Owner.NextAsync());
        foreach (var text in new[] { "one", "another" })
        {
            await whole.SendAsync(Frame(Opcode.Text, text));
            Assert.Equal($"Text {text}", await whole.Owner.NextAsync());
        }

        await cut.SendAsync(Frame(Opcode.Text, "half of it")[9..]);
        Assert.Equal("Text half of it", await cut.Owner.NextAsync());
        await cut.EndAsync();
        await broken.EndAsync();
        await whole.EndAsync();
    }

    private static byte[] Frame(Opcode opcode, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, opcode, System.Text.Encoding.UTF8.GetBytes(payload), maskKey: 0x01020304);
        return output.WrittenSpan.ToArray();
    }

    private async Task SendAsync(params byte[][] parts)
    {
        foreach (var part in parts)
        {
            _pipe.Writer.Write(part);
        }

        await _pipe.Writer.FlushAsync(Cancellation);
    }

    private async Task EndAsync(Task reading)
    {
        _input.Ignore();
        await _pipe.Writer.CompleteAsync();
        await reading;
    }

    /// <summary>One of several that borrow readers of the same pool; it asks for whatever comes.</summary>
    private sealed class Connection
    {
        private readonly Pipe _pipe = new(new PipeOptions(useSynchronizationContext: false));
        private readonly PipeInput _input;
        private readonly Task _reading;

        public Connection(MessageReaders readers)
        {
            _input = new PipeInput(_pipe.Reader, readers, TimeProvider.System);
            _reading = _input.ReadAsync(Owner);
        }

        public SignallingOwner Owner { get; } = new();

        public async Task SendAsync(byte[] bytes)
        {
            _input.Next();
            await _pipe.Writer.WriteAsync(bytes, Cancellation);
            await Owner.WaitForTouch();
        }

        public async Task EndAsync()
        {
            await _pipe.Writer.CompleteAsync();
            await _reading;
        }
    }
}
