using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Access;

/// <summary>A reader that asks for much, stops reading, and shows a token that allows less: it lets nothing through that is newer.</summary>
public sealed class SlowReaderRightsTests : IAsyncLifetime
{
    private const int AskedCount = 250;
    private const int IncidentCount = 70; // with their texts about 100 KB, so that no kernel has room for all answers
    private const int Newest = 9;

    private readonly IssuerKey _issuer = new();
    private ServerProcess _server = null!;
    private KeyedFeed _feed = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_issuer.Settings);
        _feed = new KeyedFeed(_server, _issuer);
        await _feed.PlayAsync("m1");
        await _feed.PlayAsync("m2");
        await _feed.PushAsync([.. Enumerable.Range(1, IncidentCount).Select(number => _feed.Event("m1", $$$"""
            "incident":{"id":"i{{{number}}}","type":"comment","minute":{{{number}}},"text":"{{{new string('x', 1500)}}}"}
            """))]);
    }

    public async ValueTask DisposeAsync()
    {
        _feed.Dispose();
        await _server.DisposeAsync();
        _issuer.Dispose();
    }

    [Theory]
    [InlineData("--topic", "match/m2", "--topic", "score/*")]
    [InlineData("--topic", "*", "--delay", "120")]
    public async Task Answers_that_it_lets_through_later_are_refused(params string[] narrower)
    {
        var wide = await _issuer.TokenAsync("--topic", "*", "--subject", "first", "--connections", "1");
        var less = await _issuer.TokenAsync([.. narrower, "--subject", "second"]);
        using var socket = await JsonSocket.ConnectAsync(_server);
        await socket.SendAsync(JsonSerializer.Serialize(new { hello = new { token = wide } }));
        await socket.ReceiveAsync("authorized");

        for (var number = 1; number <= AskedCount; number++)
            await socket.SendAsync($$$"""{"subscribe":{"ref":{{{number}}},"topics":[{"topic":"match/m1"}]}}""");
        await socket.SendAsync(JsonSerializer.Serialize(new { auth = new { token = less } }));
        await UntilLeftAsync(wide);
        await _feed.ScoreAsync("m1", Newest);
        Assert.Equal(Newest, await LiveScoreAsync());

        var answered = new List<int>();
        var (snapshotCount, refusedCount) = (0, 0);
        while (await socket.ReceiveAsync() is var (kind, frame) && kind != "unsubscribed")
        {
            if (kind is "subscribed" or "error")
                answered.Add(frame.GetProperty("ref").GetInt32());
            if (kind == "error")
            {
                Assert.Equal("NOT_ALLOWED", frame.GetProperty("code").GetString());
                refusedCount++;
            }
            if (kind != "snapshot")
                continue;
            snapshotCount++;
            Assert.Equal(1, frame.GetProperty("match").GetProperty("score").GetProperty("home").GetInt32());
        }

        Assert.Equal(Enumerable.Range(1, AskedCount), answered);
        Assert.Equal(AskedCount, snapshotCount + refusedCount);
        Assert.True(refusedCount > 0, $"all {AskedCount} answers were taken by kernels");
    }

    /// <summary>The reader's place is free again once its connection is that of another holder.</summary>
    private async Task UntilLeftAsync(string token)
    {
        using var ways = new WaysOut(_server, token);
        while (await ways.ServerSentAsync("score/m2") is var word && word != "subscribed")
        {
            Assert.Equal("TooManyRequests", word);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task<int> LiveScoreAsync()
    {
        using var socket = await JsonSocket.ConnectAsync(_server);
        await socket.SendAsync(JsonSerializer.Serialize(new { hello = new { token = await _issuer.TokenAsync("--topic", "*") } }));
        await socket.SendAsync("""{"subscribe":{"topics":[{"topic":"score/m1"}]}}""");
        while (true)
        {
            var (kind, frame) = await socket.ReceiveAsync();
            if (kind is "snapshot" or "delta" && frame.GetProperty("score").TryGetProperty("score", out var score)
                && score.TryGetProperty("home", out var home) && home.GetInt32() == Newest)
            {
                return home.GetInt32();
            }
        }
    }
}
