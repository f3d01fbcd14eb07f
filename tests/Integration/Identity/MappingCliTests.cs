using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Identity;

/// <summary>An editor on the command line and a real server: one match under two feeds' names.</summary>
public sealed class MappingCliTests : IAsyncLifetime
{
    private ServerProcess _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync("--dev");
        _http = new HttpClient { BaseAddress = _server.Address };
        using var one = new TestFeed(_server, "one");
        using var two = new TestFeed(_server, "two");
        await one.AcceptedAsync(Fixture("a:1", "Blues"), Live("a:1"));
        await two.AcceptedAsync(Fixture("b:9", "Azzurri"), Live("b:9"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Two_names_of_one_match_are_seen_confirmed_moved_back_and_rejected()
    {
        await BoardHasAsync("a:1", "b:9");
        var listed = await FanoutAsync("list", "--open");
        Assert.True(listed.ExitCode == 0, listed.Error);
        Assert.Contains("a:1  700 of 1000", listed.Output, StringComparison.Ordinal);
        Assert.Contains("Azzurri / Blues", listed.Output, StringComparison.Ordinal);

        var preview = await FanoutAsync("confirm", "two", "b:9", "--reason", "the Azzurri are the Blues", "--dry-run");
        Assert.True(preview.ExitCode == 0, preview.Error);
        Assert.Contains("b:9 of two is a:1; it was a match of its own", preview.Output, StringComparison.Ordinal);
        Assert.Contains("b:9 leaves the boards, and is continued as a:1", preview.Output, StringComparison.Ordinal);
        await BoardHasAsync("a:1", "b:9");

        var confirmed = await FanoutAsync("confirm", "two", "b:9", "--reason", "the Azzurri are the Blues", "--yes");
        Assert.True(confirmed.ExitCode == 0, confirmed.Error);
        await BoardHasAsync("a:1");
        Assert.Equal(["a:1"], await ListedAsync("v1/matches"));
        Assert.Equal(["a:1", "b:9"], await ListedAsync("v1/matches?continued=true"));
        Assert.Equal("a:1", await ContinuedAsync("b:9"));
        Assert.Null(await ContinuedAsync("a:1"));
        Assert.Equal(0, (await FanoutAsync("confirm", "two", "b:9", "--reason", "once more", "--yes")).ExitCode);
        Assert.Equal(5, (await FanoutAsync("reject", "two", "b:9", "a:1", "--reason", "no", "--yes")).ExitCode);

        var moved = await FanoutAsync("move", "two", "b:9", "b:9", "--reason", "no, they are not", "--yes", "--json");
        Assert.True(moved.ExitCode == 0, moved.Error);
        Assert.Equal("b:9", JsonDocument.Parse(moved.Output).RootElement.GetProperty("name").GetProperty("match").GetString());
        using (var two = new TestFeed(_server, "two"))
            await two.AcceptedAsync("""{"id":"b:9-goal","match":"b:9","at":"2026-11-22T18:10:00Z","score":{"home":1,"away":0}}""");
        await BoardHasAsync("a:1", "b:9");
        Assert.Null(await ContinuedAsync("b:9"));

        Assert.Contains("Nothing is proposed.", (await FanoutAsync("list", "--open")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await FanoutAsync("reject", "two", "b:9", "a:1", "--reason", "once more", "--yes")).ExitCode); // a move says so, too
    }

    [Fact]
    public async Task A_rejected_proposal_is_gone_and_both_matches_stay()
    {
        var rejected = await FanoutAsync("reject", "two", "b:9", "--reason", "another cup", "--yes");

        Assert.True(rejected.ExitCode == 0, rejected.Error);
        Assert.Contains("b:9 of two is not a:1, and is not proposed to be again", rejected.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing is proposed.", (await FanoutAsync("list", "--open")).Output, StringComparison.Ordinal);
        await BoardHasAsync("a:1", "b:9");
    }

    [Fact]
    public async Task Whoever_may_not_and_whoever_says_too_little_is_told_by_the_exit_code()
    {
        Assert.Equal(4, (await FanoutAsync("list", [], "not-a-token-at-all")).ExitCode);
        Assert.Equal(4, (await FanoutAsync("confirm", ["two", "b:9", "--reason", "x", "--yes"], "a-token-of-nobody-1")).ExitCode);
        Assert.Equal(3, (await FanoutAsync("confirm", "two", "b:7", "--reason", "x", "--yes")).ExitCode);
        Assert.Equal(3, (await FanoutAsync("confirm", "one", "a:1", "--reason", "x", "--yes")).ExitCode); // nothing is proposed for it
        Assert.Equal(2, (await FanoutAsync("confirm", "two", "b:9", "--yes")).ExitCode); // no reason
        var unasked = await FanoutAsync("confirm", "two", "b:9", "--reason", "x");
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        await BoardHasAsync("a:1", "b:9");
    }

    /// <summary>Waits until the board of live matches has these, and no others.</summary>
    private async Task BoardHasAsync(params string[] ids)
    {
        var cancellation = TestContext.Current.CancellationToken;
        for (var began = TimeProvider.System.GetTimestamp(); ;)
        {
            var found = JsonDocument.Parse(await _http.GetStringAsync(new Uri("v1/boards/live", UriKind.Relative), cancellation)).RootElement;
            var rows = found.GetProperty("board").TryGetProperty("rows", out var some) ? some.EnumerateArray().ToList() : [];
            var shown = rows.Select(static row => row.GetProperty("id").GetString()!).Order(StringComparer.Ordinal);
            if (shown.SequenceEqual(ids)) return;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), $"not {string.Join(", ", ids)}: {found}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
        }
    }

    /// <summary>Ids of the matches that a list has.</summary>
    private async Task<IEnumerable<string>> ListedAsync(string path)
    {
        var page = JsonDocument.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
        return page.RootElement.GetProperty("matches").EnumerateArray()
            .Select(static row => row.GetProperty("id").GetString()!)
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The match that one says it is continued as.</summary>
    private async Task<string?> ContinuedAsync(string match)
    {
        var path = new Uri($"v1/matches/{match}", UriKind.Relative);
        var document = JsonDocument.Parse(await _http.GetStringAsync(path, TestContext.Current.CancellationToken));
        return document.RootElement.TryGetProperty("continuedAs", out var other) ? other.GetString() : null;
    }

    private Task<FinishedProcess> FanoutAsync(string command, params string[] arguments) =>
        FanoutAsync(command, arguments, ServerProcess.EditorToken);

    private Task<FinishedProcess> FanoutAsync(string command, string[] arguments, string token) => FinishedProcess.RunAsync(
        "fanout.dll",
        new Dictionary<string, string> { ["FANOUT_SERVER"] = _server.Address.ToString(), ["FANOUT_TOKEN"] = token },
        ["mapping", command, .. arguments]);

    private static string Fixture(string match, string away) => $$$"""
        {"id":"{{{match}}}-f","match":"{{{match}}}","at":"2026-11-22T17:00:00Z","fixture":{"sport":"football","competition":{"name":"Cup"},"home":{"name":"Reds"},"away":{"name":"{{{away}}}"},"start":"2026-11-22T18:00:00Z"}}
        """;

    private static string Live(string match) =>
        $$"""{"id":"{{match}}-live","match":"{{match}}","at":"2026-11-22T18:00:00Z","status":{"status":"LIVE"},"phase":{"phase":"1H"} }""";
}
