using System.Net.Http.Headers;
using System.Text.Json;
using Fanout.Client;
using Fanout.Client.Reading;
using Fanout.Integration.Tests.Processes;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Integration.Tests.Quarantine;

/// <summary>An editor on the command line and a real server: what a feed sent and no rule allowed.</summary>
public sealed class QuarantineCliTests : IAsyncLifetime
{
    private const string Final =
        """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"badminton","format":{"bestOf":3,"points":21,"pointsCap":30},"home":{"name":"A"},"away":{"name":"B"}},"status":{"status":"FINAL"}}""";

    private const string Reopened = """{"id":"e2","match":"m1","at":"2026-11-22T18:01:00Z","status":{"status":"LIVE"}}""";
    private const string BeyondCap =
        """{"id":"e3","match":"m1","at":"2026-11-22T18:02:00Z","score":{"badminton":{"games":[{"home":31,"away":29}]}}}""";

    private ServerProcess _server = null!;
    private TestFeed _feed = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync("--dev");
        _feed = new TestFeed(_server);
        await _feed.AcceptedAsync(Final);
    }

    public async ValueTask DisposeAsync()
    {
        _feed.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_impossible_event_is_seen_forced_and_there_for_readers()
    {
        var id = await PutAsideAsync(Reopened);

        var shown = await FanoutAsync("show", id);
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("status.status: LIVE cannot follow FINAL", shown.Output, StringComparison.Ordinal);
        var preview = await FanoutAsync("force", id, "--reason", "it goes on", "--dry-run");
        Assert.Equal(0, preview.ExitCode);
        Assert.Contains("LIVE", preview.Output, StringComparison.Ordinal);
        Assert.Equal(StatusValue.Final, (await MatchAsync()).Status);

        var forced = await FanoutAsync("force", id, "--reason", "it goes on", "--yes");

        Assert.True(forced.ExitCode == 0, forced.Error);
        Assert.Equal(StatusValue.Live, (await MatchAsync()).Status);
        Assert.Equal(5, (await FanoutAsync("force", id, "--reason", "once more", "--yes")).ExitCode);
        var log = await LogAsync();
        var correction = log.GetProperty("entries").EnumerateArray().Last().GetProperty("correction");
        Assert.Equal(("it goes on", "admin"), (correction.GetProperty("reason").GetString(), correction.GetProperty("actorRole").GetString()));
    }

    [Fact]
    public async Task An_impossible_score_is_dropped_and_changes_nothing()
    {
        var id = await PutAsideAsync(BeyondCap);
        var before = await MatchAsync();

        var dropped = await FanoutAsync("drop", id, "--reason", "a slip of the scout", "--yes", "--json");

        Assert.True(dropped.ExitCode == 0, dropped.Error);
        Assert.Equal("drop", JsonDocument.Parse(dropped.Output).RootElement.GetProperty("action").GetString());
        Assert.Equal(before, await MatchAsync());
        Assert.Contains("Nothing is put aside.", (await FanoutAsync("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_and_whoever_says_too_little_is_told_by_the_exit_code()
    {
        var id = await PutAsideAsync(Reopened);

        Assert.Equal(4, (await FanoutAsync("list", [], "not-a-token-at-all")).ExitCode);
        Assert.Equal(4, (await FanoutAsync("show", [id], "a-token-of-nobody-1")).ExitCode);
        Assert.Equal(3, (await FanoutAsync("show", "m1~0000000000000001")).ExitCode);
        Assert.Equal(2, (await FanoutAsync("force", id, "--yes")).ExitCode); // no reason
        var unasked = await FanoutAsync("force", id, "--reason", "it goes on");
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        Assert.Equal(StatusValue.Final, (await MatchAsync()).Status);
    }

    [Fact]
    public async Task What_cannot_stand_in_a_match_exits_6()
    {
        var id = await PutAsideAsync("""{"id":"e4","match":"m1","at":"2026-11-22T18:02:00Z","score":{"home":-1}}""");

        var forced = await FanoutAsync("force", id, "--reason", "please", "--yes");

        Assert.Equal(6, forced.ExitCode);
        Assert.Contains("-1 is not 0 to 9999", forced.Error, StringComparison.Ordinal);
    }

    /// <summary>Pushes a line that no rule allows; its id in the quarantine, by the command line.</summary>
    private async Task<string> PutAsideAsync(string line)
    {
        var (_, answer) = await _feed.PushAsync(line);
        Assert.Equal(1, answer.GetProperty("quarantined").GetArrayLength());
        var listed = await FanoutAsync("list", "--match", "m1", "--json");
        Assert.True(listed.ExitCode == 0, listed.Error);
        return Assert.Single(JsonDocument.Parse(listed.Output).RootElement.GetProperty("held").EnumerateArray()).GetProperty("id").GetString()!;
    }

    private Task<FinishedProcess> FanoutAsync(string command, params string[] arguments) =>
        FanoutAsync(command, arguments, ServerProcess.EditorToken);

    private Task<FinishedProcess> FanoutAsync(string command, string[] arguments, string token) => FinishedProcess.RunAsync(
        "fanout.dll",
        new Dictionary<string, string> { ["FANOUT_SERVER"] = _server.Address.ToString(), ["FANOUT_TOKEN"] = token },
        ["quarantine", command, .. arguments]);

    private async Task<MatchState> MatchAsync()
    {
        using var reader = new FanoutReader(new FanoutClientOptions { Server = _server.Address });
        return (await reader.FindAsync("m1", TestContext.Current.CancellationToken))!.Match;
    }

    private async Task<JsonElement> LogAsync()
    {
        using var http = new HttpClient { BaseAddress = _server.Address };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var text = await http.GetStringAsync(new Uri("v1/matches/m1/log", UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonDocument.Parse(text).RootElement;
    }
}
