using System.Net;
using System.Text.Json;
using Fanout.Integration.Tests.Processes;
using Fanout.Services.Doors;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.SharedLog;

/// <summary>
/// A delivery node whose link to Redis is slow: it says that it is ready when it has all that was in the log before, and
/// never earlier.
/// </summary>
public sealed class ReadinessTests
{
    private static readonly string[] Matches = [.. Enumerable.Range(1, 24).Select(static number => $"m{number}")];

    /// <summary>Each way. A start takes some dozens of round trips, so that there is time to look.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(25);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_starts_over_a_slow_link_is_ready_when_it_is_level_and_not_before()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var writer = await ServerProcess.StartAsync("--dev", "--redis", redis.EndPoint);
        using var feed = new TestFeed(writer);
        await PushAsync(feed, goals: 3);
        await using var door = Door.OpenToRedis(redis.Port);
        door.Refuse();
        await using var node = await ServerProcess.BeginAsync("--dev", "--redis", door.EndPoint, "--roles", "delivery");
        using var http = new HttpClient { BaseAddress = node.Address };
        await Eventually.EqualAsync("not ready: loading the log\n", async () => (await AskAsync(http)).Text);

        door.Pass();
        door.Latency = Latency;
        await UntilReadyAsync(http);

        await HasAllAsync(http, goals: 3);
    }

    [Fact]
    public async Task A_node_whose_link_comes_back_is_ready_when_it_has_what_came_meanwhile_and_not_before()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var writer = await ServerProcess.StartAsync("--dev", "--redis", redis.EndPoint);
        using var feed = new TestFeed(writer);
        await PushAsync(feed, goals: 3);
        await using var door = Door.OpenToRedis(redis.Port);
        await using var node = await ServerProcess.BeginAsync("--dev", "--redis", door.EndPoint, "--roles", "delivery");
        using var http = new HttpClient { BaseAddress = node.Address };
        await UntilReadyAsync(http);

        for (var goals = 4; goals < 7; goals++)
        {
            door.Refuse();
            await PushAsync(feed, goals);
            await Eventually.EqualAsync(HttpStatusCode.ServiceUnavailable, async () => (await AskAsync(http)).Status);
            door.Pass();
            door.Latency = Latency;
            await UntilReadyAsync(http);

            await HasAllAsync(http, goals);
        }
    }

    private static Task PushAsync(TestFeed feed, int goals) => feed.AcceptedAsync(
    [
        .. goals == 3 ? Matches.Select(TestFeed.Fixture) : [],
        .. Matches.SelectMany(match => Enumerable.Range(goals == 3 ? 1 : goals, goals == 3 ? 3 : 1)
            .Select(number => Goal(match, number))),
    ]);

    private static string Goal(string match, int number) => $$$"""
        {"id":"{{{match}}}-g{{{number}}}","match":"{{{match}}}","at":"2026-11-22T18:{{{number:00}}}:00Z","score":{"home":{{{number}}},"away":0}}
        """;

    /// <summary>Asks without a pause, so that an answer that comes too early is seen.</summary>
    private static async Task UntilReadyAsync(HttpClient http)
    {
        while ((await AskAsync(http)).Status != HttpStatusCode.OK)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
    }

    private static async Task HasAllAsync(HttpClient http, int goals)
    {
        foreach (var match in Matches)
        {
            using var answer = await http.GetAsync(new Uri($"v1/matches/{match}", UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
            var score = json.RootElement.GetProperty("match").GetProperty("score");
            Assert.Equal((match, goals), (match, score.GetProperty("home").GetInt32()));
        }
    }

    private static async Task<(HttpStatusCode? Status, string Text)> AskAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("readyz", UriKind.Relative), Cancel);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        }
        catch (HttpRequestException)
        {
            return (null, ""); // not listening yet
        }
    }
}
