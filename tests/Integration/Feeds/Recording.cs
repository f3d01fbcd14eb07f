using System.Text;
using Fanout.Client;
using Fanout.Integration.Tests.Processes;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Fanout.Services.Processes;

namespace Fanout.Integration.Tests.Feeds;

/// <summary>Matches that a provider recorded: what the command line makes of them offline, and whether a running server came to the same.</summary>
internal sealed class Recording
{
    private readonly IReadOnlyList<MatchState> _finals;

    private Recording(IReadOnlyList<MatchState> finals) => _finals = finals;

    /// <summary>Normalises files, or a folder of them, offline.</summary>
    public static async Task<Recording> OfAsync(string path)
    {
        var final = await CliProcess.RunAsync("feed", "normalise", "--final", path);
        Assert.True(final.ExitCode == 0, final.Error);
        return new Recording([.. Lines(final.Output).Select(static line =>
            ProtoJson.Read<MatchState>(Encoding.UTF8.GetBytes(line).AsSpan()).Message)]);
    }

    /// <summary>The canonical events of files, a line of JSON and the match for each.</summary>
    public static async Task<IReadOnlyList<(string Line, string Match)>> EventsAsync(string path)
    {
        var events = await CliProcess.RunAsync("feed", "normalise", path);
        Assert.True(events.ExitCode == 0, events.Error);
        return [.. Lines(events.Output).Select(static line => (line, TestFeed.MatchOf(line)))];
    }

    /// <summary>Returns when an SDK client has every match as it is offline, whole, and never saw a wrong hash.</summary>
    public Task ReachedAsync(ServerProcess server) =>
        ReachedAsync(server, static (state, expected) => Comparable(state.ToMessage()).Equals(Comparable(expected)));

    /// <summary>The same for a replay whose times were moved: status and score.</summary>
    public Task ReachedInScoreAsync(ServerProcess server) => ReachedAsync(
        server, static (state, expected) => state.Head.Status == expected.Status && state.Head.Score.Equals(expected.Score));

    private async Task ReachedAsync(ServerProcess server, Func<State<MatchState, MatchDelta>, MatchState, bool> isReached)
    {
        Assert.NotEmpty(_finals);
        using var http = new HttpClient { BaseAddress = server.Address };
        await using var client = new FanoutClient(new FanoutClientOptions { Server = server.Address });
        foreach (var expected in _finals)
        {
            await Eventually.TrueAsync($"{expected.Id} is known", async () =>
            {
                using var answer = await http.GetAsync(
                    new Uri($"v1/matches/{expected.Id}", UriKind.Relative), TestContext.Current.CancellationToken);
                return answer.IsSuccessStatusCode;
            });
            using var match = client.Match(expected.Id);
            await match.WaitForAsync(update => isReached(update.State, expected), TestContext.Current.CancellationToken);
            Assert.Equal(0, match.HashMismatchCount);
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>All but the name of the feed, which is the only thing that the way adds.</summary>
    private static MatchState Comparable(MatchState state)
    {
        var match = state.Clone();
        match.Feed = null;
        return match;
    }
}
