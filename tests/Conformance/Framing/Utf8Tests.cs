using System.Text;
using System.Text.Json;
using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Framing;

/// <summary>Text is UTF-8, whole messages of it, wherever they are cut.</summary>
public abstract class Utf8Tests(StreamServer server)
{
    /// <summary>Bytes that are no UTF-8 (RFC 3629), in hexadecimal.</summary>
    public static TheoryData<string> Wrong =>
    [
        "80", "BF", "C2", "E0A0", "F09080", // alone, or cut
        "C080", "C0AF", "C1BF", "E08080", "E09FBF", "F0808080", "F08FBFBF", // longer than need be
        "EDA080", "EDAFBF", "EDB080", "EDBFBF", "EDA080EDB080", // surrogates
        "F4908080", "F5808080", "F888808080", "FC8480808080", "FE", "FF", // beyond U+10FFFF
        "C328", "E28228", "F0288CBC", "CEBAE1BDB9CF83CEBCCEB5EDA080656469746564", // among others; the last is Autobahn's
    ];

    public static TheoryData<string> Right =>
        ["κόσμε", "\u007f\u0080\u07ff\u0800", "\ud7ff\ue000\uffff\ufffe", "\U00010000\U0010ffff\U0001fffe", "Gr\u00fc\u00dfe, \u4e16\u754c \U0001f30d"];

    [Theory, Rfc(6455, "5.6"), Rfc(6455, "8.1")]
    [MemberData(nameof(Wrong))]
    public async Task Text_that_is_not_UTF8_ends_the_connection(string bytes)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Of(Final | Text, [.. "{\""u8, .. Convert.FromHexString(bytes), .. "\":1}"u8]));
        Assert.Equal(1007, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.6"), Rfc(6455, "8.1")]
    [MemberData(nameof(Wrong))]
    public async Task Text_that_is_not_UTF8_ends_the_connection_wherever_it_is_cut(string bytes)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Message(Text, [.. Convert.FromHexString(bytes).Select(static value => new[] { value })]));
        Assert.Equal(1007, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.6"), Rfc(6455, "8.1")]
    [MemberData(nameof(Right))]
    public async Task Text_may_be_cut_within_a_character(string text)
    {
        using var peer = await Peer.OpenAsync(server);
        var message = Encoding.UTF8.GetBytes($$$"""{"subscribe":{"ref":1,"topics":[{"topic":"{{{text}}}"}]}}""");
        var first = Array.FindIndex(message, static value => value >= 0x80);
        for (var cut = first; cut <= first + Encoding.UTF8.GetByteCount(text); cut++)
        {
            await peer.SendAsync(Frames.Message(Text, message[..cut], message[cut..]));
            using var error = JsonDocument.Parse((await peer.NextAsync()).Payload);
            Assert.Equal(text, error.RootElement.GetProperty("error").GetProperty("topic").GetString());
        }
    }

    [Theory, Rfc(6455, "5.5.1"), Rfc(6455, "8.1")]
    [MemberData(nameof(Wrong))]
    public async Task A_reason_that_is_not_UTF8_is_not_taken_for_one(string bytes)
    {
        using var peer = await Peer.OpenAsync(server);
        await peer.SendAsync(Frames.Closing(1000, Convert.FromHexString(bytes)));
        Assert.Equal(1007, await peer.ClosedAsync());
    }

    [Theory, Rfc(6455, "5.6")]
    [InlineData(Opening.Json, Binary)]
    [InlineData(Opening.Proto, Text)]
    public async Task The_other_kind_of_message_is_not_taken(string subprotocol, int opcode)
    {
        using var peer = await Peer.OpenAsync(server, Opening.Changed(Opening.Json, subprotocol));
        await peer.SendAsync(Frames.Of(Final | opcode, "{}"u8));
        Assert.Equal(1003, await peer.ClosedAsync(answers: true));
    }

    [Fact, Rfc(6455, "5.6")]
    public async Task Binary_messages_may_be_any_bytes()
    {
        using var peer = await Peer.OpenAsync(server, Opening.Changed(Opening.Json, Opening.Proto));
        byte[] unknown = [0xFA, 0x3F, 3, 0xFF, 0xC0, 0x80]; // field 1023, three bytes: of a later server
        await peer.SendAsync(Frames.Of(Final | Binary, unknown), Frames.Of(Final | Ping, "well"u8));
        Assert.Equal("well", (await peer.NextAsync()).Text);
    }
}
