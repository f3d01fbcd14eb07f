using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fanout.Client;
using Fanout.Integration.Tests.Processes;
using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Integration.Tests.Corrections;

/// <summary>An editor, a feed that has it wrong, readers, and a real server.</summary>
public sealed class CorrectingTests : IAsyncLifetime
{
    private ServerProcess _server = null!;
    private TestFeed _feed = null!;
    private HttpClient _http = null!;
    private int _ids;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync("--dev");
        _feed = new TestFeed(_server);
        _http = new HttpClient { BaseAddress = _server.Address };
        await _feed.AcceptedAsync(TestFeed.Fixture("m1"));
        await SayAsync("\"status\":{\"status\":\"LIVE\"},\"phase\":{\"phase\":\"1H\"}");
        await SayAsync("\"incident\":{\"id\":\"i1\",\"type\":\"goal\",\"team\":\"home\",\"minute\":23},\"score\":{\"home\":1,\"away\":0}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _feed.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_score_stays_corrected_over_a_kill_until_the_feed_agrees()
    {
        await using var client = new FanoutClient(new FanoutClientOptions { Server = _server.Address, BackoffMax = TimeSpan.FromSeconds(1) });
        using var match = client.Match("m1");
        await match.WaitForAsync(static update => update.State.Head.Score?.Home == 1, Cancel);
        await SayAsync("\"score\":{\"home\":3,\"away\":0}"); // a slip
        await match.WaitForAsync(static update => update.State.Head.Score.Home == 3, Cancel);

        var (status, made) = await CorrectAsync("""{"reason":"it is 2:0","changes":[{"score":{"home":2,"away":0}}]}""");
        Assert.True(status == 200, $"{made}");
        await match.WaitForAsync(static update => update.State.Head.Score.Home == 2, Cancel);
        await SayAsync("\"score\":{\"home\":3,\"away\":0}");
        await _server.KillAsync();
        await _server.StartAgainAsync();
        await SayAsync("\"score\":{\"home\":4,\"away\":0},\"phase\":{\"phase\":\"HT\"}");
        var halfTime = await match.WaitForAsync(static update => update.State.Head.Phase == "HT", Cancel);
        var held = Assert.Single((await ListAsync()).GetProperty("locks").EnumerateArray());

        Assert.Equal(2, halfTime.State.Head.Score.Home);
        Assert.Equal(("score", 2, 4), (
            held.GetProperty("field").GetString(), held.GetProperty("shown").GetProperty("score").GetProperty("home").GetInt32(),
            held.GetProperty("feeds").GetProperty("score").GetProperty("home").GetInt32()));
        await SayAsync("\"score\":{\"home\":2,\"away\":0}");
        Assert.Empty((await ListAsync()).GetProperty("locks").EnumerateArray());
        await SayAsync("\"score\":{\"home\":2,\"away\":1}");
        await match.WaitForAsync(static update => update.State.Head.Score.Away == 1, Cancel);
        Assert.Equal(0, match.HashMismatchCount);
        await VerifyAsync();
    }

    [Fact]
    public async Task A_reversal_by_video_is_one_entry_to_whoever_reads_every_entry()
    {
        await using var client = new FanoutClient(new FanoutClientOptions { Server = _server.Address });
        using var events = client.Events("m1");
        await using var updates = events.ReadAllAsync(Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal(1, updates.Current.State.Head.Score.Home);

        var (_, made) = await CorrectAsync("""
            {"reason":"offside","changes":[{"void":{"incident":"i1","reason":"VAR_OFFSIDE"}},{"score":{"home":0,"away":0}},{"phase":{"phase":"HT"}}]}
            """);
        Assert.True(await updates.MoveNextAsync());

        var (entry, state) = (updates.Current.Entry!, updates.Current.State);
        Assert.Equal((EntryKind.Types.Value.Correction, "offside", "admin"), (entry.Kind, entry.Correction.Reason, entry.Correction.ActorRole));
        Assert.Equal(["i1"], entry.Correction.Retracts);
        Assert.Equal((0, "HT", StateValue.Voided), (state.Head.Score.Home, state.Head.Phase, IncidentOf(state).State));
        Assert.Equal(made.GetProperty("position").GetProperty("seq").GetUInt32(), updates.Current.Position.Seq);

        await CorrectAsync($$"""{"reason":"onside","changes":[{"undo":"{{made.GetProperty("id").GetString()}}"}]}""");
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal((1, "1H", StateValue.Confirmed), (updates.Current.State.Head.Score.Home, updates.Current.State.Head.Phase, IncidentOf(updates.Current.State).State));
        Assert.Equal(made.GetProperty("id").GetString(), updates.Current.Entry!.Correction.Supersedes);
    }

    [Fact]
    public async Task Of_two_editors_one_corrects_and_a_command_that_is_sent_twice_acts_once()
    {
        var seq = (await MatchAsync()).GetProperty("position").GetProperty("seq").GetUInt32();
        var order = $$"""{"reason":"it is 2:0","ifSeq":{{seq}},"changes":[{"score":{"home":2,"away":0} }]}""";
        var other = $$"""{"reason":"it is 0:0","ifSeq":{{seq}},"changes":[{"score":{"home":0,"away":0} }]}""";

        var answers = await Task.WhenAll(CorrectAsync(order, "r1"), CorrectAsync(other, "r2"));
        var again = await CorrectAsync(answers[0].Status == 200 ? order : other, answers[0].Status == 200 ? "r1" : "r2");

        Assert.Equal([200, 409], answers.Select(static answer => answer.Status).Order());
        var (won, lost) = answers[0].Status == 200 ? (answers[0].Answer, answers[1].Answer) : (answers[1].Answer, answers[0].Answer);
        Assert.Equal("CONFLICT", lost.GetProperty("reason").GetString());
        Assert.Contains("score", lost.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((200, won.GetProperty("id").GetString()), (again.Status, again.Answer.GetProperty("id").GetString()));
        Assert.Single((await ListAsync()).GetProperty("corrections").EnumerateArray());
    }

    private static Incident IncidentOf(Match state) =>
        state.Elements<Incident>(MatchState.IncidentsFieldNumber).InOrder().Single();

    private Task SayAsync(string members)
    {
        _ids++;
        return _feed.AcceptedAsync($$"""{"id":"e{{_ids}}","match":"m1","at":"2026-11-22T18:{{_ids:00}}:00Z",{{members}} }""");
    }

    private async Task<(int Status, JsonElement Answer)> CorrectAsync(string body, string? requestId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/matches/m1/corrections")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.EditorToken) },
        };
        if (requestId is not null) request.Headers.Add("Idempotency-Key", requestId);
        using var answer = await _http.SendAsync(request, Cancel);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement);
    }

    private Task<JsonElement> ListAsync() => GetAsync("v1/matches/m1/corrections");

    private Task<JsonElement> MatchAsync() => GetAsync("v1/matches/m1");

    private async Task<JsonElement> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.EditorToken) } };
        using var answer = await _http.SendAsync(request, Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{answer}");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
    }

    private async Task VerifyAsync()
    {
        await _server.KillAsync();
        var verified = await CliProcess.RunAsync("log", "verify", "--data", _server.Data);
        Assert.True(verified.ExitCode == 0, $"{verified.Output}\n{verified.Error}");
    }
}
