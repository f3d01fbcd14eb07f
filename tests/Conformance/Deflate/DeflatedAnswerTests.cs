using System.Diagnostics;
using System.Text.Json;
using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using Fanout.Integration.Tests.Processes;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Deflate;

/// <summary>Compressed messages of the server, and what it must not come to by those of a client.</summary>
public abstract class DeflatedAnswerTests(StreamServer server)
{
    private static readonly string Offered = Opening.With("Sec-WebSocket-Extensions: permessage-deflate");

    [Fact, Rfc(7692, "7.1.1.1"), Rfc(7692, "7.2.1")]
    public async Task Each_message_of_the_server_inflates_by_itself()
    {
        var match = await PushedAsync();
        using var peer = await Peer.OpenAsync(server, Offered);
        for (var count = 0; count < 3; count++)
        {
            var snapshot = await SnapshotAsync(peer, match);
            Assert.True(snapshot.Deflated);
            using var message = JsonDocument.Parse(Deflated.Inflate(snapshot.Payload));
            Assert.Equal(match, message.RootElement.GetProperty("snapshot").GetProperty("match").GetProperty("id").GetString());
        }
    }

    [Theory, Rfc(7692, "6"), Rfc(6455, "9.1")]
    [InlineData("X-Nothing: offered")]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9")]
    public async Task Nothing_is_compressed_that_was_not_agreed_on(string header)
    {
        var match = await PushedAsync();
        using var peer = await Peer.OpenAsync(server, Opening.With(header));
        var snapshot = await SnapshotAsync(peer, match);
        Assert.False(snapshot.Deflated);
        Assert.InRange(snapshot.Payload.Length, 513, int.MaxValue); // it is one that would be
    }

    [Fact, Rfc(6455, "10.4"), Rfc(7692, "8")]
    public async Task A_message_that_inflates_without_end_is_given_up_at_the_limit()
    {
        const int InflatedSize = 50 * 1024 * 1024; // what fits into a message of 64 KiB, about
        const int PeerCount = 20;
        const long MemoryMax = 400L * 1024 * 1024; // of the gigabyte that all of them would come to
        var bomb = Deflated.Of(new byte[InflatedSize]);
        Assert.InRange(bomb.Length, 1024, 64 * 1024);

        var before = PeakMemory();
        for (var count = 0; count < PeerCount; count++)
        {
            using var peer = await Peer.OpenAsync(server, Offered);
            await peer.SendAsync(Frames.Of(Final | Rsv1 | Text, bomb));
            Assert.Equal(1009, await peer.ClosedAsync());
        }
        Assert.InRange(PeakMemory() - before, 0, MemoryMax);
    }

    private static async Task<ReceivedFrame> SnapshotAsync(Peer peer, string match)
    {
        await peer.SendAsync(Frames.WholeText($$$"""{"subscribe":{"ref":1,"topics":[{"topic":"match/{{{match}}}"}]}}"""));
        Assert.Contains("subscribed", (await peer.NextAsync()).Text, StringComparison.Ordinal);
        var snapshot = await peer.NextAsync();
        Assert.Equal(Text, snapshot.Opcode);
        return snapshot;
    }

    /// <summary>A match of this case alone.</summary>
    private async Task<string> PushedAsync()
    {
        var match = $"m{TestContext.Current.Test!.UniqueID[..16]}";
        using var feed = new TestFeed(server.Process);
        await feed.AcceptedAsync(TestFeed.Fixture(match));
        return match;
    }

    private long PeakMemory()
    {
        using var process = Process.GetProcessById(server.Process.ProcessId);
        return process.PeakWorkingSet64;
    }
}
