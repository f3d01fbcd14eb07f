using Fanout.Client;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Resync;

public sealed class SlowReaderTests
{
    private const int DeltaCount = 5000;
    private const int BatchCount = 500; // lines per request

    [Fact]
    public async Task A_reader_that_slept_through_5000_deltas_wakes_to_the_exact_state()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture("m1"));
        using var sleeper = await JsonSocket.ConnectAsync(server);
        await sleeper.SendAsync("""{"subscribe":{"ref":1,"topics":[{"topic":"match/m1"}]}}""");
        await sleeper.ReceiveAsync("snapshot");

        for (var first = 1; first <= DeltaCount; first += BatchCount)
            await feed.AcceptedAsync([.. Enumerable.Range(first, BatchCount).Select(Comment)]);

        await using var client = new FanoutClient(new FanoutClientOptions { Server = server.Address });
        using var match = client.Match("m1");
        var exact = await match.WaitForAsync(update => update.Position.Seq == DeltaCount + 1, TestContext.Current.CancellationToken);
        var (frames, hash) = await ReadToAsync(sleeper, exact.Position.Seq);

        Assert.Equal(exact.State.Hash, hash);
        Assert.True(frames < DeltaCount, $"{frames} frames: what was missed should have been merged");
    }

    /// <summary>The same incident amended again and again, with text enough that no kernel buffer holds all deltas.</summary>
    private static string Comment(int number) => $$$"""
        {"id":"c{{{number}}}","match":"m1","at":"2026-11-22T18:00:00Z","incident":{"id":"i1","type":"comment","minute":{{{number % 90}}},"text":"{{{number}}} {{{new string('x', 1500)}}}"}}
        """;

    private static async Task<(int Frames, uint Hash)> ReadToAsync(JsonSocket socket, uint seq)
    {
        for (var frames = 1; ; frames++)
        {
            var (kind, frame) = await socket.ReceiveAsync();
            var at = kind switch
            {
                "delta" => frame.GetProperty("seq").GetUInt32(),
                "snapshot" => frame.GetProperty("position").GetProperty("seq").GetUInt32(),
                _ => 0u,
            };
            if (at == seq)
                return (frames, frame.GetProperty("stateHash").GetUInt32());
        }
    }
}
