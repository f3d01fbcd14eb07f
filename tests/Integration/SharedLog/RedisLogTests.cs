using System.Net;
using System.Text.Json;
using Fanout.Integration.Tests.Processes;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.SharedLog;

/// <summary>Server processes that share a log on a real Redis.</summary>
public sealed class RedisLogTests
{
    private static readonly string[] Matches = [.. Enumerable.Range(1, 12).Select(static number => $"m{number}")];

    [Fact]
    public async Task Two_processes_show_the_same_matches_whichever_was_pushed_to()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis);
        await using var other = await StartAsync(redis);
        using var toOne = new TestFeed(one);
        using var toOther = new TestFeed(other);

        await toOne.AcceptedAsync([.. Matches.Select(TestFeed.Fixture)]);
        await toOther.AcceptedAsync([.. Matches.Select(static match => Goal(match, 1))]);
        await toOne.AcceptedAsync([.. Matches.Select(static match => Goal(match, 2))]);

        foreach (var match in Matches)
        {
            var shown = await ReachesAsync(one, match, goals: 2);
            Assert.Equal(shown, await ReachesAsync(other, match, goals: 2));
        }
    }

    [Fact]
    public async Task A_killed_process_is_taken_over_from_and_pushes_go_on_in_order()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis);
        using var toOne = new TestFeed(one);
        await toOne.AcceptedAsync([.. Matches.Select(TestFeed.Fixture)]);
        await using var other = await StartAsync(redis);
        using var toOther = new TestFeed(other);
        await toOther.AcceptedAsync([.. Matches.Select(static match => Goal(match, 1))]);

        await one.KillAsync();
        var (status, answer) = await toOther.PushAsync([.. Matches.Select(static match => Goal(match, 2))]);

        Assert.True(status == 200, $"{status}: {answer}"); // within the 10 s that a push waits for its answer
        Assert.Equal(Matches.Length, answer.GetProperty("accepted").GetInt32() + answer.GetProperty("duplicate").GetInt32());
        foreach (var match in Matches)
            await ReachesAsync(other, match, goals: 2);
    }

    [Fact]
    public async Task A_Redis_that_comes_back_with_nothing_costs_readers_no_match()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await StartAsync(redis);
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync([.. Matches.Select(TestFeed.Fixture)]);
        await feed.AcceptedAsync([.. Matches.Select(static match => Goal(match, 1))]);
        using var socket = await JsonSocket.ConnectAsync(server);
        await socket.SendAsync("""{"subscribe":{"ref":1,"topics":[{"topic":"match/m1"}]}}""");
        var before = await socket.ReceiveAsync("snapshot");

        await redis.KillAsync();
        var (status, _) = await feed.PushAsync(Goal("m1", 2));
        Assert.Equal(503, status); // waits for the answer's time, and is to be sent again
        await redis.StartAgainAsync(empty: true);
        var seen = await KindsUntilAsync(socket, "snapshot");
        var (after, kinds) = (seen.Frame, seen.Kinds);

        Assert.Contains("level", kinds);
        Assert.DoesNotContain("unsubscribed", kinds);
        Assert.DoesNotContain("error", kinds);
        Assert.NotEqual(EpochOf(before), EpochOf(after));
        await Eventually.EqualAsync(200, async () => (await feed.PushAsync(Goal("m1", 2))).Status);
        var (_, answer) = await feed.PushAsync([.. Matches.Select(static match => Goal(match, 3))]);
        Assert.Equal( // an answer that was lost meanwhile is asked for again, and says duplicate
            Matches.Length, answer.GetProperty("accepted").GetInt32() + answer.GetProperty("duplicate").GetInt32());
        foreach (var match in Matches)
            await ReachesAsync(server, match, goals: 3);
    }

    [Fact]
    public async Task A_process_that_starts_without_its_Redis_runs_says_that_it_is_not_ready_and_goes_on_when_it_comes()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var server = await ServerProcess.BeginAsync("--dev", "--redis", redis.EndPoint);
        using var http = new HttpClient { BaseAddress = server.Address };
        await Eventually.EqualAsync((HttpStatusCode?)HttpStatusCode.OK, async () => (await TryGetAsync(http, "healthz")).Status);
        var (status, reason) = await TryGetAsync(http, "readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.NotEmpty(reason);
        await Eventually.TrueAsync("it says what is missing", () => Task.FromResult(
            server.Output.Contains($"Redis {redis.EndPoint} cannot be reached", StringComparison.Ordinal)));

        await redis.StartAgainAsync();
        await server.UntilReadyAsync();
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture("m1"));
    }

    [Theory]
    [InlineData("maxmemory-policy allkeys-lru", "maxmemory-policy allkeys-lru, noeviction is needed")]
    public async Task A_Redis_that_must_not_keep_a_log_is_refused_in_a_line(string setting, string message)
    {
        await using var redis = await RedisServer.StartAsync(new RedisSettings { Lines = [setting] });
        var server = await RunAsync(redis);
        Assert.Equal(2, server.ExitCode);
        Assert.StartsWith("Fanout.Server cannot run: ", server.Error, StringComparison.Ordinal);
        Assert.Contains(message, server.Error, StringComparison.Ordinal);
        Assert.Single(server.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_log_of_another_number_of_partitions_is_refused_in_a_line()
    {
        await using var redis = await RedisServer.StartAsync();
        await using (var first = await StartAsync(redis))
        {
            using var feed = new TestFeed(first);
            await feed.AcceptedAsync([.. Matches.Select(TestFeed.Fixture)]);
        }
        var server = await RunAsync(redis, ("FANOUT__LOG__PARTITIONCOUNT", "8"));
        Assert.Equal(2, server.ExitCode);
        Assert.Contains("has 16 partitions, 8 are set", server.Error, StringComparison.Ordinal);
        Assert.Single(server.Error.TrimEnd().Split('\n'));
    }

    private static Task<ServerProcess> StartAsync(RedisServer redis) =>
        ServerProcess.StartAsync("--dev", "--redis", redis.EndPoint);

    private static Task<FinishedProcess> RunAsync(RedisServer redis, params (string Name, string Value)[] settings) =>
        FinishedProcess.RunAsync(
            "Fanout.Server.dll",
            settings.ToDictionary(static setting => setting.Name, static setting => setting.Value),
            "--dev", "--urls", "http://127.0.0.1:0", "--redis", redis.EndPoint);

    private static async Task<(HttpStatusCode? Status, string Body)> TryGetAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        catch (HttpRequestException)
        {
            return (null, ""); // not listening yet
        }
    }

    private static string Goal(string match, int number) => $$$"""
        {"id":"{{{match}}}-g{{{number}}}","match":"{{{match}}}","at":"2026-11-22T18:{{{number:00}}}:00Z","score":{"home":{{{number}}},"away":0},"incident":{"id":"{{{match}}}-i{{{number}}}","type":"goal","team":"home","minute":{{{number}}}}}
        """;

    /// <summary>Subscribes and reads until the match has these goals; returns its position and hash.</summary>
    private static async Task<(string Position, string Hash)> ReachesAsync(ServerProcess server, string match, int goals)
    {
        while (true)
        {
            using var socket = await JsonSocket.ConnectAsync(server);
            await socket.SendAsync($$$"""{"subscribe":{"ref":1,"topics":[{"topic":"match/{{{match}}}"}]}}""");
            var snapshot = await socket.ReceiveAsync("snapshot");
            if (snapshot.GetRawText().Contains($"\"home\":{goals}", StringComparison.Ordinal))
                return (snapshot.GetProperty("position").GetRawText(), snapshot.GetProperty("stateHash").ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static string EpochOf(JsonElement frame) => frame.GetProperty("position").GetProperty("epoch").ToString();

    private static async Task<(JsonElement Frame, List<string> Kinds)> KindsUntilAsync(JsonSocket socket, string last)
    {
        var kinds = new List<string>();
        while (true)
        {
            var (kind, frame) = await socket.ReceiveAsync();
            kinds.Add(kind);
            if (kind == last)
                return (frame, kinds);
        }
    }
}
