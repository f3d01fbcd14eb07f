using Fanout.Integration.Tests.Processes;

namespace Fanout.Browser.Tests;

/// <summary>The match page of a real server in a real browser.</summary>
public sealed class MatchPageTests
{
    private const string HashAgrees = "document.querySelector('[data-check]')?.dataset.check === 'agrees'";

    [Fact]
    public async Task A_goal_appears_without_a_reload_and_is_struck_through_when_it_is_taken_back()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture("m1"), Live);
        using var browser = new Browser(new Uri(server.Address, "match.html?id=m1"));
        await browser.UntilShowsAsync("Reds");
        browser.Run<object?>("window.notReloaded = true; return null");

        await feed.AcceptedAsync(Goal);
        await browser.UntilShowsAsync("A. Nine");
        await feed.AcceptedAsync(Void);
        await browser.UntilShowsAsync("Offside");

        Assert.True(browser.Run<bool>("return window.notReloaded === true"));
        await browser.UntilAsync(HashAgrees);
        await browser.UntilAsync("document.querySelector('[data-seq]').dataset.seq === '4'");
    }

    [Fact]
    public async Task A_page_says_that_it_is_not_live_while_the_server_is_away_and_converges_when_it_is_back()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture("m1"), Live);
        using var browser = new Browser(new Uri(server.Address, "match.html?id=m1"));
        await browser.UntilAsync(HashAgrees);

        await server.KillAsync();
        await browser.UntilShowsAsync("Not live");
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken); // long enough for several attempts
        Assert.False(browser.Run<bool>("return document.querySelector('[data-connection]').dataset.connection === 'open'"));

        await server.StartAgainAsync();
        await feed.AcceptedAsync(Goal);
        await browser.UntilShowsAsync("A. Nine");
        await browser.UntilAsync(HashAgrees);
        await browser.UntilAsync("document.querySelector('[data-seq]').dataset.seq === '3'");
    }

    [Fact]
    public async Task A_recorded_match_ends_in_the_page_as_it_ends_offline()
    {
        var folder = SharedData.Folder("football-wyscout-json");
        var events = await CliProcess.RunAsync("feed", "normalise", folder);
        var final = events.Output.Split('\n').Where(line => line.Contains("\"match\":\"wyscout:2058017\"", StringComparison.Ordinal)).ToArray();
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server, "wyscout");
        using var browser = new Browser(new Uri(server.Address, "match.html?id=wyscout:2058017"));

        await feed.AcceptedAsync(final);
        browser.Run<object?>("location.reload(); return null"); // the match was not there when the page was opened
        await browser.UntilShowsAsync("Croatia");

        await browser.UntilAsync(HashAgrees);
        using var http = new HttpClient { BaseAddress = server.Address };
        var text = await http.GetStringAsync(new Uri("v1/matches/wyscout:2058017", UriKind.Relative), TestContext.Current.CancellationToken);
        var document = System.Text.Json.JsonDocument.Parse(text).RootElement;
        Assert.Equal(4, document.GetProperty("match").GetProperty("score").GetProperty("home").GetInt32());
        await browser.UntilAsync($"document.querySelector('[data-hash]').dataset.hash === '{document.GetProperty("stateHash").GetUInt32()}'");
    }

    private const string Live = """{"id":"live","match":"m1","at":"2026-11-22T18:00:00Z","status":{"status":"LIVE"},"phase":{"phase":"1H"},"clock":{"kind":"UP","running":true,"valueMs":0}}""";
    private const string Goal = """{"id":"goal","match":"m1","at":"2026-11-22T18:23:00Z","score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal","team":"home","player":"A. Nine","minute":23}}""";
    private const string Void = """{"id":"void","match":"m1","at":"2026-11-22T18:25:00Z","void":{"incident":"i1","reason":"VAR_OFFSIDE"},"score":{"home":0,"away":0}}""";
}
