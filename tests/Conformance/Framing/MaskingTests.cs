using System.Text;
using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Framing;

/// <summary>A client masks what it sends; that the server never does is checked with every frame of every case.</summary>
public abstract class MaskingTests(StreamServer server)
{
    [Theory, Rfc(6455, "5.1"), Rfc(6455, "5.3")]
    [InlineData(Final | Text, "{}")]
    [InlineData(Final | Text, "")]
    [InlineData(Text, "{")]
    [InlineData(Final | Binary, "{}")]
    [InlineData(Final | Ping, "hello")]
    [InlineData(Final | Pong, "")]
    [InlineData(Final | Close, "")]
    [InlineData(Final | Close, "\u0003\u00e8")]
    public async Task A_frame_that_is_not_masked_ends_the_connection(int first, string payload)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(first, Encoding.Latin1.GetBytes(payload), mask: null));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Fact, Rfc(6455, "5.1")]
    public async Task Every_fragment_is_masked()
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Text, "{"u8), Frames.Of(Final | Continuation, "}"u8, mask: null));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.3")]
    [InlineData(0x00000000)]
    [InlineData(0xFFFFFFFF)]
    [InlineData(0x00000001)]
    [InlineData(0x80000000)]
    [InlineData(0x01020304)]
    public async Task Any_key_is_taken_off(uint mask)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Final | Text, Encoding.ASCII.GetBytes(peer.Question()), mask));
        await peer.AnsweredAsync();
        await peer.SendAsync(Frames.Of(Final | Ping, [0, 1, 2, 0xFD, 0xFE, 0xFF, 7], mask));
        Assert.Equal([0, 1, 2, 0xFD, 0xFE, 0xFF, 7], (await peer.NextAsync()).Payload);
    }

    [Fact, Rfc(6455, "5.3")]
    public async Task Each_frame_has_a_key_of_its_own_which_begins_anew()
    {
        using var peer = await Peer.OpenAsync(server);
        var question = Encoding.ASCII.GetBytes(peer.Question());
        await peer.SendAsync(
            Frames.Of(Text, question.AsSpan(0, 3), 0xA1B2C3D4), // leaves the key in its midst
            Frames.Of(Final | Ping, "?"u8, 0x11223344),
            Frames.Of(Continuation, question.AsSpan(3, 6), 0x00FF00FF),
            Frames.Of(Final | Continuation, question.AsSpan(9), 0x5A5A0000));
        Assert.Equal("?", (await peer.NextAsync()).Text);
        await peer.AnsweredAsync();
    }
}
