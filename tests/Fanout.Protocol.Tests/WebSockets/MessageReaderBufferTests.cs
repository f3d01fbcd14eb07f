using System.Buffers;
using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

public sealed class MessageReaderBufferTests
{
    private const uint MaskKey = 0x3d21fa37;

    private readonly CountingPool _pool = new();

    [Fact]
    public void Holds_no_array_between_messages()
    {
        using var reader = CreateReader();
        Assert.Single(Read(reader, Frame(Opcode.Binary, size: 3_000)));
        Assert.Equal(0, _pool.ArraysOut);
    }

    [Fact]
    public void Holds_no_array_for_half_a_head()
    {
        using var reader = CreateReader();
        Assert.Empty(Read(reader, Frame(Opcode.Binary, size: 3_000).AsSpan(0, 7)));
        Assert.Equal(0, _pool.ArraysOut);
    }

    [Fact]
    public void Holds_what_came_and_not_what_a_head_promises()
    {
        using var reader = CreateReader();
        Assert.Empty(Read(reader, Frame(Opcode.Binary, size: 60_000).AsSpan(0, 108)));
        Assert.Equal(100, _pool.BytesOut);
    }

    [Fact]
    public void Holds_one_array_of_at_most_the_limit_and_a_control_frame()
    {
        using var reader = CreateReader(messageSizeMax: 1_000);
        byte[] stream =
        [
            .. Frame(Opcode.Binary, size: 600, final: false),
            .. Frame(Opcode.Ping, size: 125),
            .. Frame(Opcode.Continuation, size: 400, final: false),
            .. Frame(Opcode.Ping, size: 125),
            .. Frame(Opcode.Continuation, size: 0),
        ];
        foreach (var part in Segments.Cut(stream, [1]))
        {
            Read(reader, part.Span);
            Assert.InRange(_pool.ArraysOut, 0, 1);
        }

        // While it grows, the old and the new array are out together.
        Assert.InRange(_pool.BytesOutMax, 1_125, 1_125 + 1_124);
        Assert.Equal(0, _pool.ArraysOut);
    }

    [Fact]
    public void Rents_once_for_all_the_messages_that_came_together()
    {
        using var reader = CreateReader();
        byte[] together = [.. Frame(Opcode.Binary, 500), .. Frame(Opcode.Binary, 500), .. Frame(Opcode.Ping, 100)];
        ReadOnlySpan<byte> source = together;
        for (var count = 0; count < 3; count++)
        {
            Assert.True(reader.TryRead(ref source, out _));
            Assert.Equal(500, _pool.BytesOutMax);
        }
    }

    [Fact]
    public void Gives_its_array_back_on_a_violation()
    {
        using var reader = CreateReader();
        Read(reader, Frame(Opcode.Text, size: 100, final: false));
        Assert.Equal(1, _pool.ArraysOut);
        Assert.Throws<ProtocolViolationException>(() => Read(reader, [0xFF]));
        Assert.Equal(0, _pool.ArraysOut);
        Assert.Empty(Read(reader, Frame(Opcode.Text, size: 5)));
    }

    [Fact]
    public void Gives_its_array_back_when_disposed_of_with_a_message_handed_out()
    {
        var reader = CreateReader();
        ReadOnlySpan<byte> source = Frame(Opcode.Text, size: 100);
        Assert.True(reader.TryRead(ref source, out _));
        reader.Dispose();
        reader.Dispose();
        Assert.Equal(0, _pool.ArraysOut);
    }

    [Fact]
    public void Hands_out_a_plain_frame_where_it_lies()
    {
        using var reader = new MessageReader(WebSocketRole.Client, pool: _pool);
        var bytes = Frame(Opcode.Binary, size: 500, maskKey: null);
        ReadOnlySpan<byte> source = bytes;
        Assert.True(reader.TryRead(ref source, out var message));
        Assert.True(message.Payload.Overlaps(bytes));
        Assert.Equal(0, _pool.BytesOutMax);
    }

    [Fact]
    public void Leaves_the_bytes_it_is_given_alone()
    {
        using var reader = CreateReader();
        var bytes = Frame(Opcode.Binary, size: 500);
        var before = bytes.ToArray();
        Assert.Single(Read(reader, bytes));
        Assert.Equal(before, bytes);
    }

    [Theory]
    [InlineData(WebSocketRole.Server, false)]
    [InlineData(WebSocketRole.Server, true)]
    [InlineData(WebSocketRole.Client, false)]
    [InlineData(WebSocketRole.Client, true)]
    public void Allocates_nothing_for_frames_that_lie_in_one_buffer(WebSocketRole role, bool asSequence)
    {
        using var reader = new MessageReader(role);
        uint? maskKey = role == WebSocketRole.Server ? MaskKey : null;
        byte[] bytes =
        [
            .. Frame(Opcode.Text, 120, maskKey: maskKey),
            .. Frame(Opcode.Ping, 4, maskKey: maskKey),
            .. Frame(Opcode.Binary, 5_000, maskKey: maskKey),
        ];
        Assert.Equal(3 * 100, CountMessages(reader, bytes, asSequence, rounds: 100)); // warms up the pool and the code

        var allocated = new List<long>();
        for (var attempt = 0; attempt < 5; attempt++) // the runtime may do something of its own in one of them
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var count = CountMessages(reader, bytes, asSequence, rounds: 1_000);
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(3 * 1_000, count);
        }
        Assert.Contains(0, allocated);
    }

    private static int CountMessages(MessageReader reader, byte[] bytes, bool asSequence, int rounds)
    {
        var count = 0;
        for (var round = 0; round < rounds; round++)
        {
            ReadOnlySpan<byte> span = bytes;
            var sequence = new ReadOnlySequence<byte>(bytes);
            while (asSequence ? reader.TryRead(ref sequence, out _) : reader.TryRead(ref span, out _))
            {
                count++;
            }
        }

        return count;
    }

    private MessageReader CreateReader(int messageSizeMax = MessageReader.MessageSizeDefault) =>
        new(WebSocketRole.Server, messageSizeMax, pool: _pool);

    private static List<int> Read(MessageReader reader, ReadOnlySpan<byte> source)
    {
        var sizes = new List<int>();
        while (reader.TryRead(ref source, out var message))
        {
            sizes.Add(message.Payload.Length);
        }

        return sizes;
    }

    private static byte[] Frame(Opcode opcode, int size, bool final = true, uint? maskKey = MaskKey)
    {
        var payload = new byte[size];
        payload.AsSpan().Fill((byte)'a');
        return RawFrame.Encode(new FrameHead(opcode, final, Deflated: false, size, maskKey), payload);
    }
}
