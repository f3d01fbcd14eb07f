using System.Net;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Matches;
using Google.Protobuf;

namespace Fanout.Ingest.Tests.Quarantine;

public sealed class QuarantineEndpointTests : IAsyncLifetime
{
    private const string Why = """{"reason":"seen on television"}""";
    private const string Final =
        """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"},"status":{"status":"FINAL"},"score":{"home":1,"away":0}}""";

    private const string Reopened =
        """{"id":"e2","match":"m1","at":"2026-11-22T18:01:00Z","status":{"status":"LIVE"},"score":{"home":1,"away":1}}""";

    private const string Impossible = """{"id":"e3","match":"m1","at":"2026-11-22T18:02:00Z","score":{"home":-1}}""";

    private QuarantineServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await QuarantineServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_was_put_aside_is_listed_newest_first_and_shown_whole()
    {
        await _server.SendAsync(Final, Reopened, Impossible, """{"id":"u","match":"m2","at":"2026-11-22T18:00:00Z","score":{"home":2}}""");

        var (status, list) = await _server.GetAsync("");
        var (_, ofMatch) = await _server.GetAsync("?match=m1");
        var (_, ofReason) = await _server.GetAsync("?reason=LIFECYCLE&feed=f1");
        var (_, one) = await _server.GetAsync("?limit=1");

        Assert.Equal((HttpStatusCode.OK, 3, false), (status, list.GetProperty("held").GetArrayLength(), list.GetProperty("more").GetBoolean()));
        Assert.Equal(2, ofMatch.GetProperty("held").GetArrayLength());
        Assert.True(one.GetProperty("more").GetBoolean());
        var item = Assert.Single(ofReason.GetProperty("held").EnumerateArray());
        Assert.Equal(("event", "f1", "m1", "e2", "LIFECYCLE"), (
            item.GetProperty("kind").GetString(), item.GetProperty("feed").GetString(), item.GetProperty("match").GetString(),
            item.GetProperty("source").GetString(), item.GetProperty("reason").GetString()));
        Assert.Equal("status.status: LIVE cannot follow FINAL", item.GetProperty("detail").GetString());
        Assert.False(item.TryGetProperty("event", out _));
        var (_, shown) = await _server.GetAsync($"/{item.GetProperty("id").GetString()}");
        Assert.Equal(1, shown.GetProperty("event").GetProperty("score").GetProperty("away").GetInt32());
    }

    [Fact]
    public async Task A_forced_event_is_applied_with_reason_and_actor_after_a_preview_of_the_same_effect()
    {
        await _server.SendAsync(Final, Reopened);
        var id = await _server.OnlyIdAsync();

        var (_, preview) = await _server.PostAsync($"{id}/force?dryRun=true", "{}");
        Assert.Equal(id, await _server.OnlyIdAsync());
        var hash = preview.GetProperty("stateHash").GetUInt32();
        var (status, done) = await _server.PostAsync($"{id}/force", $$"""{"reason":"seen on television","stateHash":{{hash}} }""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("LIVE", preview.GetProperty("delta").GetProperty("status").GetString());
        Assert.Equal((hash, false), (done.GetProperty("stateHash").GetUInt32(), done.GetProperty("dryRun").GetBoolean()));
        var state = await IngestHost.StateAsync(_server.Log, "m1");
        Assert.Equal((Protocol.Messages.Status.Types.Value.Live, 1), (state.Status, state.Score.Away));
        var entry = (await IngestHost.EntriesAsync(_server.Log, "m1"))[^1];
        var change = Protocol.Messages.LoggedChange.Parser.ParseFrom(entry.Public.Span);
        Assert.Equal(("senior", "seen on television"), (change.Correction.ActorRole, change.Correction.Reason));
        Assert.Equal("a-Senior", WriterPart.Parser.ParseFrom(entry.Writer.Span).Change.Actor);
        var (again, problem) = await _server.PostAsync($"{id}/force", Why);
        Assert.Equal(HttpStatusCode.Conflict, again);
        Assert.Contains("not held any more", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dropped_event_changes_nothing_and_a_second_time_is_a_conflict()
    {
        await _server.SendAsync(Final, Impossible);
        var id = await _server.OnlyIdAsync();
        var before = await IngestHost.StateAsync(_server.Log, "m1");

        var (status, _) = await _server.PostAsync($"{id}/drop", Why, EditorRole.Editor);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(before, await IngestHost.StateAsync(_server.Log, "m1"));
        Assert.Empty((await _server.GetAsync("")).Answer.GetProperty("held").EnumerateArray());
        Assert.Equal(HttpStatusCode.Conflict, (await _server.PostAsync($"{id}/drop", Why, EditorRole.Editor)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await _server.GetAsync($"/{id}")).Status);
    }

    [Fact]
    public async Task A_request_that_is_sent_again_is_done_once()
    {
        await _server.SendAsync(Final, Reopened);
        var id = await _server.OnlyIdAsync();

        var first = await _server.PostAsync($"{id}/force", Why, requestId: "r1");
        var second = await _server.PostAsync($"{id}/force", Why, requestId: "r1");
        var other = await _server.PostAsync($"{id}/force", """{"reason":"another"}""", requestId: "r1");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Conflict), (first.Status, second.Status, other.Status));
        Assert.Equal(2, (await IngestHost.EntriesAsync(_server.Log, "m1")).Count(static entry => entry.MatchSequence > 0));
    }

    [Fact]
    public async Task An_effect_that_was_not_previewed_is_refused()
    {
        await _server.SendAsync(Final, Reopened);
        var id = await _server.OnlyIdAsync();
        var (_, preview) = await _server.PostAsync($"{id}/force?dryRun=true", "{}");
        await _server.SendAsync("""{"id":"e9","match":"m1","at":"2026-11-22T18:05:00Z","stat":{"key":"shots","home":1,"away":2}}""");

        var (status, _) = await _server.PostAsync(
            $"{id}/force", $$"""{"reason":"seen","stateHash":{{preview.GetProperty("stateHash").GetUInt32()}} }""");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal(id, await _server.OnlyIdAsync());
    }

    [Fact]
    public async Task What_cannot_stand_in_a_match_is_not_forced()
    {
        await _server.SendAsync(Final, Impossible);

        var (status, problem) = await _server.PostAsync($"{await _server.OnlyIdAsync()}/force", Why);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("score.home: -1 is not 0 to 9999", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m1~0000000000000001")]
    [InlineData("m9~0000000000000001")]
    [InlineData("m1")]
    [InlineData("m1~xyz")]
    [InlineData("feed~nobody~0000000000000001")]
    public async Task An_id_that_names_nothing_is_not_found(string id)
    {
        await _server.SendAsync(Final, Reopened);

        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync($"/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.PostAsync($"{id}/force", Why)).Status);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)]
    [InlineData(EditorRole.Viewer, HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(EditorRole.Editor, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Forbidden)]
    [InlineData(EditorRole.Senior, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData(EditorRole.Admin, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    public async Task A_role_may_do_what_it_may(EditorRole? role, HttpStatusCode list, HttpStatusCode drop, HttpStatusCode force)
    {
        const string nothing = "m1~0000000000000001";

        Assert.Equal(list, (await _server.GetAsync("", role)).Status);
        Assert.Equal(drop, (await _server.PostAsync($"{nothing}/drop", Why, role)).Status);
        Assert.Equal(force, (await _server.PostAsync($"{nothing}/force", Why, role)).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"reason":"  "}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_decision_needs_a_reason(string body)
    {
        await _server.SendAsync(Final, Reopened);

        Assert.Equal(HttpStatusCode.BadRequest, (await _server.PostAsync($"{await _server.OnlyIdAsync()}/force", body)).Status);
    }

    [Fact]
    public async Task Messages_that_a_feed_could_not_read_are_listed_shown_and_dropped()
    {
        var poison = new PoisonMessage
        {
            Id = 7,
            Place = "queue 5",
            ReceivedMs = 1,
            Reason = "line 1: no JSON",
            Content = ByteString.CopyFromUtf8("{oops"),
            Size = 5,
        };
        await _server.Ingest.Places.NoteAsync("poller", new FeedNote { Poison = { poison } }, TestContext.Current.CancellationToken);
        var id = await _server.OnlyIdAsync();
        Assert.Equal("feed~poller~0000000000000007", id);

        var (_, shown) = await _server.GetAsync($"/{id}");
        var (forced, _) = await _server.PostAsync($"{id}/force", Why);
        var (dropped, _) = await _server.PostAsync($"{id}/drop", Why);

        Assert.Equal("message", shown.GetProperty("kind").GetString());
        Assert.Equal("{oops"u8.ToArray(), shown.GetProperty("content").GetBytesFromBase64());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (forced, dropped));
        Assert.Empty((await _server.GetAsync("")).Answer.GetProperty("held").EnumerateArray());
        Assert.Equal(1u, _server.Ingest.Places.MemoryOf("poller")!.PoisonCount);
    }
}
