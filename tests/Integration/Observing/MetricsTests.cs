using System.Net;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Observing;

/// <summary>What an operator's scraper sees of a running server.</summary>
public sealed class MetricsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_scraper_on_the_machine_sees_the_connections_and_the_runtime()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var http = new HttpClient { BaseAddress = server.Address };
        using (await JsonSocket.ConnectAsync(server))
        {
            var page = await ReachesAsync(http, "fanout_delivery_connections{} 1");
            Assert.Contains("# TYPE fanout_delivery_connections gauge", page, StringComparison.Ordinal);
            Assert.Contains("# TYPE fanout_following_ready gauge", page, StringComparison.Ordinal);
            Assert.Contains("dotnet_gc_collections", page, StringComparison.Ordinal);
        }
        await ReachesAsync(http, "fanout_delivery_connections{} 0");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    public async Task A_proxy_on_the_machine_does_not_open_the_numbers_to_the_world(string header, string value)
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(server, header, value));
        await using var open = await ServerProcess.StartAsync(
            new Dictionary<string, string> { ["FANOUT__METRICS__PUBLIC"] = "true" }, "--dev");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(open, header, value));
    }

    /// <summary>On whatever way it comes, a page of another site that has no token is one that was not let in.</summary>
    [Theory, MemberData(nameof(Opening.Transports), MemberType = typeof(Opening))]
    public async Task Pages_that_are_refused_for_their_origin_are_counted(string transport)
    {
        var settings = Opening.SettingsOf(transport);
        settings["FANOUT__ACCESS__ANONYMOUS"] = "true";
        settings["FANOUT__ACCESS__ANONYMOUSRIGHTS__ORIGINS__0"] = "https://scores.example";
        await using var server = await ServerProcess.StartAsync(settings);
        using var http = new HttpClient { BaseAddress = server.Address };
        using (var refused = await Opening.SendAsync(http, ("Origin", "https://elsewhere.example")))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/matches");
        request.Headers.Add("Origin", "https://elsewhere.example");
        using (var refused = await http.SendAsync(request, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        await ReachesAsync(http, """fanout_delivery_refused_total{reason="origin"} 2""");
    }

    private static async Task<HttpStatusCode> AskAsync(ServerProcess server, string header, string value)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.Add(header, value);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>Waits for a line: a page is up to a third of a second old, and connections end on threads of their own.</summary>
    private static async Task<string> ReachesAsync(HttpClient http, string line)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var page = "";
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            page = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), cancellation);
            if (page.Split('\n').Any(one => one.StartsWith(line, StringComparison.Ordinal)))
                return page;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
        throw new InvalidOperationException($"no line \"{line}\" within {Patience}:\n{page}");
    }
}
