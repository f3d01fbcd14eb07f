using System.Text.Json;
using Fanout.Client;
using Fanout.Client.Reading;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.FeedControl;

/// <summary>An editor on the command line and a real server: two feeds of one match, and who speaks for it.</summary>
public sealed class FeedCliTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Policy = new()
    {
        ["FANOUT__ARBITRATION__POLICIES__0__SPORT"] = "football",
        ["FANOUT__ARBITRATION__POLICIES__0__LAG"] = "00:00:00",
        ["FANOUT__ARBITRATION__POLICIES__0__DIVERGENCE"] = "00:00:00",
        ["FANOUT__ARBITRATION__POLICIES__0__SILENCE"] = "01:00:00",
        ["FANOUT__ARBITRATION__POLICIES__0__FEEDS__0__NAME"] = "league",
        ["FANOUT__ARBITRATION__POLICIES__0__FEEDS__1__NAME"] = "backup",
    };

    private ServerProcess _server = null!;
    private TestFeed _league = null!;
    private TestFeed _backup = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(Policy, "--dev");
        (_league, _backup) = (new TestFeed(_server, "league"), new TestFeed(_server, "backup"));
        await _league.AcceptedAsync(TestFeed.Fixture("m1"), Live("l", home: 0));
        await _backup.AcceptedAsync(TestFeed.Fixture("m1"), Live("b", home: 1));
    }

    public async ValueTask DisposeAsync()
    {
        _league.Dispose();
        _backup.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_feed_is_pinned_and_muted_and_readers_see_the_match_as_the_other_has_it()
    {
        Assert.Equal(("league", 0), await SeenAsync());
        var list = await FanoutAsync("list");
        Assert.True(list.ExitCode == 0, list.Error);
        Assert.Contains("backup", list.Output, StringComparison.Ordinal);

        var preview = await FanoutAsync("pin", "m1", "backup", "--reason", "it saw the goal", "--dry-run");
        Assert.True(preview.ExitCode == 0, preview.Error);
        Assert.Contains("\"active\":\"backup\"", preview.Output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(("league", 0), await SeenAsync());
        var pinned = await FanoutAsync("pin", "m1", "backup", "--reason", "it saw the goal", "--yes");
        Assert.True(pinned.ExitCode == 0, pinned.Error);
        Assert.Equal(("backup", 1), await SeenAsync());
        Assert.Contains("Unchanged.", (await FanoutAsync("pin", "m1", "backup", "--reason", "again", "--yes")).Output, StringComparison.Ordinal);
        var status = await FanoutAsync("status", "m1");
        Assert.Contains("dev pinned backup instead of league: it saw the goal", status.Output, StringComparison.Ordinal);

        var muted = await FanoutAsync("mute", "m1", "backup", "--reason", "it was offside", "--yes", "--json");
        Assert.True(muted.ExitCode == 0, muted.Error);
        Assert.Equal("DONE", JsonDocument.Parse(muted.Output).RootElement.GetProperty("outcome").GetString());
        Assert.Equal(("league", 0), await SeenAsync());
        Assert.Equal(0, (await FanoutAsync("unmute", "m1", "backup", "--reason", "it is back", "--yes")).ExitCode);
        Assert.Equal(0, (await FanoutAsync("unpin", "m1", "backup", "--reason", "enough", "--yes")).ExitCode);
    }

    [Fact]
    public async Task Whoever_may_not_and_whoever_says_too_little_is_told_by_the_exit_code()
    {
        Assert.Equal(4, (await RunAsync("not-a-token-at-all", "pin", "m1", "backup", "--reason", "x", "--yes")).ExitCode);
        Assert.Equal(4, (await RunAsync("not-a-token-at-all", "list")).ExitCode);
        Assert.Equal(3, (await FanoutAsync("pin", "m1", "nobody", "--reason", "x", "--yes")).ExitCode);
        Assert.Equal(3, (await FanoutAsync("status", "m9")).ExitCode);
        Assert.Equal(2, (await FanoutAsync("mute", "m1", "league", "--yes")).ExitCode); // no reason
        var unasked = await FanoutAsync("mute", "m1", "league", "--reason", "x");
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        await _league.AcceptedAsync(
            """{"id":"o1","match":"o1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"basketball","home":{"name":"A"},"away":{"name":"B"}}}""");
        Assert.Equal(5, (await FanoutAsync("pin", "o1", "league", "--reason", "x", "--yes")).ExitCode); // no policy
        Assert.Equal(("league", 0), await SeenAsync());
    }

    private static string Live(string id, int home) =>
        $$$"""{"id":"{{{id}}}","match":"m1","at":"2026-11-22T18:10:00Z","status":{"status":"LIVE"},"score":{"home":{{{home}}},"away":0}}""";

    /// <summary>The active feed and the home side's score, as readers have them by HTTP.</summary>
    private async Task<(string Active, int Home)> SeenAsync()
    {
        using var reader = new FanoutReader(new FanoutClientOptions { Server = _server.Address });
        var match = (await reader.FindAsync("m1", TestContext.Current.CancellationToken))!.Match;
        return (match.Feed.Active, match.Score.Home);
    }

    private Task<FinishedProcess> FanoutAsync(params string[] arguments) => RunAsync(ServerProcess.EditorToken, arguments);

    private Task<FinishedProcess> RunAsync(string token, params string[] arguments) => FinishedProcess.RunAsync(
        "fanout.dll",
        new Dictionary<string, string> { ["FANOUT_SERVER"] = _server.Address.ToString(), ["FANOUT_TOKEN"] = token },
        ["feed", .. arguments]);
}
