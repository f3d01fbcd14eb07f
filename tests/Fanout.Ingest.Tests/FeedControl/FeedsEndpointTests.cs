using System.Net;
using System.Text.Json;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.Tests;
using Google.Protobuf;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Tests.FeedControl;

public sealed class FeedsEndpointTests : IAsyncLifetime
{
    private const string Why = """{"reason":"seen on television"}""";
    private const string Goal = """ "score":{"home":1,"away":0},"incident":{"id":"1","type":"goal","team":"home","minute":5} """;

    private readonly TemporaryFolder _folder = new();
    private FeedServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "day.ndjson"),
            """{"id":"r1","match":"r1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"basketball"} }""",
            TestContext.Current.CancellationToken);
        _server = await FeedServer.StartAsync(feeds =>
        {
            var feed = new FeedOptions { Transport = "files", Format = "canonical" };
            (feed.Files.Path, feed.Files.Speed) = (_folder.Path, 0);
            feeds.Named["replay"] = feed;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_feed_that_is_configured_or_was_heard_is_listed_with_what_is_known_of_it()
    {
        await _server.KickOffAsync("m1", "football", "a", "b");
        var poison = new PoisonMessage { Id = 7, Place = "line 5", ReceivedMs = 1, Reason = "no JSON", Content = ByteString.CopyFromUtf8("{oops"), Size = 5 };
        await _server.Ingest.Places.NoteAsync("replay", new FeedNote { Poison = { poison } }, TestContext.Current.CancellationToken);
        var feeds = new Dictionary<string, JsonElement>();
        await IngestHost.EventuallyAsync(async () =>
        {
            var (status, list) = await _server.GetAsync("v1/feeds");
            Assert.Equal(HttpStatusCode.OK, status);
            feeds = list.GetProperty("feeds").EnumerateArray().ToDictionary(static feed => feed.GetProperty("name").GetString()!);
            return feeds["replay"].TryGetProperty("lagMs", out _) && feeds["replay"].GetProperty("matches").GetInt32() == 1;
        });

        Assert.Equal(["a", "b", "replay"], feeds.Keys);
        var (replay, pushed) = (feeds["replay"], feeds["b"]);
        Assert.Equal(("files", "canonical", true, 1ul), (
            replay.GetProperty("transport").GetString(), replay.GetProperty("format").GetString(),
            replay.GetProperty("runsHere").GetBoolean(), replay.GetProperty("poison").GetUInt64()));
        Assert.True(replay.GetProperty("silenceMs").GetDouble() >= 0);
        Assert.Equal(("push", 1), (pushed.GetProperty("transport").GetString(), pushed.GetProperty("matches").GetInt32()));
        Assert.Equal(pushed.GetProperty("receivedMs").GetDouble(), pushed.GetProperty("heardMs").GetDouble(), tolerance: 60_000);
        Assert.False(pushed.TryGetProperty("runsHere", out _));
        Assert.False(pushed.TryGetProperty("silenceMs", out _));
    }

    [Fact]
    public async Task A_feed_counts_for_every_match_that_it_speaks_of_whether_a_policy_decides_or_not()
    {
        await _server.KickOffAsync("m1", "football", "a", "b");
        await _server.KickOffAsync("m2", "tennis", "a", "b");
        await _server.KickOffAsync("m3", "tennis", "b");
        var (_, match) = await _server.GetAsync("v1/matches/m2/feeds");
        Assert.Equal("a", match.GetProperty("primary").GetString());

        var (_, list) = await _server.GetAsync("v1/feeds");

        var counts = list.GetProperty("feeds").EnumerateArray()
            .ToDictionary(static feed => feed.GetProperty("name").GetString()!, static feed => feed.GetProperty("matches").GetInt32());
        Assert.Equal((2, 3), (counts["a"], counts["b"]));
    }

    [Fact]
    public async Task The_feeds_of_a_match_are_shown_with_who_is_primary_and_why()
    {
        await _server.KickOffAsync("m1", "football", "a", "c");
        await _server.SayAsync("c", "m1", Goal);

        var (status, match) = await _server.GetAsync("v1/matches/m1/feeds");

        Assert.Equal((HttpStatusCode.OK, true, "a"), (status, match.GetProperty("arbitrated").GetBoolean(), match.GetProperty("primary").GetString()));
        Assert.Equal("it was the first that was heard", match.GetProperty("why").GetString());
        Assert.True(match.GetProperty("sinceMs").GetDouble() > 0);
        Assert.False(match.TryGetProperty("pinned", out _));
        var fast = match.GetProperty("feeds")[1];
        Assert.Equal(("c", true, true, true, false, "1:0", "LIVE"), (
            fast.GetProperty("name").GetString(), fast.GetProperty("fast").GetBoolean(), fast.GetProperty("diverges").GetBoolean(),
            fast.GetProperty("well").GetBoolean(), fast.GetProperty("muted").GetBoolean(), fast.GetProperty("score").GetString(),
            fast.GetProperty("status").GetString()));
        var open = Assert.Single(match.GetProperty("provisional").EnumerateArray());
        Assert.Equal(("1", "c", "home"), (open.GetProperty("id").GetString(), open.GetProperty("feed").GetString(), open.GetProperty("side").GetString()));
    }

    [Fact]
    public async Task A_match_without_a_policy_has_the_one_feed_that_it_is_known_by()
    {
        await _server.KickOffAsync("m2", "basketball", "a");
        await _server.SayAsync("b", "m2", """ "score":{"home":2,"away":0} """);

        var (_, match) = await _server.GetAsync("v1/matches/m2/feeds");

        Assert.Equal((false, "a"), (match.GetProperty("arbitrated").GetBoolean(), match.GetProperty("primary").GetString()));
        var feed = Assert.Single(match.GetProperty("feeds").EnumerateArray());
        Assert.Equal(("a", "2:0", true), (feed.GetProperty("name").GetString(), feed.GetProperty("score").GetString(), feed.GetProperty("well").GetBoolean()));
        Assert.False(match.TryGetProperty("why", out _));
        Assert.Equal(HttpStatusCode.Conflict, (await _server.PostAsync("m2/feeds/a/pin", Why)).Status);
    }

    [Fact]
    public async Task A_pin_shows_what_it_would_change_then_does_it_and_twice_is_once()
    {
        await _server.KickOffAsync("m1", "football", "a", "b");
        await _server.SayAsync("b", "m1", """ "score":{"home":1,"away":0} """);
        var count = (await _server.EntriesAsync("m1")).Count;

        var (_, preview) = await _server.PostAsync("m1/feeds/b/pin?dryRun=true", "{}");
        Assert.Equal(count, (await _server.EntriesAsync("m1")).Count);
        var effect = preview.GetProperty("effect").GetString();
        var (status, done) = await _server.PostAsync("m1/feeds/b/pin", $$"""{"reason":"seen on television","effect":"{{effect}}"}""");
        var (_, again) = await _server.PostAsync("m1/feeds/b/pin", $$"""{"reason":"seen on television","effect":"{{effect}}"}""");

        Assert.Equal("b", preview.GetProperty("delta").GetProperty("feed").GetProperty("active").GetString());
        Assert.Equal((HttpStatusCode.OK, "DONE", false), (status, done.GetProperty("outcome").GetString(), done.GetProperty("dryRun").GetBoolean()));
        Assert.Equal("a-Editor pinned b instead of a: seen on television", Assert.Single(done.GetProperty("decisions").EnumerateArray()).GetString());
        Assert.Equal("UNCHANGED", again.GetProperty("outcome").GetString());
        var state = await _server.StateAsync("m1");
        Assert.Equal(("b", 1), (state.Feed.Active, state.Score.Home));
        Assert.Equal(count + 1, (await _server.EntriesAsync("m1")).Count);
        var (_, match) = await _server.GetAsync("v1/matches/m1/feeds");
        Assert.Equal(("b", "b", "a-Editor pinned b instead of a: seen on television"), (
            match.GetProperty("primary").GetString(), match.GetProperty("pinned").GetString(), match.GetProperty("why").GetString()));
        Assert.Equal("UNCHANGED", (await _server.PostAsync("m1/feeds/a/unpin", Why)).Answer.GetProperty("outcome").GetString());
        Assert.Equal("DONE", (await _server.PostAsync("m1/feeds/b/unpin", Why)).Answer.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_mute_takes_back_what_the_feed_opened_and_leaves_it_if_it_is_primary()
    {
        await _server.KickOffAsync("m1", "football", "a", "b", "c");
        await _server.SayAsync("c", "m1", Goal);

        var (_, fast) = await _server.PostAsync("m1/feeds/c/mute", Why);
        var (_, primary) = await _server.PostAsync("m1/feeds/a/mute", Why);

        Assert.Equal("DONE", fast.GetProperty("outcome").GetString());
        Assert.Equal(
            ["a-Editor muted a: seen on television", "b is primary instead of a: muted (both have 0:0)"],
            primary.GetProperty("decisions").EnumerateArray().Select(static one => one.GetString()));
        var state = await _server.StateAsync("m1");
        Assert.Equal(("b", 0, StateValue.Voided), (state.Feed.Active, state.Score.Home, Assert.Single(state.Incidents).State));
        var (_, match) = await _server.GetAsync("v1/matches/m1/feeds");
        Assert.Equal([true, false, true], match.GetProperty("feeds").EnumerateArray().Select(static feed => feed.GetProperty("muted").GetBoolean()));
        Assert.Equal("b is primary instead of a: muted (both have 0:0)", match.GetProperty("why").GetString());
        Assert.Equal("DONE", (await _server.PostAsync("m1/feeds/a/unmute", Why)).Answer.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task An_effect_that_was_not_previewed_is_refused()
    {
        await _server.KickOffAsync("m1", "football", "a", "b");
        var (_, preview) = await _server.PostAsync("m1/feeds/b/pin?dryRun=true", "{}");
        await _server.SayAsync("b", "m1", """ "score":{"home":1,"away":0} """);
        var effect = preview.GetProperty("effect").GetString();

        var (status, _) = await _server.PostAsync("m1/feeds/b/pin", $$"""{"reason":"seen","effect":"{{effect}}"}""");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("a", (await _server.StateAsync("m1")).Feed.Active);
    }

    [Fact]
    public async Task What_nobody_knows_is_not_found()
    {
        await _server.KickOffAsync("m1", "football", "a");

        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("v1/matches/m9/feeds")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("v1/matches/feed%2Freplay/feeds")).Status);
        foreach (var action in new[] { "pin", "unpin", "mute", "unmute" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _server.PostAsync($"m9/feeds/a/{action}", Why)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await _server.PostAsync($"m1/feeds/elsewhere/{action}", Why)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await _server.PostAsync($"m1/feeds/no%20name/{action}", Why)).Status);
        }
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)]
    [InlineData(EditorRole.Viewer, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(EditorRole.Editor, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData(EditorRole.Senior, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task A_role_may_do_what_it_may(EditorRole? role, HttpStatusCode look, HttpStatusCode change)
    {
        await _server.KickOffAsync("m1", "football", "a");

        Assert.Equal(look, (await _server.GetAsync("v1/feeds", role)).Status);
        Assert.Equal(look, (await _server.GetAsync("v1/matches/m1/feeds", role)).Status);
        foreach (var action in new[] { "pin", "unpin", "mute", "unmute" })
            Assert.Equal(change, (await _server.PostAsync($"m1/feeds/a/{action}", Why, role)).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"reason":"  "}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_decision_needs_a_reason(string body)
    {
        await _server.KickOffAsync("m1", "football", "a");

        Assert.Equal(HttpStatusCode.BadRequest, (await _server.PostAsync("m1/feeds/a/mute", body)).Status);
    }
}
