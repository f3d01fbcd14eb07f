using Fanout.Client;
using Fanout.Integration.Tests.Processes;
using Fanout.Protocol.Messages;

namespace Fanout.Integration.Tests.Resync;

public sealed class RestartTests
{
    [Fact]
    public async Task A_client_survives_a_killed_server_and_resumes_where_it_stood()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture("m1"), Goal(1));
        await using var client = new FanoutClient(new FanoutClientOptions { Server = server.Address, BackoffMax = TimeSpan.FromSeconds(1) });
        using var match = client.Match("m1");
        var before = await match.WaitForAsync(update => update.State.Head.Score?.Home == 1, TestContext.Current.CancellationToken);

        await server.KillAsync();
        await server.StartAgainAsync();
        await feed.AcceptedAsync(Goal(2));
        var after = await match.WaitForAsync(update => update.State.Head.Score?.Home == 2, TestContext.Current.CancellationToken);

        Assert.Equal(before.Position.Epoch, after.Position.Epoch); // the embedded log lost nothing, so nothing began anew
        Assert.Equal(before.Position.Seq + 1, after.Position.Seq);
        Assert.Equal(0, match.HashMismatchCount);
        Assert.True(match.LastAnswer is Answer.Types.Value.UpToDate or Answer.Types.Value.Replay, $"{match.LastAnswer}");
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_kill_minus_nine_and_is_known_as_a_duplicate()
    {
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture("m1"));
        for (var goal = 1; goal <= 5; goal++)
        {
            await feed.AcceptedAsync(Goal(goal));
            await server.KillAsync();
            await server.StartAgainAsync();

            var (status, answer) = await feed.PushAsync(Goal(goal));
            Assert.Equal(200, status);
            Assert.Equal(1, answer.GetProperty("duplicate").GetInt32());
        }
    }

    private static string Goal(int number) => $$$"""
        {"id":"g{{{number}}}","match":"m1","at":"2026-11-22T18:{{{number:00}}}:00Z","score":{"home":{{{number}}},"away":0},"incident":{"id":"i{{{number}}}","type":"goal","team":"home","minute":{{{number}}}}}
        """;
}
