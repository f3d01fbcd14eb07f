using System.Globalization;
using System.Net;
using System.Text.Json;
using Fanout.Ingest.Editors;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Tests.Editors;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Fanout.Log.Tests;

namespace Fanout.Ingest.Tests.FeedControl;

/// <summary>A recording of ten events, a quarter of an hour apart, at the speed of life; and one whose folder is not there.</summary>
public sealed class ReplayEndpointTests : IAsyncLifetime
{
    private const string Path = "v1/feeds/one/replay";

    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryEventLog _log = new(4, TimeProvider.System);
    private EditorServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        var lines = Enumerable.Range(0, 10).Select(static i => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"e{{i}}","match":"m1","at":"2026-11-22T{{18 + (i / 4)}}:{{i % 4 * 15:00}}:00Z","fixture":{"sport":"football"},"stat":{"key":"shots","home":{{i}},"away":0} }"""));
        await File.WriteAllLinesAsync(System.IO.Path.Combine(_folder.Path, "m.ndjson"), lines, TestContext.Current.CancellationToken);
        _server = await EditorServer.StartAsync(
            _log,
            services =>
            {
                services.AddIngest();
                services.AddFeeds(feeds =>
                {
                    feeds.Named["one"] = Files(_folder.Path);
                    feeds.Named["gone"] = Files(System.IO.Path.Combine(_folder.Path, "gone"));
                });
                services.AddFeedControl();
            },
            static app => app.MapFeedControl());
        await IngestHost.EventuallyAsync(async () => (await _server.GetAsync(Path, EditorRole.Viewer)).Answer.GetProperty("told").GetInt32() == 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_replay_says_where_it_is()
    {
        var (status, replay) = await _server.GetAsync(Path, EditorRole.Viewer);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("one", "PLAYING", 1d, false, 1, 10), (
            replay.GetProperty("feed").GetString(), replay.GetProperty("state").GetString(), replay.GetProperty("speed").GetDouble(),
            replay.GetProperty("paused").GetBoolean(), replay.GetProperty("told").GetInt32(), replay.GetProperty("count").GetInt32()));
        Assert.Equal(("2026-11-22T18:00:00Z", "2026-11-22T20:15:00Z", "2026-11-22T18:15:00Z"), (
            replay.GetProperty("from").GetString(), replay.GetProperty("to").GetString(), replay.GetProperty("next").GetString()));
        Assert.StartsWith("2026-11-22T18:0", replay.GetProperty("at").GetString(), StringComparison.Ordinal);
        Assert.InRange(replay.GetProperty("remainingMs").GetDouble(), 1, 8_100_000);
    }

    [Fact]
    public async Task An_order_is_shown_first_then_done_and_twice_is_once()
    {
        const string Order = """{"paused":true,"speed":60,"seek":"2026-11-22T19:05:00+01:00","reason":"the second half"}""";
        const string Later = """{"seek":"01:00:30","paused":true,"reason":"the second half"}""";

        var (_, preview) = await _server.PostAsync($"{Path}?dryRun=true", """{"seek":"01:00:30","paused":true}""", EditorRole.Editor);
        Assert.False((await _server.GetAsync(Path, EditorRole.Viewer)).Answer.GetProperty("paused").GetBoolean());
        var (status, done) = await _server.PostAsync(Path, Later, EditorRole.Editor);
        var (_, again) = await _server.PostAsync(Path, Later, EditorRole.Editor);

        Assert.Equal(("DONE", true, 4), (
            preview.GetProperty("outcome").GetString(), preview.GetProperty("dryRun").GetBoolean(), preview.GetProperty("atOnce").GetInt32()));
        Assert.Equal((HttpStatusCode.OK, "DONE", false), (status, done.GetProperty("outcome").GetString(), done.GetProperty("dryRun").GetBoolean()));
        Assert.Equal("it stands still at 2026-11-22T19:00:30Z", done.GetProperty("decisions")[1].GetString());
        Assert.Equal(("PAUSED", "2026-11-22T19:00:30Z"), (
            done.GetProperty("replay").GetProperty("state").GetString(), done.GetProperty("replay").GetProperty("at").GetString()));
        Assert.Equal(("UNCHANGED", 0), (again.GetProperty("outcome").GetString(), again.GetProperty("decisions").GetArrayLength()));
        await IngestHost.EventuallyAsync(async () => (await IngestHost.StateAsync(_log, "m1")).Stats.Single().Home == 4);
        var (past, problem) = await _server.PostAsync(Path, Order, EditorRole.Editor);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, past);
        Assert.Equal(
            "one: seek: 2026-11-22T18:05:00Z is past, the replay is at 2026-11-22T19:00:30Z: what was told cannot be untold",
            problem.GetProperty("detail").GetString());
        var (_, now) = await _server.GetAsync(Path, EditorRole.Viewer);
        Assert.Equal((5, 1d), (now.GetProperty("told").GetInt32(), now.GetProperty("speed").GetDouble()));
    }

    [Fact]
    public async Task As_fast_as_it_goes_everything_is_told_and_it_is_over()
    {
        var (_, done) = await _server.PostAsync(Path, """{"speed":0,"reason":"enough"}""", EditorRole.Editor);

        Assert.Equal(9, done.GetProperty("atOnce").GetInt32());
        JsonElement over = default;
        await IngestHost.EventuallyAsync(async () =>
            (over = (await _server.GetAsync(Path, EditorRole.Viewer)).Answer).GetProperty("state").GetString() == "OVER");
        Assert.Equal((10, "2026-11-22T20:15:00Z"), (over.GetProperty("told").GetInt32(), over.GetProperty("at").GetString()));
        Assert.False(over.TryGetProperty("next", out _));
        Assert.False(over.TryGetProperty("remainingMs", out _));
    }

    [Theory]
    [InlineData("""{"speed":0.05,"reason":"x"}""", "speed: 0.05, 0, or 0.1 to 10,000 may be")]
    [InlineData("""{"speed":-1,"reason":"x"}""", "speed: -1, 0, or 0.1 to 10,000 may be")]
    [InlineData("""{"speed":1e5,"reason":"x"}""", "speed: 100000, 0, or 0.1 to 10,000 may be")]
    [InlineData("""{"seek":"tomorrow","reason":"x"}""", "seek: \"tomorrow\" is no time like 2018-07-15T15:45:00Z, nor one from the beginning of the recording like 00:45:00")]
    [InlineData("""{"seek":"2026-11-22T18:00:00","reason":"x"}""", "seek: \"2026-11-22T18:00:00\" is no time like 2018-07-15T15:45:00Z, nor one from the beginning of the recording like 00:45:00")]
    [InlineData("""{"seek":"2.00:00:00","reason":"x"}""", "seek: 2.00:00:00 after the beginning is outside of the recording, which is from 2026-11-22T18:00:00Z to 2026-11-22T20:15:00Z")]
    [InlineData("""{"seek":"2018-07-15T15:45:00Z","reason":"x"}""", "seek: 2018-07-15T15:45:00Z is outside of the recording, which is from 2026-11-22T18:00:00Z to 2026-11-22T20:15:00Z")]
    [InlineData("""{"reason":"x"}""", "nothing is wanted: paused, speed or seek is needed")]
    [InlineData("""{"paused":true}""", "reason: 0 characters, 1 to 500 are needed")]
    [InlineData("""{"speed":"fast","reason":"x"}""", "the body is not JSON of at most 16384 bytes like {\"seek\":\"…\",\"reason\":\"…\"}; paused is true or false, speed a number")]
    public async Task What_cannot_be_is_refused_with_its_value_and_what_may_be(string body, string detail)
    {
        var (status, problem) = await _server.PostAsync(Path, body, EditorRole.Editor);

        Assert.Equal((HttpStatusCode.BadRequest, detail), (status, problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task What_is_no_replay_is_not_found_and_one_without_files_says_what_it_lacks()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("v1/feeds/two/replay", EditorRole.Viewer)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("v1/feeds/no%20name/replay", EditorRole.Viewer)).Status);
        var (missing, _) = await _server.PostAsync("v1/feeds/two/replay", """{"paused":true,"reason":"x"}""", EditorRole.Editor);
        Assert.Equal(HttpStatusCode.NotFound, missing);
        var (status, problem) = await _server.GetAsync("v1/feeds/gone/replay", EditorRole.Viewer);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.EndsWith("gone: no such file or folder; it is tried again", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)]
    [InlineData(EditorRole.Viewer, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(EditorRole.Editor, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task A_role_may_do_what_it_may(EditorRole? role, HttpStatusCode look, HttpStatusCode change)
    {
        Assert.Equal(look, (await _server.GetAsync(Path, role)).Status);
        Assert.Equal(change, (await _server.PostAsync(Path, """{"paused":true,"reason":"x"}""", role)).Status);
    }

    private static FeedOptions Files(string path)
    {
        var feed = new FeedOptions { Transport = "files", Format = "canonical" };
        feed.Files.Path = path;
        return feed;
    }
}
