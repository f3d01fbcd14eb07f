using System.Net;
using System.Text.Json;
using Fanout.Ingest.Corrections;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Editors;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Corrections;

public sealed class CorrectionsEndpointTests : IAsyncLifetime
{
    private const string Path = "v1/matches/m1/corrections";
    private const string OneNil = """{"reason":"seen on television","changes":[{"score":{"home":1,"away":0}}]}""";

    private readonly InMemoryEventLog _log = new(4, TimeProvider.System);
    private EditorServer _server = null!;
    private int _ids;

    public async ValueTask InitializeAsync()
    {
        _server = await EditorServer.StartAsync(
            _log, static services => services.AddIngest().AddCorrections(), static app => app.MapCorrections());
        await SayAsync("""  "fixture":{"sport":"football"},"status":{"status":"LIVE"},"score":{"home":0,"away":0}""");
        await SayAsync("""  "score":{"home":2,"away":0}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_correction_is_previewed_made_and_listed_with_what_the_feed_says()
    {
        var (_, preview) = await PostAsync(OneNil, query: "?dryRun=true");
        Assert.Equal(2, (await IngestHost.StateAsync(_log, "m1")).Score.Home);
        await SayAsync("""  "stat":{"key":"shots","home":3,"away":1}"""); // happens beside it

        var (status, made) = await PostAsync(With(OneNil, $"\"effect\":{preview.GetProperty("effect").GetUInt32()}"));
        await SayAsync("""  "score":{"home":3,"away":0}""");
        var (_, list) = await _server.GetAsync(Path, EditorRole.Viewer);

        Assert.Equal((HttpStatusCode.OK, "m1~1"), (status, made.GetProperty("id").GetString()));
        Assert.Equal((true, false), (preview.GetProperty("dryRun").GetBoolean(), made.GetProperty("dryRun").GetBoolean()));
        Assert.Equal(1, made.GetProperty("delta").GetProperty("score").GetProperty("home").GetInt32());
        Assert.Equal("score", made.GetProperty("fields")[0].GetString());
        var state = await IngestHost.StateAsync(_log, "m1");
        Assert.Equal(1, state.Score.Home);
        var entry = (await IngestHost.EntriesAsync(_log, "m1")).Single(static one => WriterPart.Parser.ParseFrom(one.Writer.Span).Change?.Actor.Length > 0);
        Assert.Equal((entry.MatchSequence, entry.Epoch), (made.GetProperty("position").GetProperty("seq").GetUInt32(), made.GetProperty("position").GetProperty("epoch").GetUInt32()));
        var item = Assert.Single(list.GetProperty("corrections").EnumerateArray());
        Assert.Equal(("m1~1", "a-Editor", "seen on television", true), (
            item.GetProperty("id").GetString(), item.GetProperty("actor").GetString(), item.GetProperty("reason").GetString(), item.GetProperty("stands").GetBoolean()));
        var held = Assert.Single(list.GetProperty("locks").EnumerateArray());
        Assert.Equal((1, 3, true), (
            held.GetProperty("shown").GetProperty("score").GetProperty("home").GetInt32(), held.GetProperty("feeds").GetProperty("score").GetProperty("home").GetInt32(),
            held.GetProperty("sinceMs").GetDouble() > 0));
    }

    [Fact]
    public async Task A_preview_that_is_misspelt_corrects_nothing()
    {
        var (status, problem) = await PostAsync(OneNil, query: "?dry-run=true");

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID"), (status, problem.GetProperty("reason").GetString()));
        Assert.Contains("dry-run", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, (await IngestHost.StateAsync(_log, "m1")).Score.Home);
    }

    [Fact]
    public async Task Of_two_editors_the_second_is_told_what_changed()
    {
        var seq = await SeqAsync();
        var (first, _) = await PostAsync(With(OneNil, $"\"ifSeq\":{seq}"), EditorRole.Senior);
        var (second, problem) = await PostAsync(With("""{"reason":"so I think","changes":[{"score":{"home":0,"away":0}}]}""", $"\"ifSeq\":{seq}"));
        var (conditional, _) = await PostAsync("""{"reason":"so I think","changes":[{"score":{"home":0,"away":0}}]}""", ifMatch: await EtagAsync(seq));
        var (other, _) = await PostAsync(With("""{"reason":"something else","changes":[{"phase":{"phase":"1H"}}]}""", $"\"ifSeq\":{seq}"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed, HttpStatusCode.OK), (first, second, conditional, other));
        Assert.Equal("CONFLICT", problem.GetProperty("reason").GetString());
        Assert.Contains($"score at {seq + 1} by correction m1~1 (senior: seen on television)", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("CONFLICT", (await PostAsync(With(OneNil, "\"ifSeq\":99"))).Answer.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_effect_or_a_state_that_was_not_previewed_is_refused()
    {
        var (_, preview) = await PostAsync(OneNil, query: "?dryRun=true");
        await SayAsync("""  "score":{"home":2,"away":1},"stat":{"key":"shots","home":3,"away":1}""");

        foreach (var guard in (string[])["effect", "stateHash"])
        {
            var (status, problem) = await PostAsync(With(OneNil, $"\"{guard}\":{preview.GetProperty(guard).GetUInt32()}"));
            Assert.Equal((HttpStatusCode.Conflict, "EFFECT_CHANGED"), (status, problem.GetProperty("reason").GetString()));
        }
    }

    [Fact]
    public async Task A_request_that_is_sent_again_is_done_once()
    {
        var (first, made) = await PostAsync(OneNil, requestId: "r1");
        var (second, again) = await PostAsync(OneNil, requestId: "r1");
        var (other, problem) = await PostAsync("""{"reason":"another","changes":[{"score":{"home":0,"away":0}}]}""", requestId: "r1");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Conflict), (first, second, other));
        Assert.Equal(made.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.Equal(made.GetProperty("position").ToString(), again.GetProperty("position").ToString());
        Assert.Equal("KEY_REUSED", problem.GetProperty("reason").GetString());
        Assert.Single((await _server.GetAsync(Path, EditorRole.Viewer)).Answer.GetProperty("corrections").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"changes":[{"score":{"home":1}}]}""", HttpStatusCode.BadRequest, "INVALID")]
    [InlineData("""{"reason":"why","changes":[]}""", HttpStatusCode.BadRequest, "INVALID")]
    [InlineData("""{"reason":"why","changes":[{"scroe":{"home":1}}]}""", HttpStatusCode.BadRequest, "INVALID")]
    [InlineData("""{"reason":"why","changes":[{"score":{"home":1}}],"untill":"release"}""", HttpStatusCode.BadRequest, "INVALID")]
    [InlineData("""{"reason":"why","changes":[{"score":{"home":1}}],"until":"tomorrow"}""", HttpStatusCode.BadRequest, "INVALID")]
    [InlineData("""{"reason":"why","changes":[{"id":"e1","score":{"home":1}}]}""", HttpStatusCode.BadRequest, "INVALID")]
    [InlineData("""{"reason":"why","changes":[{"lock":"score","unlock":"score"}]}""", HttpStatusCode.BadRequest, "INVALID")]
    [InlineData("""{"reason":"why","changes":[{"lock":"weather"}]}""", HttpStatusCode.BadRequest, "UNKNOWN_FIELD")]
    [InlineData("""{"reason":"why","changes":[7]}""", HttpStatusCode.BadRequest, "INVALID")]
    [InlineData("""{"reason":"why","changes":[{"undo":"m1~1"}]}""", HttpStatusCode.NotFound, "UNKNOWN_CORRECTION")]
    [InlineData("""{"reason":"why","changes":[{"unlock":"score"}]}""", HttpStatusCode.UnprocessableEntity, "NOT_LOCKED")]
    [InlineData("""{"reason":"why","changes":[{"score":{"home":-1}}]}""", HttpStatusCode.UnprocessableEntity, "IMPOSSIBLE_VALUE")]
    [InlineData("""{"reason":"why","changes":[{"void":{"incident":"i9","reason":"VAR_OFFSIDE"}}]}""", HttpStatusCode.UnprocessableEntity, "UNKNOWN_INCIDENT")]
    [InlineData("""{"reason":"why","changes":[{"score":{"home":2}}]}""", HttpStatusCode.UnprocessableEntity, "NO_CHANGE")]
    public async Task What_cannot_be_is_refused_with_a_word_for_scripts(string body, HttpStatusCode expected, string reason)
    {
        var (status, problem) = await PostAsync(body);

        Assert.Equal((expected, reason, $"urn:fanout:problem:{reason}"), (status, problem.GetProperty("reason").GetString(), problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_match_that_is_not_there_has_no_corrections()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("v1/matches/m9/corrections", EditorRole.Viewer)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.PostAsync("v1/matches/m9/corrections", OneNil, EditorRole.Editor)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("v1/matches/%20/corrections", EditorRole.Viewer)).Status);
    }

    [Fact]
    public async Task Each_role_may_do_what_it_may()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(OneNil, role: null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(OneNil, EditorRole.Viewer)).Status);
        const string final = """{"reason":"over","changes":[{"status":{"status":"FINAL"}}]}""";
        const string official = """{"reason":"signed","changes":[{"status":{"status":"OFFICIAL"}}]}""";
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(final)).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "NOT_ALLOWED"), await RefusalAsync(official, EditorRole.Editor));
        Assert.Equal((HttpStatusCode.Forbidden, "STEP_UP"), await RefusalAsync(official, EditorRole.Senior));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(official, EditorRole.Admin)).Status); // with a second factor
        Assert.Equal((HttpStatusCode.Forbidden, "NOT_ALLOWED"), await RefusalAsync(OneNil, EditorRole.Editor));
        Assert.Equal((HttpStatusCode.Forbidden, "STEP_UP"), await RefusalAsync(With(OneNil, "\"force\":true"), EditorRole.Senior));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(OneNil, EditorRole.Senior)).Status);
    }

    private async Task<(HttpStatusCode Status, string? Reason)> RefusalAsync(string body, EditorRole role)
    {
        var (status, problem) = await PostAsync(body, role);
        return (status, problem.GetProperty("reason").GetString());
    }

    private Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        string body, EditorRole? role = EditorRole.Editor, string query = "", string? requestId = null, string? ifMatch = null) =>
        _server.PostAsync(Path + query, body, role, requestId, ifMatch);

    private async Task SayAsync(string members)
    {
        _ids++;
        var line = $$"""{"id":"e{{_ids}}","match":"m1","at":"2026-11-22T18:00:{{_ids:00}}Z",{{members}} }""";
        var result = await _server.Ingest.AcceptAsync("f1", IngestHost.Events(line), TestContext.Current.CancellationToken);
        Assert.Equal(Outcome.Accepted, Assert.Single(result.Answers).Outcome);
    }

    private async Task<uint> SeqAsync() => (await IngestHost.EntriesAsync(_log, "m1")).Max(static entry => entry.MatchSequence);

    private async Task<string> EtagAsync(uint seq) => $"\"{(await IngestHost.EntriesAsync(_log, "m1"))[0].Epoch}-{seq}\"";

    private static string With(string body, string member) => $"{body[..^1]},{member}}}";
}
