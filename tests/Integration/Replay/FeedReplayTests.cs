using System.Text;
using Fanout.Client;
using Fanout.Integration.Tests.Processes;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Services.Processes;

namespace Fanout.Integration.Tests.Replay;

/// <summary>Recorded matches that the server replays itself, through kills in the midst of it.</summary>
public sealed class FeedReplayTests
{
    private const int KillCount = 2;

    [Fact]
    public async Task A_recording_that_the_server_replays_ends_with_a_client_as_it_ends_offline()
    {
        var folder = SharedData.Folder("football-wyscout-json");
        var final = await CliProcess.RunAsync("feed", "normalise", "--final", folder);
        Assert.Equal(0, final.ExitCode);
        var expected = final.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => ProtoJson.Read<MatchState>(Encoding.UTF8.GetBytes(line).AsSpan()).Message).ToArray();

        await using var server = await ServerProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["FANOUT__FEEDS__wyscout__TRANSPORT"] = "files",
                ["FANOUT__FEEDS__wyscout__FORMAT"] = "wyscout",
                ["FANOUT__FEEDS__wyscout__FILES__PATH"] = folder,
                ["FANOUT__FEEDS__wyscout__FILES__SPEED"] = "0",
            },
            "--dev");
        await using var client = new FanoutClient(new FanoutClientOptions { Server = server.Address });
        for (var kill = 0; kill < KillCount; kill++)
        {
            await server.KillAsync(); // wherever it is by now
            await server.StartAgainAsync();
        }
        using var http = new HttpClient { BaseAddress = server.Address };
        foreach (var match in expected)
        {
            await Eventually.TrueAsync($"{match.Id} is known", async () =>
            {
                using var answer = await http.GetAsync(new Uri($"v1/matches/{match.Id}", UriKind.Relative), TestContext.Current.CancellationToken);
                return answer.IsSuccessStatusCode;
            });
            using var followed = client.Match(match.Id);
            await followed.WaitForAsync(
                update => update.State.Head.Status == match.Status && update.State.Head.Score.Equals(match.Score),
                TestContext.Current.CancellationToken);
            Assert.Equal(0, followed.HashMismatchCount);
        }
    }
}
