using Fanout.Integration.Tests.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.SharedLog;

/// <summary>A process that is told to stop does, whatever state its log is in.</summary>
public sealed class StoppingTests
{
    [Fact]
    public async Task It_stops_without_the_answer_of_a_log_that_gives_none()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await ServerProcess.StartAsync("--dev", "--redis", redis.EndPoint);
        using var feed = new TestFeed(server);
        await feed.PushAsync(TestFeed.Fixture("m1"));

        redis.Pause();
        var pushing = feed.PushAsync(
            """{"id":"g1","match":"m1","at":"2026-11-22T18:01:00Z","score":{"home":1,"away":0} }""");
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken); // it is on its way
        var exitCode = await server.TerminateAsync();
        redis.Resume();

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("Unhandled exception", server.Output, StringComparison.Ordinal);
        Assert.NotEqual(200, await StatusAsync(pushing));
    }

    /// <summary>0: the connection ended before there was an answer.</summary>
    private static async Task<int> StatusAsync(Task<(int Status, System.Text.Json.JsonElement Answer)> pushing)
    {
        try
        {
            return (await pushing).Status;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
