using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Framing;

/// <summary>How TCP cuts what is sent says nothing (RFC 6455 §1.5, §5.4): wherever it does, the answers are the same.</summary>
public abstract class SegmentTests(StreamServer server)
{
    [Fact, Rfc(6455, "5.4")]
    public async Task All_at_once()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Conversation(peer));
        await AnsweredAsync(peer);
    }

    [Fact, Rfc(6455, "5.4")]
    public async Task Byte_by_byte()
    {
        using var peer = await Peer.ConnectAsync(server);
        foreach (var one in Conversation(peer))
            await peer.SendApartAsync(new[] { one }, default);
        await AnsweredAsync(peer);
    }

    [Fact, Rfc(6455, "5.4")]
    public async Task Cut_in_two_at_every_byte()
    {
        for (var cut = 1; ; cut++)
        {
            using var peer = await Peer.ConnectAsync(server);
            var bytes = Conversation(peer);
            if (cut == bytes.Length)
                return;
            await peer.SendApartAsync(bytes.AsMemory(0, cut), bytes.AsMemory(cut));
            await AnsweredAsync(peer);
        }
    }

    [Fact, Rfc(6455, "5.4")]
    public async Task A_thousand_messages_at_once_are_all_answered()
    {
        using var peer = await Peer.OpenAsync(server);
        byte[] pings = [.. Enumerable.Range(0, 1000).SelectMany(static number => Frames.Of(Final | Ping, [(byte)number, (byte)(number >> 8)]))];
        await peer.SendAsync((byte[])[.. pings, .. Frames.Closing(1000)]);
        for (var number = 0; number < 1000; number++)
            Assert.Equal([(byte)number, (byte)(number >> 8)], (await peer.NextAsync()).Payload);
        Assert.Equal(1000, await peer.ClosedAsync());
    }

    /// <summary>A whole connection: its request, a message, one in fragments with a ping between them, and its end.</summary>
    private static byte[] Conversation(Peer peer)
    {
        var question = Opening.Bytes(peer.Question());
        return
        [
            .. Opening.Bytes(Opening.Plain),
            .. Frames.WholeText("""{"unsubscribe":{"topicIds":[]}}""".PadRight(130)), // its length takes two bytes
            .. Frames.Of(Text, question.AsSpan(0, 4)),
            .. Frames.Of(Final | Ping, "?"u8),
            .. Frames.Of(Final | Continuation, question.AsSpan(4)),
            .. Frames.Closing(1000, "done"u8),
        ];
    }

    private static async Task AnsweredAsync(Peer peer)
    {
        Assert.Equal(101, (await peer.UpgradedAsync()).Status);
        await peer.GreetedAsync();
        var pong = await peer.NextAsync();
        Assert.Equal((Pong, "?"), (pong.Opcode, pong.Text));
        await peer.AnsweredAsync();
        Assert.Equal(1000, await peer.ClosedAsync());
    }
}
