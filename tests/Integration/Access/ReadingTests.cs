using System.Net;
using System.Text;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Access;

/// <summary>
/// Every kind of token × every kind of topic × every way out, on a node that has run for a while and on one that was just
/// started: what should pass passes, and nothing else.
/// </summary>
public sealed class ReadingTests : IAsyncLifetime
{
    private static readonly string[] Everything = WaysOut.Topics;
    private static readonly string[] Nothing = [];

    private readonly IssuerKey _issuer = new();
    private readonly IssuerKey _stranger = new();
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_issuer.Settings);
        await PlayAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _issuer.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task Only_what_a_token_allows_leaves_by_any_way()
    {
        var tokens = new (string? Token, string[] Open, string[]? Listed)[]
        {
            (await _issuer.TokenAsync("--topic", "*"), Everything, ["m1", "m2"]),
            (await _issuer.TokenAsync("--topic", "*", "--score-only"), ["score/m1", "score/m2", "board/live", "board/sport/football"], ["m1", "m2"]),
            (await _issuer.TokenAsync("--topic", "score/*", "--topic", "board/live"), ["score/m1", "score/m2", "board/live"], ["m1", "m2"]),
            (await _issuer.TokenAsync("--topic", "match/m1", "--topic", "board/*"), ["match/m1", "board/live", "board/sport/football"], ["m1"]),
            (await _issuer.TokenAsync("--topic", "events/m2", "--topic", "score/m1"), ["score/m1", "events/m2"], ["m1", "m2"]),
            (await _issuer.TokenAsync("--topic", "match/other*"), Nothing, []),
            (null, Nothing, null),
            ("not-a-token", Nothing, null),
            (Unsigned(await _issuer.TokenAsync("--topic", "*")), Nothing, null),
            (await _stranger.TokenAsync("--topic", "*"), Nothing, null),
            (await _issuer.TokenOfAsync(IssuerKey.Name, "elsewhere", "--topic", "*"), Nothing, null),
            (await _issuer.TokenOfAsync("https://elsewhere.test/", IssuerKey.Audience, "--topic", "*"), Nothing, null),
            (await _issuer.TokenAsync("--topic", "*", "--for", "2.00:00:00"), Nothing, null),
            (await EndedAsync(), Nothing, null),
        };
        await VerifyAsync(_server, tokens);
        await _server.KillAsync();
        await _server.StartAgainAsync();
        await VerifyAsync(_server, tokens);
    }

    /// <summary>Rules of the configuration; tokens that name a tier, and where their reader is.</summary>
    [Fact]
    public async Task Only_what_is_open_where_a_reader_is_and_in_its_tier_leaves_by_any_way()
    {
        var settings = _issuer.Settings.Concat(new Dictionary<string, string>
        {
            ["FANOUT__ACCESS__ANONYMOUS"] = "true",
            ["FANOUT__ACCESS__TIERS__scores__TOPICS__0"] = "score/*",
            ["FANOUT__ACCESS__TIERS__scores__TOPICS__1"] = "board/live",
            ["FANOUT__ACCESS__TERRITORIES__league__MATCHES__0"] = "m2",
            ["FANOUT__ACCESS__TERRITORIES__league__ALLOWED__0"] = "DE",
            ["FANOUT__ACCESS__TERRITORIES__league__ALLOWED__1"] = "AT",
            ["FANOUT__ACCESS__TERRITORIES__odd__MATCHES__0"] = "m*",
            ["FANOUT__ACCESS__TERRITORIES__odd__DENIED__0"] = "AT",
        }).ToDictionary();
        await using var server = await ServerProcess.StartAsync(settings);
        await PlayAsync(server);
        string[] boards = ["board/live", "board/sport/football"];
        string[] first = ["match/m1", "score/m1", "events/m1", "board/live", "board/sport/football"];
        var tokens = new (string? Token, string[] Open, string[]? Listed)[]
        {
            (await _issuer.TokenAsync("--topic", "*", "--territory", "DE"), Everything, ["m1", "m2"]),
            (await _issuer.TokenAsync("--topic", "*", "--territory", "FR"), first, ["m1"]),
            (await _issuer.TokenAsync("--topic", "*", "--territory", "AT"), boards, []), // of other matches, if there were any
            (await _issuer.TokenAsync("--topic", "*"), boards, []),
            (await _issuer.TokenAsync("--topic", "match/m2", "--topic", "board/*", "--territory", "FR"), Nothing, []),
            (await _issuer.TokenAsync("--tier", "scores", "--territory", "DE"), ["score/m1", "score/m2", "board/live"], ["m1", "m2"]),
            (await _issuer.TokenAsync("--tier", "scores", "--territory", "FR"), ["score/m1", "board/live"], ["m1"]),
            (await _issuer.TokenAsync("--tier", "scores", "--topic", "score/m2", "--topic", "match/*", "--territory", "DE"), ["score/m2"], ["m2"]),
            (await _issuer.TokenAsync("--tier", "gold", "--territory", "DE"), Nothing, null),
            (await _issuer.TokenAsync("--topic", "*", "--territory", "UK"), Nothing, null),
        };
        await VerifyAsync(server, tokens);
        await server.KillAsync();
        await server.StartAgainAsync();
        await VerifyAsync(server, tokens);

        using var anyone = new WaysOut(server, null);
        Assert.Empty(await anyone.ListAsync() ?? ["none"]);
        Assert.Equal(WaysOut.Topics.Select(topic => boards.Contains(topic) ? "subscribed" : "NOT_ALLOWED"), await anyone.StreamAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await anyone.HttpAsync("match/m2"));
    }

    [Fact]
    public async Task A_token_that_ends_ends_its_connections_and_another_one_keeps_them()
    {
        var tokens = new List<string>();
        for (var index = 0; index < 3; index++)
            tokens.Add(await _issuer.TokenAsync("--topic", "*", "--for", "00:00:06"));
        var longer = await _issuer.TokenAsync("--topic", "*");
        using var ends = await HelloAsync(tokens[0]);
        using var goesOn = await HelloAsync(tokens[1]);
        using var ways = new WaysOut(_server, tokens[2]);
        var events = ways.EndOfEventsAsync("score/m1");

        await goesOn.SendAsync($$$"""{"auth":{"token":"{{{longer}}}"}}""");
        await goesOn.ReceiveAsync("authorized");

        Assert.Equal(4501, await ends.CloseCodeAsync());
        Assert.Equal(4501, await events);
        await goesOn.SendAsync("""{"ping":{"nonce":1}}""");
        await goesOn.ReceiveAsync("pong");
    }

    [Fact]
    public async Task A_token_that_is_revoked_ends_its_connections_and_is_taken_nowhere()
    {
        var token = await _issuer.TokenAsync("--topic", "*", "--subject", "partner-7");
        var other = await _issuer.TokenAsync("--topic", "*", "--subject", "partner-8");
        using var ends = await HelloAsync(token);
        using var goesOn = await HelloAsync(other);
        using var ways = new WaysOut(_server, token);
        var events = ways.EndOfEventsAsync("score/m1");

        await _issuer.RevokeAsync($$$"""{"subjects":{"partner-7":{{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1}}}}}""");

        Assert.Equal(4500, await ends.CloseCodeAsync());
        Assert.Equal(4500, await events);
        Assert.Null(await ways.ListAsync());
        Assert.Equal("Unauthorized", await ways.ServerSentAsync("score/m1"));
        Assert.Equal(["4500"], await ways.StreamAsync());
        await goesOn.SendAsync("""{"ping":{"nonce":1}}""");
        await goesOn.ReceiveAsync("pong");
    }

    [Fact]
    public async Task A_token_bounds_the_subscriptions_of_a_connection()
    {
        using var socket = await HelloAsync(await _issuer.TokenAsync("--topic", "*", "--subscriptions", "1"));
        await socket.SendAsync("""{"subscribe":{"topics":[{"topic":"match/m1"},{"topic":"match/m2"}]}}""");
        var error = await socket.ReceiveAsync("error");
        Assert.Equal(("LIMIT", "match/m2"), (error.GetProperty("code").GetString(), error.GetProperty("topic").GetString()));
    }

    [Theory]
    [InlineData("FANOUT__ACCESS__ISSUERS__OURS__KEYS", "/no/such/file", "Access:Issuers:OURS:Keys: there is no file \"/no/such/file\"")]
    [InlineData("FANOUT__ACCESS__ISSUERS__OURS__REVOKED", "/no/such/file", "Access:Issuers:OURS:Revoked: there is no file \"/no/such/file\"")]
    [InlineData("FANOUT__ACCESS__ISSUERS__OURS__AUDIENCE", "", "Access:Issuers:OURS:Audience: 0 characters, 1 to 2048 may be")]
    [InlineData("FANOUT__ACCESS__ISSUERS__OURS__KEY", "x", "'KEY'")]
    [InlineData("FANOUT__ACCESS__LIFETIMEMAX", "00:00:01", "Access:LifetimeMax: 00:00:01 is not 00:01:00 to 30.00:00:00")]
    [InlineData("FANOUT__ACCESS__TIERS__gold__TOPICS__0", "scores/*", "Access:Tiers:gold: topic \"scores/*\"")]
    [InlineData("FANOUT__ACCESS__TIERS__gold__TERRITORY", "DE", "'TERRITORY'")]
    [InlineData("FANOUT__ACCESS__TERRITORIES__cup__MATCHES__0", "cup:*", "Access:Territories:cup: either Allowed or Denied says where")]
    [InlineData("FANOUT__ACCESS__ANONYMOUSRIGHTS__TERRITORY", "XX", "Access:AnonymousRights: territory: \"XX\" is not a code of ISO 3166-1 alpha-2")]
    [InlineData("FANOUT__ACCESS__ANONYMOUSRIGHTS__TOPICS__0", "score/*", "Access:AnonymousRights: nobody reads without a token")]
    public async Task Settings_that_cannot_be_end_the_start_by_name(string setting, string value, string problem)
    {
        var settings = _issuer.Settings;
        settings[setting] = value;
        var run = await FinishedProcess.RunAsync("Fanout.Server.dll", settings, "--urls", "http://127.0.0.1:0", "--data", _server.Data + "-other");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    private static async Task VerifyAsync(ServerProcess server, (string? Token, string[] Open, string[]? Listed)[] tokens)
    {
        foreach (var (index, (token, open, listed)) in tokens.Index())
        {
            using var ways = new WaysOut(server, token);
            Assert.Equal(listed, (await ways.ListAsync())?.Order());
            foreach (var topic in WaysOut.Topics)
            {
                var isOpen = open.Contains(topic);
                var refusal = listed is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
                var status = await ways.HttpAsync(topic);
                Assert.True(status is null || status == (isOpen ? HttpStatusCode.OK : refusal), $"{index}: {topic} by HTTP: {status}");
                var sent = await ways.ServerSentAsync(topic);
                Assert.True(sent == (isOpen ? "subscribed" : listed is null ? "Unauthorized" : "NOT_ALLOWED"), $"{index}: {topic} by events: {sent}");
                if (isOpen && topic.StartsWith("board/", StringComparison.Ordinal))
                    Assert.All(await ways.RowsAsync(topic), rows => Assert.Equal(listed, rows.Order()));
            }
            var stream = await ways.StreamAsync();
            if (listed is null && token is not null)
                Assert.True(stream is ["4500"] or ["4501"], $"{index}: {string.Join(' ', stream)}");
            else
                Assert.Equal(WaysOut.Topics.Select(topic => open.Contains(topic) ? "subscribed" : "NOT_ALLOWED"), stream);
        }
    }

    private async Task<JsonSocket> HelloAsync(string token)
    {
        var socket = await JsonSocket.ConnectAsync(_server);
        await socket.SendAsync($$$"""{"hello":{"token":"{{{token}}}"}}""");
        await socket.ReceiveAsync("authorized");
        return socket;
    }

    private async Task<string> EndedAsync()
    {
        var token = await _issuer.TokenAsync("--topic", "*", "--for", "00:00:01");
        using var ways = new WaysOut(_server, token);
        while (await ways.ListAsync() is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        return token;
    }

    /// <summary>The same claims with <c>"alg":"none"</c>.</summary>
    private static string Unsigned(string token)
    {
        var header = Convert.ToBase64String(Encoding.ASCII.GetBytes("""{"alg":"none","typ":"JWT"}""")).TrimEnd('=');
        return $"{header}.{token.Split('.')[1]}.";
    }

    private async Task PlayAsync(ServerProcess server)
    {
        using var feed = new KeyedFeed(server, _issuer);
        await feed.PlayAsync("m1");
        await feed.PlayAsync("m2");
    }
}
