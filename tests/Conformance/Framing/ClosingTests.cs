using System.Text;
using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Framing;

/// <summary>How a connection ends: both sides say so, and the server hangs up.</summary>
public abstract class ClosingTests(StreamServer server)
{
    [Theory, Rfc(6455, "5.5.1"), Rfc(6455, "7.1.1"), Rfc(6455, "7.4")]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1002)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1008)]
    [InlineData(1009)]
    [InlineData(1010)]
    [InlineData(1011)]
    [InlineData(1012)]
    [InlineData(1013)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(3999)]
    [InlineData(4000)]
    [InlineData(4999)]
    public async Task A_close_frame_is_answered_with_its_code_and_the_server_hangs_up(int code)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Closing(code, "goodbye, all"u8));
        Assert.Equal(code, await peer.ClosedAsync());
    }

    [Fact, Rfc(6455, "5.5.1"), Rfc(6455, "7.1.5")]
    public async Task A_close_frame_without_a_code_is_answered_with_none()
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Final | Close));
        Assert.Equal(1005, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.5.1")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(122)]
    [InlineData(123)]
    public async Task A_reason_may_fill_the_frame(int size)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Closing(1000, Encoding.ASCII.GetBytes(new string('x', size))));
        Assert.Equal(1000, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "7.4.1"), Rfc(6455, "7.4.2")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(1016)]
    [InlineData(1100)]
    [InlineData(2000)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65_535)]
    public async Task A_code_that_may_not_be_sent_breaks_the_protocol(int code)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Closing(code));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Fact, Rfc(6455, "5.5.1")]
    public async Task Half_a_code_breaks_the_protocol()
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Final | Close, [3]));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Fact, Rfc(6455, "5.5.1"), Rfc(6455, "1.4")]
    public async Task What_follows_a_close_frame_is_ignored()
    {
        using var peer = await Peer.OpenAsync(server);
        byte[] more = [.. Frames.WholeText(peer.Question()), .. Frames.Of(Final | Ping, "?"u8), .. Frames.Of(0x7F), 1, 2, 3];
        await peer.SendAsync((byte[])[.. Frames.Closing(1000), .. more]);
        Assert.Equal(1000, await peer.ClosedAsync());
    }

    [Fact, Rfc(6455, "1.4")]
    public async Task What_came_before_a_close_frame_is_answered_first()
    {
        using var peer = await Peer.OpenAsync(server);
        byte[] before = [.. Frames.WholeText(peer.Question()), .. Frames.Of(Final | Ping, "?"u8)];
        await peer.SendAsync((byte[])[.. before, .. Frames.Closing(1001)]);
        await peer.AnsweredAsync();
        Assert.Equal("?", (await peer.NextAsync()).Text);
        Assert.Equal(1001, await peer.ClosedAsync());
    }

    [Fact, Rfc(6455, "5.4"), Rfc(6455, "5.5.1")]
    public async Task A_connection_may_be_closed_within_a_message()
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Text, "{"u8), Frames.Of(Continuation, " "u8), Frames.Closing(1000));
        Assert.Equal(1000, await peer.ClosedAsync());
    }

    [Fact, Rfc(6455, "7.1.1"), Rfc(6455, "7.1.7")]
    public async Task A_failed_connection_may_still_be_closed_by_its_client()
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync((byte[])[.. Frames.Of(0x8F), .. Frames.Closing(1002), .. Frames.WholeText("{}")]);
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "7.1.7")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40_000)]
    public async Task After_a_failure_nothing_is_read_any_more(int size)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync((byte[])[.. Frames.Of(Final | Text, [0xFF]), .. new byte[size]]);
        Assert.Equal(1007, await peer.ClosedAsync());
    }

    [Fact, Rfc(6455, "7.1.5")]
    public async Task A_client_that_hangs_up_is_let_go()
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.AnswersAsync();
        peer.EndSending();
        await peer.CutOffAsync();
    }

    [Fact, Rfc(6455, "7.1.5")]
    public async Task A_client_that_hangs_up_within_a_frame_is_let_go()
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Head(Final | Text, 1000), "half"u8.ToArray());
        peer.EndSending();
        await peer.CutOffAsync();
    }
}
