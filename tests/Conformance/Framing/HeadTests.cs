using System.Text;
using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Framing;

/// <summary>Heads of frames: reserved bits, reserved opcodes, lengths.</summary>
public abstract class HeadTests(StreamServer server)
{
    private const int MessageSizeMax = 64 * 1024; // Delivery:MessageBytesMax

    public static TheoryData<int> ReservedBits =>
    [
        .. from bits in (int[])[Rsv1, Rsv2, Rsv3, Rsv1 | Rsv2 | Rsv3]
           from opcode in (int[])[Text, Binary, Close, Ping, Pong]
           select Final | bits | opcode,
    ];

    public static TheoryData<int> ReservedOpcodes =>
    [
        .. from opcode in (int[])[0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF]
           from final in (int[])[0, Final]
           select final | opcode,
    ];

    [Theory, Rfc(6455, "5.2")]
    [MemberData(nameof(ReservedBits))]
    [MemberData(nameof(ReservedOpcodes))]
    public async Task What_is_reserved_ends_the_connection(int first)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.AnswersAsync();
        await peer.SendAsync(Frames.Of(first));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.2")]
    [InlineData(Rsv1)]
    [InlineData(Rsv2)]
    [InlineData(Rsv3)]
    public async Task Bits_that_are_reserved_are_so_in_a_continuation_too(int bit)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Text, "{"u8), Frames.Of(Final | bit | Continuation, "}"u8));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.2")]
    [InlineData(22)]
    [InlineData(124)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(MessageSizeMax)]
    public async Task A_message_of_any_length_up_to_the_limit_is_read(int size)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.WholeText(peer.Question().PadRight(size)));
        await peer.AnsweredAsync();
        await peer.AnswersAsync();
    }

    [Theory, Rfc(6455, "5.2")]
    [InlineData(0, LengthForm.In16Bits)]
    [InlineData(1, LengthForm.In16Bits)]
    [InlineData(125, LengthForm.In16Bits)]
    [InlineData(0, LengthForm.In64Bits)]
    [InlineData(125, LengthForm.In64Bits)]
    [InlineData(126, LengthForm.In64Bits)]
    [InlineData(65_535, LengthForm.In64Bits)]
    internal async Task A_length_that_is_not_in_its_shortest_form_ends_the_connection(int size, LengthForm form)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Head(Final | Text, (ulong)size, form: form));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.2")]
    [InlineData(0x8000_0000_0000_0000)]
    [InlineData(0x8000_0000_0000_0001)]
    [InlineData(0xFFFF_FFFF_FFFF_FFFF)]
    public async Task A_length_of_64_bits_leaves_the_highest_one_clear(ulong size)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Head(Final | Text, size));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "7.4.1"), Rfc(6455, "10.4")]
    [InlineData(MessageSizeMax + 1)]
    [InlineData(0x7FFF_FFFFul)]
    [InlineData(0x8000_0000ul)]
    [InlineData(0x1_0000_0000ul)]
    [InlineData(0x7FFF_FFFF_FFFF_FFFFul)]
    public async Task A_message_beyond_the_limit_is_refused_by_its_head(ulong size)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Head(Final | Text, size));
        Assert.Equal(1009, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "7.4.1"), Rfc(6455, "10.4")]
    [InlineData(40_000, 25_537)]
    [InlineData(MessageSizeMax, 1)]
    [InlineData(1, MessageSizeMax)]
    public async Task The_limit_is_of_the_message_and_not_of_its_fragments(int first, int second)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(
            Frames.Of(Text, Encoding.ASCII.GetBytes(new string(' ', first))), Frames.Head(Final | Continuation, (ulong)second));
        Assert.Equal(1009, await peer.ClosedAsync());
    }
}
