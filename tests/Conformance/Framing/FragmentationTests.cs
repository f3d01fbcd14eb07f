using System.Text;
using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Framing;

/// <summary>Messages in several frames.</summary>
public abstract class FragmentationTests(StreamServer server)
{
    [Theory, Rfc(6455, "5.4")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task Fragments_of_any_size_are_joined(int size)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Message(Text, [.. Encoding.ASCII.GetBytes(peer.Question()).Chunk(size)]));
        await peer.AnsweredAsync();
        await peer.AnswersAsync();
    }

    [Theory, Rfc(6455, "5.4")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_fragment_may_be_empty(int place)
    {
        using var peer = await Peer.OpenAsync(server);
        var question = Encoding.ASCII.GetBytes(peer.Question());
        List<byte[]> fragments = [question[..4], question[4..]];
        fragments.Insert(place, []);
        await peer.SendAsync(Frames.Message(Text, [.. fragments]));
        await peer.AnsweredAsync();
    }

    [Fact, Rfc(6455, "5.4")]
    public async Task A_message_may_consist_of_empty_fragments()
    {
        using var peer = await Peer.OpenAsync(server, Opening.Changed(Opening.Json, Opening.Proto));
        await peer.SendAsync(Frames.Message(Binary, [], [], [])); // a frame message of no kind: of a later server, perhaps
        await peer.SendAsync(Frames.Of(Final | Ping, "still here"u8));
        Assert.Equal("still here", (await peer.NextAsync()).Text);
    }

    [Fact, Rfc(6455, "5.4"), Rfc(6455, "5.5")]
    public async Task Control_frames_between_fragments_are_answered_before_the_message()
    {
        using var peer = await Peer.OpenAsync(server);
        var question = Encoding.ASCII.GetBytes(peer.Question());
        await peer.SendAsync(
            Frames.Of(Text, question.AsSpan(0, 5)),
            Frames.Of(Final | Ping, "one"u8),
            Frames.Of(Final | Pong, "unasked"u8),
            Frames.Of(Final | Ping),
            Frames.Of(Continuation, question.AsSpan(5, 5)),
            Frames.Of(Final | Ping, "two"u8));
        foreach (var payload in (string[])["one", "", "two"])
        {
            var pong = await peer.NextAsync();
            Assert.Equal((Pong, payload), (pong.Opcode, pong.Text));
        }
        await peer.SendAsync(Frames.Of(Final | Continuation, question.AsSpan(10)));
        await peer.AnsweredAsync();
    }

    [Theory, Rfc(6455, "5.4")]
    [InlineData(Continuation)]
    [InlineData(Final | Continuation)]
    public async Task A_continuation_of_nothing_ends_the_connection(int first)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(first, "{}"u8));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.4")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_is_complete_is_not_continued(bool fragmented)
    {
        using var peer = await Peer.OpenAsync(server);
        var question = Encoding.ASCII.GetBytes(peer.Question());
        await peer.SendAsync(
            fragmented ? Frames.Message(Text, question[..3], question[3..]) : Frames.Of(Final | Text, question),
            Frames.Of(Final | Continuation, " "u8));
        await peer.AnsweredAsync();
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.4")]
    [InlineData(Text)]
    [InlineData(Final | Text)]
    [InlineData(Binary)]
    [InlineData(Final | Binary)]
    public async Task A_message_within_a_message_ends_the_connection(int first)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Text, "{"u8), Frames.Of(Continuation, " "u8), Frames.Of(first, "{}"u8));
        Assert.Equal(1002, await peer.ClosedAsync());
    }
}
