using System.Text;
using CsCheck;
using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

/// <summary>What is deflated is inflated again, and whatever else comes is refused within bounds.</summary>
public sealed class DeflateTests
{
    private const int MessageSizeMax = 2_000;

    // RFC 7692 §7.2.3.1 to §7.2.3.5: "Hello" in one compressed block, in a stored one, in one that says it is the
    // last, and in two.
    [Theory]
    [InlineData("f248cdc9c90700")]
    [InlineData("000500faff48656c6c6f00")]
    [InlineData("f348cdc9c9070000")]
    [InlineData("f24805000000ffffcac9c90700")]
    public void Reads_the_examples_of_the_standard(string deflated) =>
        Assert.Equal("Hello", Encoding.UTF8.GetString(Inflate(Opcode.Text, Convert.FromHexString(deflated))));

    [Fact]
    public void Nothing_becomes_the_one_byte_that_the_standard_wants()
    {
        var deflated = MessageDeflater.Deflate([]);

        Assert.Equal([0x00], deflated);
        Assert.Empty(Inflate(Opcode.Binary, deflated));
    }

    [Fact]
    public void Whatever_was_deflated_comes_back() =>
        Gen.OneOf(Gen.Byte.Array[0, MessageSizeMax], Gen.Byte[0, 3].Array[0, MessageSizeMax]).Sample(
            payload => Assert.Equal(payload, Inflate(Opcode.Binary, MessageDeflater.Deflate(payload))),
            iter: 2_000);

    [Fact]
    public void Text_that_repeats_itself_becomes_small()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"phase":"1H"},""", 100)));
        Assert.InRange(MessageDeflater.Deflate(text).Length, 1, text.Length / 10);
    }

    [Theory]
    [InlineData(MessageSizeMax, null)]
    [InlineData(MessageSizeMax + 1, CloseCode.MessageTooBig)]
    [InlineData(50_000_000, CloseCode.MessageTooBig)]
    public void A_message_is_bounded_by_what_it_inflates_to(int size, CloseCode? expected)
    {
        var pool = new CountingPool();
        using var inflater = new MessageInflater(MessageSizeMax, pool);
        var deflated = MessageDeflater.Deflate(new byte[size]);

        Assert.Equal(expected, Violation(inflater, Opcode.Binary, deflated));

        // the copy of what came, what it inflates to, and what that grew from
        Assert.InRange(pool.BytesOutMax, 0, (2 * deflated.Length) + 64 + (4 * MessageSizeMax));
        inflater.Release();
        Assert.Equal(0, pool.ArraysOut);
    }

    [Theory]
    [InlineData("")] // not even the empty block that an empty message is
    [InlineData("ffff")]
    [InlineData("f248cdc9")] // cut
    [InlineData("000500faff4865")] // less than the stored block says
    public void What_is_no_deflated_data_is_refused(string deflated)
    {
        using var inflater = new MessageInflater(MessageSizeMax);
        Assert.Equal(CloseCode.InvalidPayload, Violation(inflater, Opcode.Binary, Convert.FromHexString(deflated)));
    }

    [Theory]
    [InlineData(Opcode.Text, CloseCode.InvalidPayload)]
    [InlineData(Opcode.Binary, null)]
    public void Text_is_checked_once_it_is_inflated(Opcode opcode, CloseCode? expected)
    {
        using var inflater = new MessageInflater(MessageSizeMax);
        Assert.Equal(expected, Violation(inflater, opcode, MessageDeflater.Deflate([0xC3, 0x28])));
    }

    [Fact]
    public void What_was_not_deflated_passes_as_it_is()
    {
        using var inflater = new MessageInflater(MessageSizeMax);
        Assert.Equal("abc"u8, inflater.Inflate(Read(Opcode.Text, "abc"u8, deflated: false)).Payload);
    }

    [Fact]
    public void Any_bytes_are_a_message_or_a_violation() =>
        Gen.OneOf(
                Gen.Byte.Array[0, 300],
                Gen.Select(Gen.Byte[0, 9].Array[1, 300], Gen.Int[0, 300], Gen.Byte).Select(Damage))
            .Sample(Survives, iter: 10_000);

    private static byte[] Damage(byte[] payload, int place, byte value)
    {
        var deflated = MessageDeflater.Deflate(payload);
        deflated[place % deflated.Length] = value;
        return deflated;
    }

    private static void Survives(byte[] deflated)
    {
        var pool = new CountingPool();
        using var inflater = new MessageInflater(MessageSizeMax, pool);
        var violation = Violation(inflater, Opcode.Text, deflated); // any other exception fails the test
        Assert.True(violation is null or CloseCode.InvalidPayload or CloseCode.MessageTooBig);
        inflater.Release();
        Assert.Equal(0, pool.ArraysOut);
    }

    private static byte[] Inflate(Opcode opcode, byte[] deflated)
    {
        using var inflater = new MessageInflater(MessageSizeMax);
        return inflater.Inflate(Read(opcode, deflated, deflated: true)).Payload.ToArray();
    }

    private static CloseCode? Violation(MessageInflater inflater, Opcode opcode, byte[] deflated)
    {
        try
        {
            inflater.Inflate(Read(opcode, deflated, deflated: true));
            return null;
        }
        catch (ProtocolViolationException violation)
        {
            return violation.Code;
        }
    }

    /// <summary>As a reader hands it out.</summary>
    private static Message Read(Opcode opcode, ReadOnlySpan<byte> payload, bool deflated)
    {
        var frame = new byte[FrameHead.SizeMax + payload.Length];
        ReadOnlySpan<byte> rest = frame.AsSpan(0, FrameWriter.Write(frame, opcode, payload, deflated));
        var reader = new MessageReader(WebSocketRole.Client, messageSizeMax: 1 << 20, deflateAgreed: true);
        Assert.True(reader.TryRead(ref rest, out var message));
        return message;
    }
}
