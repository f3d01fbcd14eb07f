using System.IO.Compression;
using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Deflate;

/// <summary>Compressed messages of a client, where permessage-deflate was agreed on.</summary>
public abstract class DeflateTests(StreamServer server)
{
    private static readonly string Offered = Opening.With("Sec-WebSocket-Extensions: permessage-deflate");

    [Theory, Rfc(7692, "7.2.1"), Rfc(7692, "7.2.2")]
    [InlineData(CompressionLevel.SmallestSize)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.NoCompression)]
    public async Task A_compressed_message_is_inflated(CompressionLevel level)
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        for (var count = 0; count < 3; count++)
        {
            await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, Deflated.Of(peer.Question().PadRight(500), level)));
            await peer.AnsweredAsync();
        }
    }

    [Fact, Rfc(7692, "6.1"), Rfc(7692, "6.2")]
    public async Task A_message_need_not_be_compressed()
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        await peer.AnswersAsync();
        await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, Deflated.Of(peer.Question())));
        await peer.AnsweredAsync();
        await peer.AnswersAsync();
    }

    [Theory, Rfc(7692, "6.1"), Rfc(7692, "7.2.3.1")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task A_compressed_message_may_come_in_fragments(int size)
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        var fragments = Deflated.Of(peer.Question()).Chunk(size).ToArray();
        await peer.SendAsync(Frames.Of(Rsv1 | Text, fragments[0]), Frames.Of(Final | Ping, "?"u8));
        foreach (var fragment in fragments.Skip(1))
            await peer.SendAsync(Frames.Of(Continuation, fragment));
        await peer.SendAsync(Frames.Of(Final | Continuation));
        Assert.Equal("?", (await peer.NextAsync()).Text);
        await peer.AnsweredAsync();
    }

    [Fact, Rfc(7692, "7.2.3.3")]
    public async Task Blocks_may_be_stored() => await InflatesAsync(static text => Deflated.Stored(text));

    [Fact, Rfc(7692, "7.2.3.4")]
    public async Task The_last_block_may_be_marked_as_the_last() => await InflatesAsync(static text => Deflated.Finished(text));

    [Fact, Rfc(7692, "7.2.3.5")]
    public async Task There_may_be_several_blocks() => await InflatesAsync(static text => Deflated.InTwoBlocks(text));

    [Theory, Rfc(7692, "7.2.3.6")]
    [InlineData("00")]
    [InlineData("0200")] // an empty block of fixed codes, and the rest of the stored one
    public async Task A_message_may_be_empty(string bytes)
    {
        using var peer = await Peer.OpenAsync(server, Opening.With("Sec-WebSocket-Extensions: permessage-deflate", Opening.Changed(Opening.Json, Opening.Proto)));
        await peer.SendAsync(Frames.Of(Final | Rsv1 | Binary, Convert.FromHexString(bytes)), Frames.Of(Final | Ping, "well"u8));
        Assert.Equal("well", (await peer.NextAsync()).Text);
    }

    [Fact, Rfc(7692, "6.1")]
    public async Task The_mark_stands_on_the_first_fragment_alone()
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        var deflated = Deflated.Of(peer.Question());
        await peer.SendAsync(Frames.Of(Rsv1 | Text, deflated.AsSpan(0, 5)), Frames.Of(Final | Rsv1 | Continuation, deflated.AsSpan(5)));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Fact, Rfc(7692, "6.1")]
    public async Task A_message_is_not_compressed_from_its_second_fragment_on()
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        await peer.SendAsync(Frames.Of(Text, "{"u8), Frames.Of(Final | Rsv1 | Continuation, "}"u8));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(7692, "5"), Rfc(7692, "6.1")]
    [InlineData(Ping)]
    [InlineData(Pong)]
    [InlineData(Close)]
    public async Task Control_frames_are_never_compressed(int opcode)
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        await peer.SendAsync(Frames.Of(Final | Rsv1 | opcode, Deflated.Of("hello")));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.2"), Rfc(7692, "6")]
    [InlineData(Rsv2)]
    [InlineData(Rsv3)]
    [InlineData(Rsv1 | Rsv2)]
    public async Task The_other_bits_stay_reserved(int bits)
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        await peer.SendAsync(Frames.Of(Final | bits | Text, Deflated.Of("{}")));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Fact, Rfc(7692, "7.1.1.2")]
    public async Task A_message_that_refers_to_an_earlier_one_is_no_deflated_data()
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        var (first, second) = Deflated.WithContext(peer.Question());
        await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, first));
        await peer.AnsweredAsync();
        await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, second));
        Assert.Equal(1007, await peer.ClosedAsync());
    }

    [Theory, Rfc(7692, "7.2.2")]
    [InlineData("FFFFFFFF")] // a block of a kind that there is not
    [InlineData("")] // no byte of the stored block that ends every message
    [InlineData("AA")] // ends within a block
    [InlineData("AA5600")] // cut
    [InlineData("0500E0FF0300")] // a table of codes that there cannot be
    [InlineData("040000")]
    [InlineData("01050000004142434445")] // stored, with a length that its complement denies
    public async Task What_is_no_deflated_data_ends_the_connection(string bytes)
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, Convert.FromHexString(bytes)));
        Assert.InRange(await peer.ClosedAsync(), 1002, 1007);
    }

    [Fact, Rfc(6455, "8.1"), Rfc(7692, "6.2")]
    public async Task Text_is_UTF8_once_it_is_inflated()
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, Deflated.Of([.. "{\""u8, 0xC0, 0xAF, .. "\":1}"u8])));
        Assert.Equal(1007, await peer.ClosedAsync());
    }

    [Fact, Rfc(6455, "10.4"), Rfc(7692, "8")]
    public async Task The_limit_is_of_what_a_message_inflates_to()
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, Deflated.Of(peer.Question().PadRight(64 * 1024))));
        await peer.AnsweredAsync();
        await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, Deflated.Of(peer.Question().PadRight((64 * 1024) + 1))));
        Assert.Equal(1009, await peer.ClosedAsync());
    }

    private async Task InflatesAsync(Func<string, byte[]> deflate)
    {
        using var peer = await Peer.OpenAsync(server, Offered);
        for (var count = 0; count < 2; count++)
        {
            await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, deflate(peer.Question())));
            await peer.AnsweredAsync();
        }
    }
}
