using System.Text;
using Fanout.Client;
using Fanout.Integration.Tests.Processes;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Integration.Tests.Replay;

/// <summary>Recorded matches from the provider's files through the command line, the push, the log and the node to a client.</summary>
public sealed class WyscoutReplayTests
{
    private const int BatchBytesMax = 900_000; // below the limit of a push request

    [Fact]
    public async Task A_replayed_match_ends_with_a_client_as_it_ends_offline()
    {
        var folder = SharedData.Folder("football-wyscout-json");
        var events = await CliProcess.RunAsync("feed", "normalise", folder);
        var final = await CliProcess.RunAsync("feed", "normalise", "--final", folder);
        Assert.Equal(0, events.ExitCode);
        Assert.Equal(0, final.ExitCode);

        await using var server = await ServerProcess.StartAsync("--dev");
        await PushAsync(server, events.Output);

        await using var client = new FanoutClient(new FanoutClientOptions { Server = server.Address });
        var matches = final.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToArray();
        Assert.Equal(5, matches.Length);
        foreach (var expected in matches)
        {
            using var match = client.Match(expected.Id);
            await match.WaitForAsync(
                update => Comparable(update.State.ToMessage()).Equals(Comparable(expected)), TestContext.Current.CancellationToken);
            Assert.Equal(0, match.HashMismatchCount);
        }
    }

    private static async Task PushAsync(ServerProcess server, string ndjson)
    {
        using var feed = new TestFeed(server, "wyscout");
        var batch = new List<string>();
        var bytes = 0;
        foreach (var line in ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (bytes + line.Length > BatchBytesMax)
            {
                await feed.AcceptedAsync([.. batch]);
                (bytes, batch) = (0, []);
            }
            batch.Add(line);
            bytes += line.Length;
        }
        await feed.AcceptedAsync([.. batch]);
    }

    private static MatchState Parse(string line) => ProtoJson.Read<MatchState>(Encoding.UTF8.GetBytes(line).AsSpan()).Message;

    /// <summary>All but the name of the feed, which is the only thing that the way adds.</summary>
    private static MatchState Comparable(MatchState state)
    {
        var match = state.Clone();
        match.Feed = null;
        return match;
    }
}
