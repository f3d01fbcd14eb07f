using System.Text.Json;
using Fanout.Ingest.Tests.Matches;

namespace Fanout.Ingest.Tests.Push;

/// <summary>A feed with a scope, at a real server: nothing beyond it changes anything, whatever way it takes.</summary>
public sealed class ScopedPushTests
{
    private const string Fixture = """{"id":"a1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"cricket","competition":{"id":"c1"}}}""";
    private const string Score = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:01Z","score":{"home":7,"away":0}}""";

    [Fact]
    public async Task A_line_beyond_the_scope_is_rejected_and_the_others_are_taken()
    {
        await using var server = await StartAsync();

        using var answer = JsonDocument.Parse(await server.AnswerAsync(string.Join('\n',
            """{"id":"e1","match":"t1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"tennis"}}""",
            """{"id":"e2","match":"m2","at":"2026-11-22T18:00:00Z","fixture":{"sport":"cricket"}}""",
            """{"id":"e3","match":"t1","at":"2026-11-22T18:00:01Z","status":{"status":"LIVE"}}""")));

        Assert.Equal(2, answer.RootElement.GetProperty("accepted").GetInt32());
        Assert.Equal(
            """[{"line":2,"error":"OUT_OF_SCOPE","detail":"feed f1 may not speak of the sport \"cricket\""}]""",
            answer.RootElement.GetProperty("rejected").GetRawText());
        Assert.Empty(await IngestHost.EntriesAsync(server.Log, "m2"));
    }

    [Fact]
    public async Task An_event_of_a_match_that_another_feed_made_known_is_rejected_by_what_the_match_is()
    {
        await using var server = await StartAsync();
        using (var other = await server.PostAsync(Fixture, feed: "f2", key: PushServer.OtherKey))
            Assert.True(other.IsSuccessStatusCode);

        using var answer = JsonDocument.Parse(await server.AnswerAsync(Score));

        Assert.Equal("OUT_OF_SCOPE", answer.RootElement.GetProperty("rejected")[0].GetProperty("error").GetString());
        Assert.Single(await IngestHost.EntriesAsync(server.Log, "m1"));
    }

    [Fact]
    public async Task What_came_before_the_fixture_is_judged_when_it_is_there()
    {
        await using var server = await StartAsync();
        Assert.Contains("UNKNOWN_MATCH", await server.AnswerAsync(Score), StringComparison.Ordinal);

        using (var other = await server.PostAsync(Fixture, feed: "f2", key: PushServer.OtherKey))
            Assert.True(other.IsSuccessStatusCode);
        await IngestHost.EventuallyAsync(async () => IngestHost.Releases((await IngestHost.EntriesAsync(server.Log, "m1"))[^1]));

        Assert.False((await IngestHost.StateAsync(server.Log, "m1")).Score is { Home: 7 });
    }

    private static Task<PushServer> StartAsync() =>
        PushServer.StartAsync(push: static options => options.Scopes["f1"] = new() { Sports = { "tennis" } });
}
