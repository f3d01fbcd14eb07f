using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Push;

/// <summary>The canonical push contract from the feed's side and from a JSON subscriber's.</summary>
public sealed class CanonicalPushTests : IAsyncLifetime
{
    private const string E1 = """{"id":"e1","match":"m1","at":"2026-11-22T17:55:00Z","fixture":{"sport":"football","competition":{"id":"c1","name":"Cup"},"home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"},"start":"2026-11-22T18:00:00Z"}}""";
    private const string E2 = """{"id":"e2","match":"m1","at":"2026-11-22T18:00:00Z","status":{"status":"LIVE"},"phase":{"phase":"1H"},"clock":{"kind":"UP","running":true,"valueMs":0}}""";
    private const string E3 = """{"id":"e3","match":"m1","at":"2026-11-22T18:23:00Z","score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal","team":"home","player":"A. Nine","minute":23,"text":"From the spot"}}""";
    private const string E4 = """{"id":"e4","match":"m1","at":"2026-11-22T18:25:00Z","void":{"incident":"i1","reason":"VAR_OFFSIDE"},"score":{"home":0,"away":0}}""";

    private ServerProcess _server = null!;
    private TestFeed _feed = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync("--dev");
        _feed = new TestFeed(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _feed.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_match_is_told_from_its_fixture_to_a_goal_taken_back()
    {
        await _feed.AcceptedAsync(E1, E2, E3);
        var scored = await MatchAsync("m1", seq: 3);
        Assert.Equal("LIVE", scored.GetProperty("status").GetString());
        Assert.Equal("1H", scored.GetProperty("phase").GetString());
        Assert.Equal(1, scored.GetProperty("score").GetProperty("home").GetInt32());
        Assert.Equal(0, scored.GetProperty("score").GetProperty("away").GetInt32());
        Assert.Equal("CONFIRMED", scored.GetProperty("incidents")[0].GetProperty("state").GetString());

        await _feed.AcceptedAsync(E4);
        var voided = await MatchAsync("m1", seq: 4);
        Assert.Equal(0, voided.GetProperty("score").GetProperty("home").GetInt32());
        var incident = Assert.Single(voided.GetProperty("incidents").EnumerateArray());
        Assert.Equal("VOIDED", incident.GetProperty("state").GetString());
        Assert.Equal("VAR_OFFSIDE", incident.GetProperty("reason").GetString());
        Assert.Equal(2, incident.GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task A_subscriber_sees_zeros_and_bare_names()
    {
        await _feed.AcceptedAsync(E1, E2);
        using var socket = await JsonSocket.ConnectAsync(_server);
        Assert.True((await socket.ReceiveAsync("welcome")).GetProperty("pingIntervalMs").GetInt32() > 0);
        await socket.SendAsync("""{"subscribe":{"ref":7,"topics":[{"topic":"match/m1"}]}}""");

        var subscribed = await socket.ReceiveAsync("subscribed");
        Assert.Equal(7, subscribed.GetProperty("ref").GetInt32());
        Assert.Equal("SNAPSHOT", subscribed.GetProperty("answer").GetString());
        var snapshot = await socket.ReceiveAsync("snapshot");
        Assert.Equal("LIVE", snapshot.GetProperty("match").GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Array, snapshot.GetProperty("match").GetProperty("incidents").ValueKind);

        await _feed.AcceptedAsync(E3);
        var goal = await socket.ReceiveAsync("delta");
        Assert.Equal(1, goal.GetProperty("match").GetProperty("score").GetProperty("home").GetInt32());
        await _feed.AcceptedAsync(E4);
        var taken = await socket.ReceiveAsync("delta");
        Assert.Equal(0, taken.GetProperty("match").GetProperty("score").GetProperty("home").GetInt32());
        Assert.Equal(goal.GetProperty("seq").GetInt32() + 1, taken.GetProperty("seq").GetInt32());
    }

    [Fact]
    public async Task One_bad_line_never_spoils_the_others()
    {
        var (status, answer) = await _feed.PushAsync(
            E1,
            "{not json",
            E2,
            """{"id":"e9","match":"m1","at":"2026-11-22T18:01:00Z","score":{"home":-1,"away":0}}""",
            E1,
            """{"id":"e2","match":"m1","at":"2026-11-22T18:00:01Z","status":{"status":"LIVE"}}""");

        Assert.Equal(200, status);
        Assert.Equal(2, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(1, answer.GetProperty("duplicate").GetInt32());
        Assert.Equal(4, Assert.Single(answer.GetProperty("quarantined").EnumerateArray()).GetProperty("line").GetInt32());
        var rejected = answer.GetProperty("rejected").EnumerateArray().ToArray();
        Assert.Equal([2, 6], rejected.Select(line => line.GetProperty("line").GetInt32()));
        Assert.Contains("ID_REUSED", rejected[1].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    /// <summary>The match once it stands at this sequence: what is pushed is logged first, and the node follows the log.</summary>
    private async Task<JsonElement> MatchAsync(string id, uint seq)
    {
        using var http = new HttpClient { BaseAddress = _server.Address };
        while (true)
        {
            using var answer = await http.GetAsync(new Uri($"v1/matches/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var document = JsonDocument.Parse(text).RootElement;
            if (answer.IsSuccessStatusCode && document.GetProperty("position").GetProperty("seq").GetUInt32() >= seq)
                return document.GetProperty("match");
        }
    }
}
