using System.Net;
using System.Text.Json;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Tests.Matches;
using CoverageValue = Fanout.Protocol.Messages.Coverage.Types.Value;

namespace Fanout.Ingest.Tests.Identity;

public sealed class MappingEndpointTests : IAsyncLifetime
{
    private const string Taken = """{"feed":"b","id":"b:9","match":"a:1","reason":"the Azzurri are the Blues"}""";
    private const string TakenWithoutMatch = """{"feed":"b","id":"b:9","reason":"the Azzurri are the Blues"}""";
    private const string Back = """{"feed":"b","id":"b:9","match":"b:9","reason":"no, they are not"}""";

    private MappingServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await MappingServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_is_proposed_is_listed_first_with_what_was_compared_then_what_is_mapped()
    {
        await _server.FixtureAsync("a", "a:2", "Greens", "Greys");
        await _server.FixtureAsync("b", "b:2", "Greens", "Greys");
        await ProposedAsync();

        var (status, list) = await _server.GetAsync();

        Assert.Equal((HttpStatusCode.OK, false), (status, list.GetProperty("more").GetBoolean()));
        Assert.Equal(["b:9", "b:2", "a:1", "a:2"], Ids(list));
        var proposal = Assert.Single(list.GetProperty("names")[0].GetProperty("proposals").EnumerateArray());
        Assert.Equal(("a:1", 700), (proposal.GetProperty("match").GetString(), proposal.GetProperty("score").GetInt32()));
        Assert.Equal(
            ["home 300/300 Reds / Reds", "away 0/300 Azzurri / Blues", "start 300/300 to the minute", "competition 100/100 Cup / Cup"],
            proposal.GetProperty("parts").EnumerateArray().Select(static part =>
                $"{part.GetProperty("name")} {part.GetProperty("points")}/{part.GetProperty("max")} {part.GetProperty("why")}"));
    }

    [Theory]
    [InlineData("?open=true", "b:9")]
    [InlineData("?feed=a", "a:1 a:2")]
    [InlineData("?match=a:1", "b:9 a:1")]
    [InlineData("?match=b:2", "b:2")]
    [InlineData("?sport=football&limit=4", "b:9 b:2 a:1 a:2")]
    [InlineData("?sport=tennis", "")]
    public async Task A_list_is_narrowed_down(string query, string ids)
    {
        await _server.FixtureAsync("a", "a:2", "Greens", "Greys");
        await _server.FixtureAsync("b", "b:2", "Greens", "Greys");
        await ProposedAsync();

        Assert.Equal(ids, string.Join(' ', Ids((await _server.GetAsync(query)).Answer)));
    }

    [Fact]
    public async Task A_list_says_that_there_is_more_and_refuses_a_limit_that_is_none()
    {
        await ProposedAsync();

        var (_, list) = await _server.GetAsync("?limit=1");

        Assert.Equal((1, true), (Ids(list).Count, list.GetProperty("more").GetBoolean()));
        Assert.Equal(HttpStatusCode.BadRequest, (await _server.GetAsync("?limit=0")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _server.GetAsync("?limit=501")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _server.GetAsync("?limit=many")).Status);
    }

    [Fact]
    public async Task A_preview_says_what_a_confirmation_does_and_does_nothing()
    {
        await ProposedAsync();

        var (status, preview) = await _server.PostAsync("confirm?dryRun=true", """{"feed":"b","id":"b:9"}""");

        Assert.Equal((HttpStatusCode.OK, true, "a:1"), (status, preview.GetProperty("dryRun").GetBoolean(), preview.GetProperty("match").GetString()));
        Assert.Equal(("b:9", "a:1"), (MatchOf(preview.GetProperty("before")), MatchOf(preview.GetProperty("name"))));
        var compared = preview.GetProperty("compared");
        Assert.Equal(("Blues", 700), (compared.GetProperty("with").GetProperty("away").GetString(), compared.GetProperty("score").GetInt32()));
        Assert.Equal(4, compared.GetProperty("parts").GetArrayLength());
        Assert.Equal(
            ("b:9", "a:1"),
            (MatchOf(preview.GetProperty("left")), preview.GetProperty("left").GetProperty("continuedAs").GetString()));
        Assert.Equal("b:9", MatchOf(await _server.NameAsync("b", "b:9")));
    }

    [Fact]
    public async Task A_confirmed_proposal_makes_one_match_with_reason_and_actor_and_twice_is_once()
    {
        await ProposedAsync();
        var (_, preview) = await _server.PostAsync("confirm?dryRun=true", TakenWithoutMatch);

        var (status, done) = await _server.PostAsync(
            "confirm", Taken[..^1] + $",\"effect\":\"{preview.GetProperty("effect").GetString()}\"}}");

        Assert.Equal((HttpStatusCode.OK, false), (status, done.GetProperty("dryRun").GetBoolean()));
        Assert.Equal(preview.GetProperty("effect").GetString(), done.GetProperty("effect").GetString());
        await IngestHost.EventuallyAsync(async () => (await IngestHost.StateAsync(_server.Log, "b:9")).Coverage == CoverageValue.None);
        foreach (var body in new[] { Taken, TakenWithoutMatch })
        {
            var (again, answer) = await _server.PostAsync("confirm", body);
            Assert.Equal((HttpStatusCode.OK, ""), (again, answer.GetProperty("effect").GetString()));
        }
        var name = await _server.NameAsync("b", "b:9");
        Assert.Equal(("a:1", "confirmed", "a-Editor", "the Azzurri are the Blues"), (
            MatchOf(name), name.GetProperty("how").GetString(), name.GetProperty("actor").GetString(), name.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task What_was_rejected_is_not_proposed_any_more_and_twice_is_once()
    {
        await ProposedAsync();

        var (status, done) = await _server.PostAsync("reject", TakenWithoutMatch);
        var (again, same) = await _server.PostAsync("reject", TakenWithoutMatch);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (status, again));
        Assert.Equal(("a:1", ""), (MatchOf(done), same.GetProperty("effect").GetString()));
        Assert.False(done.TryGetProperty("left", out _));
        Assert.Empty(Ids((await _server.GetAsync("?open=true")).Answer));
    }

    [Fact]
    public async Task A_name_is_moved_to_a_match_of_its_own_and_the_other_goes_on()
    {
        await ProposedAsync();
        await _server.PostAsync("confirm", Taken);

        var (status, done) = await _server.PostAsync("move", Back);

        Assert.Equal((HttpStatusCode.OK, "b:9"), (status, MatchOf(done.GetProperty("name"))));
        Assert.Equal("a", Assert.Single(done.GetProperty("left").GetProperty("feeds").EnumerateArray()).GetString());
        Assert.Equal("Blues", done.GetProperty("compared").GetProperty("with").GetProperty("away").GetString());
        await IngestHost.EventuallyAsync(async () => (await IngestHost.StateAsync(_server.Log, "b:9")).Coverage != CoverageValue.None);
    }

    [Fact]
    public async Task An_effect_that_was_not_previewed_is_refused()
    {
        await ProposedAsync();
        var (_, preview) = await _server.PostAsync("confirm?dryRun=true", Taken);
        var effect = preview.GetProperty("effect").GetString();
        await _server.FixtureAsync("c", "b:9", "Reds", "Azzurri"); // another feed with the name: it would go along

        var (status, problem) = await _server.PostAsync("confirm", Taken[..^1] + $",\"effect\":\"{effect}\"}}");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("look again", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("b:9", MatchOf(await _server.NameAsync("b", "b:9")));
        var (_, now) = await _server.PostAsync("confirm?dryRun=true", Taken);
        Assert.Equal("c", Assert.Single(now.GetProperty("along").EnumerateArray()).GetProperty("feed").GetString());
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_what_is_in_the_way()
    {
        await ProposedAsync();
        await _server.FixtureAsync("b", "b:8", "Whites", "Blacks");

        await RefusedAsync("confirm", "b", "b:7", "a:1", HttpStatusCode.NotFound, "feed b has named no match b:7");
        await RefusedAsync("confirm", "b", "b:9", "a:3", HttpStatusCode.NotFound, "no feed has named a match a:3");
        await RefusedAsync("confirm", "b", "b:8", "", HttpStatusCode.NotFound, "nothing is proposed for b:8 of feed b");
        await RefusedAsync("reject", "b", "b:9", "b:9", HttpStatusCode.BadRequest, "b:9 is the name itself");
        await RefusedAsync("move", "b", "b:9", "", HttpStatusCode.BadRequest, "is no id of a match");
        await _server.PostAsync("confirm", Taken);
        await RefusedAsync("reject", "b", "b:9", "a:1", HttpStatusCode.Conflict, "mapped to a:1");
        await RefusedAsync("confirm", "b", "b:8", "a:1", HttpStatusCode.Conflict, "feed b calls a:1 b:9 already");
    }

    [Fact]
    public async Task Of_several_proposals_the_match_is_to_be_named()
    {
        await _server.FixtureAsync("a", "a:1", "Reds", "Blues");
        await _server.FixtureAsync("a", "a:2", "Reds", "Greens");
        await _server.FixtureAsync("b", "b:9", "Reds", "Azzurri");

        await RefusedAsync("confirm", "b", "b:9", "", HttpStatusCode.BadRequest, "a:1 (700), a:2 (700)");
    }

    [Theory]
    [InlineData("""{"feed":"b","id":"b:9","match":"a:1"}""")]
    [InlineData("""{"feed":"b","id":"b:9","match":"a:1","reason":"  "}""")]
    [InlineData("""{"id":"b:9","match":"a:1","reason":"x"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_decision_needs_a_name_and_a_reason(string body)
    {
        await ProposedAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await _server.PostAsync("confirm", body)).Status);
    }

    [Theory]
    [InlineData(500, HttpStatusCode.OK)]
    [InlineData(501, HttpStatusCode.BadRequest)]
    public async Task A_reason_has_at_most_500_characters(int length, HttpStatusCode expected)
    {
        await ProposedAsync();

        var (status, _) = await _server.PostAsync("confirm", Taken.Replace("the Azzurri are the Blues", new string('x', length), StringComparison.Ordinal));

        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)]
    [InlineData(EditorRole.Viewer, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(EditorRole.Editor, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData(EditorRole.Senior, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    public async Task A_role_may_do_what_it_may(EditorRole? role, HttpStatusCode list, HttpStatusCode decide)
    {
        Assert.Equal(list, (await _server.GetAsync("", role)).Status);
        foreach (var action in new[] { "confirm", "reject", "move" })
            Assert.Equal(decide, (await _server.PostAsync(action, Taken, role)).Status);
    }

    [Fact]
    public async Task A_log_that_does_not_answer_is_asked_again_later()
    {
        await using var server = await MappingServer.StartAsync(TimeSpan.FromSeconds(1));
        await server.FixtureAsync("a", "a:1", "Reds", "Blues");
        await server.FixtureAsync("b", "b:9", "Reds", "Azzurri");
        server.Log.Sever();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.PostAsync("confirm", Taken)).Status);
    }

    /// <summary>A match of two feeds, one team of which nobody knows by its other name.</summary>
    private async Task ProposedAsync()
    {
        await _server.FixtureAsync("a", "a:1", "Reds", "Blues");
        await _server.FixtureAsync("b", "b:9", "Reds", "Azzurri");
    }

    private async Task RefusedAsync(string action, string feed, string id, string match, HttpStatusCode expected, string detail)
    {
        var (status, problem) = await _server.PostAsync(
            action, $$"""{"feed":"{{feed}}","id":"{{id}}","match":"{{match}}","reason":"why"}""");
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(expected, status);
    }

    private static string? MatchOf(JsonElement one) => one.GetProperty("match").GetString();

    private static List<string?> Ids(JsonElement list) =>
        [.. list.GetProperty("names").EnumerateArray().Select(static name => name.GetProperty("id").GetString())];
}
