using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Access;

/// <summary>Pages of other sites do not read without a token, whatever way they take.</summary>
public sealed class OriginTests
{
    private const string Ours = "https://scores.example";
    private const string Theirs = "https://elsewhere.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Dictionary<string, string> Listed => new()
    {
        ["FANOUT__ACCESS__ANONYMOUS"] = "true",
        ["FANOUT__ACCESS__ANONYMOUSRIGHTS__ORIGINS__0"] = Ours,
    };

    [Theory, MemberData(nameof(Opening.Transports), MemberType = typeof(Opening))]
    public async Task A_page_of_another_origin_opens_no_stream_where_there_are_no_tokens(string transport)
    {
        await using var server = await ServerProcess.StartAsync(Listed.Concat(Opening.SettingsOf(transport)).ToDictionary());
        using var http = new HttpClient { BaseAddress = server.Address };
        using (var refused = await Opening.SendAsync(http, ("Origin", Theirs)))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Null(refused.Headers.RetryAfter);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            Assert.Equal("ORIGIN", problem.GetProperty("reason").GetString());
            Assert.Equal($"pages of {Theirs} may not read here without a token", problem.GetProperty("detail").GetString());
        }
        using var page = await Opening.SendAsync(http, ("Origin", Ours));
        using var app = await Opening.SendAsync(http);
        Assert.Equal(
            (HttpStatusCode.SwitchingProtocols, HttpStatusCode.SwitchingProtocols), (page.StatusCode, app.StatusCode));
    }

    [Theory, MemberData(nameof(Opening.Transports), MemberType = typeof(Opening))]
    public async Task A_page_of_another_origin_reads_with_a_token_and_nothing_before(string transport)
    {
        using var issuer = new IssuerKey();
        var settings = Listed.Concat(issuer.Settings).Concat(Opening.SettingsOf(transport)).ToDictionary();
        await using var server = await ServerProcess.StartAsync(settings);
        var token = await issuer.TokenAsync("--topic", "*");
        using var socket = await JsonSocket.ConnectAsync(server, ("Origin", Theirs));
        const string subscribe = """{"subscribe":{"topics":[{"topic":"board/live"}]}}""";

        await socket.SendAsync(subscribe);
        Assert.Equal("NOT_ALLOWED", (await socket.ReceiveAsync("error")).GetProperty("code").GetString());
        await socket.SendAsync($$$"""{"hello":{"token":"{{{token}}}"}}""");
        await socket.SendAsync(subscribe);
        await socket.ReceiveAsync("subscribed");

        using var page = await JsonSocket.ConnectAsync(server, ("Origin", Ours));
        await page.SendAsync(subscribe);
        await page.ReceiveAsync("subscribed");
    }

    [Fact]
    public async Task Over_HTTP_a_page_of_another_origin_is_told_so_and_may_not_look_at_it()
    {
        await using var server = await ServerProcess.StartAsync(Listed);
        foreach (var path in new[] { "v1/matches", "v1/boards/live", "v1/events?topic=board/live" })
        {
            using var theirs = await GetAsync(server, path, Theirs);
            Assert.Equal(HttpStatusCode.Forbidden, theirs.StatusCode);
            Assert.False(theirs.Headers.Contains("Access-Control-Allow-Origin"));

            using var ours = await GetAsync(server, path, Ours);
            Assert.Equal(HttpStatusCode.OK, ours.StatusCode);
            Assert.Equal(Ours, Assert.Single(ours.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Contains("Origin", ours.Headers.Vary);

            using var app = await GetAsync(server, path, null);
            Assert.Equal(HttpStatusCode.OK, app.StatusCode);
        }
        using var http = new HttpClient { BaseAddress = server.Address };
        using (await Opening.SendAsync(http, ("Origin", Theirs)))
            await ScrapedAsync(http, "fanout_delivery_refused_total{reason=\"origin\"} 4");
    }

    [Fact]
    public async Task A_page_that_would_show_a_token_may_ask_whether_it_may()
    {
        using var issuer = new IssuerKey();
        await using var server = await ServerProcess.StartAsync(Listed.Concat(issuer.Settings).ToDictionary());
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Options, "v1/matches");
        request.Headers.Add("Origin", Theirs);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var answer = await http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("Authorization", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.OrdinalIgnoreCase);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    /// <summary>Waits for a line of the metrics: their page is up to a third of a second old.</summary>
    private static async Task ScrapedAsync(HttpClient http, string line)
    {
        var page = "";
        for (var attempt = 0; attempt < 100; attempt++)
        {
            page = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), Cancellation);
            if (page.Split('\n').Any(one => one.StartsWith(line, StringComparison.Ordinal)))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancellation);
        }
        Assert.Fail($"no line \"{line}\":\n{page}");
    }

    private static async Task<HttpResponseMessage> GetAsync(ServerProcess server, string path, string? origin)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}
