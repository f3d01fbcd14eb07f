using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Framing;

/// <summary>Pings, pongs, and what holds for every control frame.</summary>
public abstract class ControlFrameTests(StreamServer server)
{
    [Theory, Rfc(6455, "5.5.2"), Rfc(6455, "5.5.3")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(124)]
    [InlineData(125)]
    public async Task A_ping_is_answered_with_what_it_carried(int size)
    {
        using var peer = await Peer.OpenAsync(server);
        var payload = Enumerable.Range(0, size).Select(static value => (byte)(value * 37)).ToArray();
        await peer.SendAsync(Frames.Of(Final | Ping, payload));
        var pong = await peer.NextAsync();
        Assert.Equal(Final | Pong, pong.First);
        Assert.Equal(payload, pong.Payload);
    }

    [Fact, Rfc(6455, "5.5.2")]
    public async Task Many_pings_at_once_are_answered_in_their_order()
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Enumerable.Range(0, 100).SelectMany(static value => Frames.Of(Final | Ping, [(byte)value])).ToArray());
        for (var value = 0; value < 100; value++)
            Assert.Equal([(byte)value], (await peer.NextAsync()).Payload);
    }

    [Theory, Rfc(6455, "5.5.3")]
    [InlineData(0)]
    [InlineData(125)]
    public async Task A_pong_that_nobody_asked_for_is_ignored(int size)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Final | Pong, new byte[size]), Frames.Of(Final | Pong, new byte[size]));
        await peer.AnswersAsync();
    }

    [Theory, Rfc(6455, "5.5")]
    [InlineData(Ping, 126)]
    [InlineData(Pong, 126)]
    [InlineData(Close, 126)]
    [InlineData(Ping, 70_000)]
    public async Task A_control_frame_of_more_than_125_bytes_ends_the_connection(int opcode, int size)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Head(Final | opcode, (ulong)size));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.5")]
    [InlineData(Ping)]
    [InlineData(Pong)]
    [InlineData(Close)]
    public async Task A_control_frame_in_fragments_ends_the_connection(int opcode)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(opcode, "ab"u8), Frames.Of(Final | Continuation, "cd"u8));
        Assert.Equal(1002, await peer.ClosedAsync());
    }
}
