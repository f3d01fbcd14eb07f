using System.Text.Json;
using Fanout.Integration.Tests.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.SharedLog;

/// <summary>What readers and feeds may do with several processes as if they were one.</summary>
public sealed class SeveralProcessTests
{
    private static readonly string[] Matches = [.. Enumerable.Range(1, 8).Select(static number => $"m{number}")];

    [Fact]
    public async Task A_reader_that_moves_to_another_process_goes_on_from_its_position()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis);
        await using var other = await StartAsync(redis);
        using var feed = new TestFeed(one);
        await PushAsync(feed, TestFeed.Fixture("m1"), Goal("m1", 1), Goal("m1", 2));
        using var there = new TestFeed(other);
        Assert.Equal(1, Count(await PushAsync(there, Goal("m1", 2)), "duplicate"));

        using var first = await JsonSocket.ConnectAsync(one);
        var snapshot = await SubscribeAsync(first, "", "snapshot");
        var position = snapshot.GetProperty("position");
        using var second = await JsonSocket.ConnectAsync(other);
        var level = await SubscribeAsync(second, position.GetRawText(), "subscribed");
        await PushAsync(feed, Goal("m1", 3));
        var delta = await second.ReceiveAsync("delta");
        using var third = await JsonSocket.ConnectAsync(other);
        var behind = await SubscribeAsync(third, position.GetRawText(), "subscribed");
        var replayed = await third.ReceiveAsync("delta");

        Assert.Equal(("UP_TO_DATE", "REPLAY"), (Answer(level), Answer(behind)));
        Assert.Equal(position.GetProperty("seq").GetInt32() + 1, delta.GetProperty("seq").GetInt32());
        Assert.Equal(delta.GetProperty("stateHash").GetUInt32(), replayed.GetProperty("stateHash").GetUInt32());
    }

    [Fact]
    public async Task A_feed_that_is_pushed_to_two_processes_at_once_happens_once()
    {
        const int Goals = 6;
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis);
        await using var other = await StartAsync(redis);
        using var feed = new TestFeed(one);
        using var twin = new TestFeed(other);
        await PushAsync(feed, [.. Matches.Select(TestFeed.Fixture)]);

        for (var goal = 1; goal <= Goals; goal++)
        {
            string[] lines = [.. Matches.Select(match => Goal(match, goal))];
            foreach (var answer in await Task.WhenAll(PushAsync(feed, lines), PushAsync(twin, lines)))
                Assert.Equal(Matches.Length, Count(answer, "accepted") + Count(answer, "duplicate"));
        }

        foreach (var match in Matches)
        {
            var snapshot = await ReachesAsync(other, match, Goals);
            Assert.Equal(1 + Goals, snapshot.GetProperty("position").GetProperty("seq").GetInt32());
        }
    }

    [Fact]
    public async Task Processes_of_one_role_each_do_the_work_of_one_with_both()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var ingest = await StartAsync(redis, "--roles", "ingest");
        await using var delivery = await StartAsync(redis, "--roles", "delivery");
        using var feed = new TestFeed(ingest);
        using var astray = new TestFeed(delivery);

        await PushAsync(feed, TestFeed.Fixture("m1"), Goal("m1", 1));
        var known = await ReachesAsync(delivery, "m1", goals: 1);
        var refused = await astray.PushAsync(Goal("m1", 2));

        Assert.Equal(2, known.GetProperty("position").GetProperty("seq").GetInt32());
        Assert.Equal(421, refused.Status);
    }

    /// <summary>As feeds do: what was not answered in time is sent again.</summary>
    private static async Task<JsonElement> PushAsync(TestFeed feed, params string[] lines)
    {
        while (true)
        {
            var (status, answer) = await feed.PushAsync(lines);
            if (status == 200)
                return answer;
            Assert.True(status == 503, $"{status}: {answer}");
        }
    }

    private static Task<ServerProcess> StartAsync(RedisServer redis, params string[] more) =>
        ServerProcess.StartAsync(["--dev", "--redis", redis.EndPoint, .. more]);

    private static string Goal(string match, int number) => $$$"""
        {"id":"{{{match}}}-g{{{number}}}","match":"{{{match}}}","at":"2026-11-22T18:{{{number:00}}}:00Z","score":{"home":{{{number}}},"away":0}}
        """;

    private static async Task<JsonElement> SubscribeAsync(JsonSocket socket, string position, string kind)
    {
        var from = position.Length == 0 ? "" : $",\"position\":{position}";
        await socket.SendAsync($$$"""{"subscribe":{"ref":1,"topics":[{"topic":"match/m1"{{{from}}}}]}}""");
        return await socket.ReceiveAsync(kind);
    }

    /// <summary>The snapshot of a match, once this process shows so many goals of it.</summary>
    private static async Task<JsonElement> ReachesAsync(ServerProcess server, string match, int goals)
    {
        while (true)
        {
            using var socket = await JsonSocket.ConnectAsync(server);
            await socket.SendAsync($$$"""{"subscribe":{"ref":1,"topics":[{"topic":"match/{{{match}}}"}]}}""");
            var (kind, frame) = await socket.ReceiveAsync();
            while (kind is not ("snapshot" or "error"))
                (kind, frame) = await socket.ReceiveAsync();
            if (kind == "snapshot" && frame.GetRawText().Contains($"\"home\":{goals}", StringComparison.Ordinal))
                return frame;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static string Answer(JsonElement subscribed) => subscribed.GetProperty("answer").GetString()!;

    private static int Count(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();
}
