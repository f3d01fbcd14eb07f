using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Handshakes;

/// <summary>What is agreed on where permessage-deflate is offered, and what is no offer.</summary>
public abstract class ExtensionTests(StreamServer server)
{
    private const string Agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    [Theory, Rfc(7692, "5.1"), Rfc(7692, "7.1"), Rfc(6455, "9.1")]
    [InlineData("permessage-deflate")]
    [InlineData("Permessage-Deflate")]
    [InlineData("permessage-deflate; server_no_context_takeover")]
    [InlineData("permessage-deflate; client_no_context_takeover")]
    [InlineData("permessage-deflate; client_no_context_takeover; server_no_context_takeover")]
    [InlineData("permessage-deflate; client_max_window_bits")]
    [InlineData("permessage-deflate; client_max_window_bits=8")]
    [InlineData("permessage-deflate; client_max_window_bits=15")]
    [InlineData("permessage-deflate; client_max_window_bits=\"10\"")]
    [InlineData("permessage-deflate;client_max_window_bits;server_no_context_takeover")]
    [InlineData("x-webkit-deflate-frame, permessage-deflate")]
    [InlineData("unknown; with=\"quoted\"; and=plain, permessage-deflate")]
    [InlineData(", permessage-deflate ,")]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate")]
    [InlineData("permessage-deflate; nonsense, permessage-deflate; client_max_window_bits")]
    [InlineData("permessage-deflate\r\nSec-WebSocket-Extensions: permessage-deflate")]
    [InlineData("x-webkit-deflate-frame\r\nSec-WebSocket-Extensions: permessage-deflate")]
    public async Task An_offer_is_agreed_to_once_without_context(string offer)
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.With($"Sec-WebSocket-Extensions: {offer}")));
        Assert.Equal(Agreed, (await peer.UpgradedAsync())["Sec-WebSocket-Extensions"]);
        await peer.GreetedAsync();
        await peer.AnswersAsync();
    }

    [Theory, Rfc(7692, "5.1"), Rfc(7692, "7.1")]
    [InlineData("permessage-deflate; server_max_window_bits=8")] // may be declined: frames are shared, with a window of 15 bits
    [InlineData("permessage-deflate; server_max_window_bits=15")]
    [InlineData("permessage-deflate; server_max_window_bits")] // §7.1.2.1 wants a value
    [InlineData("permessage-deflate; server_max_window_bits=7")]
    [InlineData("permessage-deflate; server_max_window_bits=16")]
    [InlineData("permessage-deflate; server_no_context_takeover=1")]
    [InlineData("permessage-deflate; client_no_context_takeover=true")]
    [InlineData("permessage-deflate; client_max_window_bits=7")]
    [InlineData("permessage-deflate; client_max_window_bits=16")]
    [InlineData("permessage-deflate; client_max_window_bits=08")]
    [InlineData("permessage-deflate; client_max_window_bits=ten")]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover")]
    [InlineData("permessage-deflate; client_max_window_bits; client_max_window_bits=10")]
    [InlineData("permessage-deflate; nonsense")]
    [InlineData("permessage-deflate; nonsense=1")]
    [InlineData("permessage-deflate2")]
    [InlineData("x-webkit-deflate-frame")]
    [InlineData("permessage-bzip2; bits=9")]
    public async Task An_offer_that_cannot_be_is_declined(string offer)
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.With($"Sec-WebSocket-Extensions: {offer}")));
        var answer = await peer.UpgradedAsync();
        Assert.Equal((101, null), (answer.Status, answer["Sec-WebSocket-Extensions"]));
        await peer.GreetedAsync();
        await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, "{}"u8));
        Assert.Equal(1002, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "9.1"), Rfc(6455, "4.2.1")]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("; client_max_window_bits")]
    [InlineData("permessage-deflate;")]
    [InlineData("permessage-deflate;; client_max_window_bits")]
    [InlineData("permessage-deflate; =10")]
    [InlineData("permessage-deflate; client_max_window_bits=")]
    [InlineData("permessage-deflate; client_max_window_bits=\"10")]
    [InlineData("permessage-deflate; client_max_window_bits=\"1 0\"")]
    [InlineData("permessage-deflate; client_no_context_takeover=\"\"")] // quoted, it must be a token all the same
    [InlineData("x; y=\"a, permessage-deflate, b\"")]
    [InlineData("permessage-deflate client_max_window_bits")]
    [InlineData("permessage/deflate")]
    [InlineData("\"permessage-deflate\"")]
    [InlineData("permessage-deflate, a b")]
    public async Task A_list_that_is_none_is_refused(string offers)
    {
        using var peer = await Peer.ConnectAsync(server);
        await peer.SendAsync(Opening.Bytes(Opening.With($"Sec-WebSocket-Extensions: {offers}")));
        var answer = await peer.AnswerAsync();
        Assert.Equal(400, answer.Status);
        Assert.Contains("Sec-WebSocket-Extensions", answer.Body, StringComparison.Ordinal);
    }
}
