using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.SharedPort;

/// <summary>Requests of HTTP and streams on one port, and on one connection after another.</summary>
public abstract class PipeliningTests(StreamServer server)
{
    private const string Health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

    [Fact, Rfc(9112, "9.3.2")]
    public async Task Requests_in_one_segment_are_answered_in_their_order()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Health + Health.Replace("/healthz", "/v1/nothing", StringComparison.Ordinal) + Health));
        foreach (var status in (int[])[200, 404, 200])
            Assert.Equal(status, (await peer.AnswerAsync()).Status);
    }

    [Fact, Rfc(9112, "9.3.2")]
    public async Task A_request_may_come_byte_by_byte()
    {
        using var peer = await Peer.ConnectAsync(server);
        foreach (var one in Opening.Bytes(Health + Health))
            await peer.SendApartAsync(new[] { one }, default);
        Assert.Equal(200, (await peer.AnswerAsync()).Status);
        Assert.Equal(200, (await peer.AnswerAsync()).Status);
    }

    [Fact, Rfc(9112, "9.3.2"), Rfc(9110, "7.8")]
    public async Task A_stream_is_opened_behind_other_requests_in_one_segment()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync((byte[])[
            .. Opening.Bytes(Health + Health + Opening.Plain),
            .. Frames.WholeText(peer.Question()),
            .. Frames.Closing(1000)]);
        Assert.Equal(200, (await peer.AnswerAsync()).Status);
        Assert.Equal(200, (await peer.AnswerAsync()).Status);
        Assert.Equal(101, (await peer.UpgradedAsync()).Status);
        await peer.GreetedAsync();
        await peer.AnsweredAsync();
        Assert.Equal(1000, await peer.ClosedAsync());
    }

    [Fact, Rfc(9110, "7.8")]
    public async Task Frames_may_follow_the_request_in_its_segment()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync((byte[])[
            .. Opening.Bytes(Opening.Plain), .. Frames.Of(Final | Ping, "early"u8), .. Frames.WholeText(peer.Question())]);
        Assert.Equal(101, (await peer.UpgradedAsync()).Status);
        await peer.GreetedAsync();
        Assert.Equal("early", (await peer.NextAsync()).Text);
        await peer.AnsweredAsync();
    }

    [Fact, Rfc(9110, "7.8"), Rfc(6455, "5.1")]
    public async Task What_follows_the_request_is_no_request_any_more()
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.Plain + Health));
        Assert.Equal(101, (await peer.UpgradedAsync()).Status);
        await peer.GreetedAsync();
        Assert.Equal(1002, await peer.ClosedAsync()); // G: a frame of bits and an opcode that are reserved
    }

    [Theory, Rfc(6455, "4.2.2"), Rfc(9112, "9.3")]
    [InlineData("Upgrade: websocket\r\n", "", 426)]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 12", 426)]
    [InlineData(Opening.Key, "short", 400)]
    public async Task Who_was_refused_may_ask_again_on_the_same_connection(string right, string wrong, int status)
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.Changed(right, wrong)));
        Assert.Equal(status, (await peer.AnswerAsync()).Status);
        await peer.SendAsync(Opening.Bytes(Opening.Plain));
        Assert.Equal(101, (await peer.UpgradedAsync()).Status);
        await peer.GreetedAsync();
        await peer.AnswersAsync();
    }

    [Theory, Rfc(9110, "15.5.5")]
    [InlineData("/v1/streams", 404)]
    [InlineData("/v1/stream/x", 404)]
    [InlineData("/v1/strea", 404)]
    public async Task Other_targets_are_not_the_stream(string target, int status)
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.Changed("/v1/stream", target)));
        Assert.Equal(status, (await peer.AnswerAsync()).Status);
    }
}
