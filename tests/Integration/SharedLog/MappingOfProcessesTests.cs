using System.Text.Json;
using Fanout.Integration.Tests.Processes;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.SharedLog;

/// <summary>Processes that share a log on a real Redis come to one answer about what two feeds call one match.</summary>
public sealed class MappingOfProcessesTests
{
    private const int MatchCount = 12;

    [Fact]
    public async Task Two_feeds_that_are_pushed_to_two_processes_at_once_make_one_stream_for_each_match()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis);
        await using var other = await StartAsync(redis);
        using var a = new TestFeed(one, "a");
        using var b = new TestFeed(other, "b");

        for (var match = 1; match <= MatchCount; match++)
        {
            var (left, right) = (Fixture("a", match, "FC"), Fixture("b", match, "1."));
            await Task.WhenAll(PushAsync(a, left), PushAsync(b, right));
        }
        await PushAsync(a, [.. Numbers.Select(static match => Score("a", match, 1))]);
        await PushAsync(b, [.. Numbers.Select(static match => Score("b", match, 2))]);

        await OneEachAsync(one, home: 2);
        await OneEachAsync(other, home: 2);
    }

    [Fact]
    public async Task What_was_decided_outlives_the_process_that_decided_it()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis);
        using var a = new TestFeed(one, "a");
        await PushAsync(a, [.. Numbers.Select(static match => Fixture("a", match, "FC"))]);
        await using var other = await StartAsync(redis);
        using var toOther = new TestFeed(other, "b");
        await PushAsync(toOther, [.. Numbers.Select(static match => Fixture("b", match, "1."))]);

        await one.KillAsync();
        await PushAsync(toOther, [.. Numbers.Select(static match => Score("b", match, 2))]);

        await OneEachAsync(other, home: 2);
    }

    private static IEnumerable<int> Numbers => Enumerable.Range(1, MatchCount);

    /// <summary>As feeds do: what was not answered in time is sent again. Every line must be taken.</summary>
    private static async Task PushAsync(TestFeed feed, params string[] lines)
    {
        while (true)
        {
            var (status, answer) = await feed.PushAsync(lines);
            Assert.True(status is 200 or 503, $"{status}: {answer}");
            if (status == 503) continue;
            Assert.Equal(lines.Length, answer.GetProperty("accepted").GetInt32() + answer.GetProperty("duplicate").GetInt32());
            return;
        }
    }

    private static async Task OneEachAsync(ServerProcess server, int home)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        await Eventually.TrueAsync($"{MatchCount} matches of {home} goals, and no other", async () =>
        {
            var answer = await http.GetStringAsync(new Uri("v1/matches?limit=100", UriKind.Relative), TestContext.Current.CancellationToken);
            var goals = JsonDocument.Parse(answer).RootElement.GetProperty("matches").EnumerateArray()
                .Select(static match => match.GetProperty("score").GetProperty("home").GetInt32()).ToList();
            return goals.Count == MatchCount && goals.All(count => count == home);
        });
    }

    private static Task<ServerProcess> StartAsync(RedisServer redis) => ServerProcess.StartAsync("--dev", "--redis", redis.EndPoint);

    private static string Fixture(string feed, int match, string form) => $$$"""
        {"id":"{{{feed}}}{{{match}}}-fixture","match":"{{{feed}}}:{{{match}}}","at":"2026-11-22T17:00:00Z","fixture":{"sport":"football","competition":{"id":"{{{feed}}}-c","name":"Cup"},"home":{"id":"{{{feed}}}-h{{{match}}}","name":"{{{form}}} {{{Town(match)}}}"},"away":{"id":"{{{feed}}}-w{{{match}}}","name":"{{{Town(match)}}} Rovers"},"start":"2026-11-22T18:00:00Z"}}
        """;

    private static string Score(string feed, int match, int home) => $$$"""
        {"id":"{{{feed}}}{{{match}}}-s","match":"{{{feed}}}:{{{match}}}","at":"2026-11-22T18:0{{{home}}}:00Z","score":{"home":{{{home}}},"away":0}}
        """;

    private static string Town(int number) => new[]
    {
        "Ashford", "Bexhill", "Crawley", "Dorking", "Epsom", "Farnham", "Guildford", "Hastings", "Ilford", "Kenley", "Lewes", "Maidstone",
    }[number - 1];
}
