using System.Globalization;
using System.Text.Json;
using Fanout.Client;
using Fanout.Client.Reading;
using Fanout.Integration.Tests.Processes;
using Fanout.Services.Processes;

namespace Fanout.Integration.Tests.FeedControl;

/// <summary>An editor on the command line and a real server that replays a recording: ten minutes, a shot a minute, at the speed of life.</summary>
public sealed class ReplayCliTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fanout-test-");
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        var lines = Enumerable.Range(0, 10).Select(static minute => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"s{{minute}}","match":"m1","at":"2026-11-22T18:{{minute:00}}:00Z","stat":{"key":"shots","home":{{minute}},"away":0} }"""));
        await File.WriteAllLinesAsync(
            Path.Combine(_folder.FullName, "m1.ndjson"),
            lines.Prepend(TestFeed.Fixture("m1").Trim().Replace("17:00:00Z", "18:00:00Z", StringComparison.Ordinal)),
            TestContext.Current.CancellationToken);
        _server = await ServerProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["FANOUT__FEEDS__one__TRANSPORT"] = "files",
                ["FANOUT__FEEDS__one__FORMAT"] = "canonical",
                ["FANOUT__FEEDS__one__FILES__PATH"] = _folder.FullName,
            },
            "--dev");
        await ShotsAsync(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_replay_is_paused_moved_and_let_go_through_a_restart_and_readers_see_what_it_tells()
    {
        var shown = await FanoutAsync("one");
        Assert.True(shown.ExitCode == 0, shown.Error);
        Assert.StartsWith("one: plays at 1 recorded seconds a second\n", shown.Output, StringComparison.Ordinal);

        var preview = await FanoutAsync("one", "--pause", "--seek", "00:05:30", "--reason", "the break", "--dry-run");
        Assert.True(preview.ExitCode == 0, preview.Error);
        Assert.EndsWith("tells     5 events at once\n", preview.Output, StringComparison.Ordinal);
        Assert.Equal("PLAYING", (await StateAsync()).GetProperty("state").GetString());
        var paused = await FanoutAsync("one", "--pause", "--seek", "00:05:30", "--reason", "the break", "--yes");
        Assert.True(paused.ExitCode == 0, paused.Error);
        Assert.EndsWith("Done: change.\n", paused.Output, StringComparison.Ordinal);
        await ShotsAsync(5);
        await _server.KillAsync();
        await _server.StartAgainAsync();
        Assert.EndsWith("Unchanged.\n", (await FanoutAsync("one", "--pause", "--reason", "the break", "--yes")).Output, StringComparison.Ordinal);
        var state = await StateAsync();
        Assert.Equal(("PAUSED", "2026-11-22T18:05:30Z"), (state.GetProperty("state").GetString(), state.GetProperty("at").GetString()));

        var resumed = await FanoutAsync("one", "--resume", "--speed", "0", "--reason", "to the end", "--yes", "--json");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal("DONE", JsonDocument.Parse(resumed.Output).RootElement.GetProperty("outcome").GetString());
        await ShotsAsync(9);
        Assert.Contains("Editor dev (admin) steers the replay of feed one: ", _server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_is_told_by_the_exit_code_and_in_a_line()
    {
        Assert.Equal(0, (await FanoutAsync("one", "--pause", "--seek", "00:05:00", "--reason", "x", "--yes")).ExitCode);
        await ShotsAsync(5);

        var back = await FanoutAsync("one", "--seek", "2026-11-22T18:01:00Z", "--reason", "x", "--yes");
        Assert.Equal((6, "422: one: seek: 2026-11-22T18:01:00Z is past, the replay is at 2026-11-22T18:05:00Z: what was told cannot be untold\n"), (back.ExitCode, back.Error));
        var outside = await FanoutAsync("one", "--seek", "01:00:00", "--reason", "x", "--yes");
        Assert.Equal(2, outside.ExitCode);
        Assert.Contains("is outside of the recording, which is from 2026-11-22T18:00:00Z to 2026-11-22T18:09:00Z", outside.Error, StringComparison.Ordinal);
        Assert.Equal((2, "400: speed: 0.01, 0, or 0.1 to 10,000 may be\n"), await EndAsync("one", "--speed", "0.01", "--reason", "x", "--yes"));
        Assert.Equal((3, "404: \"two\" is no feed that is replayed from files\n"), await EndAsync("two"));
        Assert.Equal(2, (await FanoutAsync("one", "--resume", "--yes")).ExitCode); // no reason
        var unasked = await FanoutAsync("one", "--resume", "--reason", "x");
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        Assert.Equal(4, (await RunAsync("not-a-token-at-all", "one", "--resume", "--reason", "x", "--yes")).ExitCode);
        Assert.Equal("PAUSED", (await StateAsync()).GetProperty("state").GetString());
    }

    /// <summary>Returns when readers have the match with so many shots.</summary>
    private async Task ShotsAsync(int count)
    {
        using var reader = new FanoutReader(new FanoutClientOptions { Server = _server.Address });
        await Eventually.TrueAsync(
            $"{count} shots",
            async () => (await reader.FindAsync("m1", TestContext.Current.CancellationToken))?.Match.Stats.FirstOrDefault()?.Home == count);
    }

    private async Task<JsonElement> StateAsync()
    {
        var shown = await FanoutAsync("one", "--json");
        Assert.True(shown.ExitCode == 0, shown.Error);
        return JsonDocument.Parse(shown.Output).RootElement;
    }

    private async Task<(int ExitCode, string Error)> EndAsync(params string[] arguments)
    {
        var ended = await FanoutAsync(arguments);
        return (ended.ExitCode, ended.Error);
    }

    private Task<FinishedProcess> FanoutAsync(params string[] arguments) => RunAsync(ServerProcess.EditorToken, arguments);

    private Task<FinishedProcess> RunAsync(string token, params string[] arguments) => FinishedProcess.RunAsync(
        "fanout.dll",
        new Dictionary<string, string> { ["FANOUT_SERVER"] = _server.Address.ToString(), ["FANOUT_TOKEN"] = token },
        ["feed", "replay", .. arguments]);
}
