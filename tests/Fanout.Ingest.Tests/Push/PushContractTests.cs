using System.Text.Json.Nodes;
using Fanout.Ingest.Tests.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Push;

/// <summary>The examples of the contract, and what it promises about lines.</summary>
public sealed class PushContractTests
{
    private const string E1 =
        """
        {"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","competition":{"id":"c1","name":"Cup"},"home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"},"start":"2026-11-22T18:00:00Z"}}
        """;

    private const string E2 =
        """
        {"id":"e2","match":"m1","at":"2026-11-22T18:00:30Z","status":{"status":"LIVE"},"phase":{"phase":"1H"},"clock":{"kind":"UP","running":true,"valueMs":0}}
        """;

    private const string E3 =
        """
        {"id":"e3","match":"m1","at":"2026-11-22T18:23:10Z","score":{"home":1,"away":0},"incident":{"id":"i1","type":"goal","team":"home","player":"A. Nine","minute":23,"text":"Low, from the edge of the box."}}
        """;

    private const string E4 =
        """
        {"id":"e4","match":"m1","at":"2026-11-22T18:25:00Z","void":{"incident":"i1","reason":"VAR_OFFSIDE"},"score":{"home":0,"away":0}}
        """;

    private const string OneAccepted = """{"accepted":1,"duplicate":0,"quarantined":[],"rejected":[],"ignoredMembers":0}""";

    [Fact]
    public async Task The_four_examples_make_four_entries_and_a_goal_struck_through()
    {
        await using var server = await PushServer.StartAsync();

        foreach (var line in new[] { E1, E2, E3, E4 }) Assert.Equal(OneAccepted, await server.AnswerAsync(line));

        var state = await IngestHost.StateAsync(server.Log, "m1");
        Assert.Equal(Expected(), state);
        Assert.Equal(
            [1u, 2u, 3u, 4u], (await IngestHost.EntriesAsync(server.Log, "m1")).Select(entry => entry.MatchSequence));
    }

    [Theory]
    [InlineData("application/x-ndjson", "{0}\n{1}\n{2}\n{3}")]
    [InlineData("application/x-ndjson", "{0}\r\n\r\n{1}\r\n{2}\n{3}\n")]
    [InlineData("application/x-ndjson; charset=utf-8", "[{0},{1},{2},{3}]")]
    [InlineData("application/json", " [ {0} , {1},\n{2},{3} ] ")]
    public async Task Lines_and_arrays_are_the_same(string type, string shape)
    {
        await using var server = await PushServer.StartAsync();
        var body = shape.Replace("{0}", E1, StringComparison.Ordinal).Replace("{1}", E2, StringComparison.Ordinal)
            .Replace("{2}", E3, StringComparison.Ordinal).Replace("{3}", E4, StringComparison.Ordinal);

        Assert.Equal("""{"accepted":4,"duplicate":0,"quarantined":[],"rejected":[],"ignoredMembers":0}""", await server.AnswerAsync(body, type));
        Assert.Equal(Expected(), await IngestHost.StateAsync(server.Log, "m1"));

        Assert.Equal("""{"accepted":0,"duplicate":4,"quarantined":[],"rejected":[],"ignoredMembers":0}""", await server.AnswerAsync(body, type));
    }

    [Fact]
    public async Task One_bad_line_never_spoils_the_others()
    {
        await using var server = await PushServer.StartAsync();
        var body = string.Join('\n',
            E1,
            "{not json",
            E3.Replace("\"home\":1", "\"home\":\"one\"", StringComparison.Ordinal),
            "",
            E2.Replace("\"e2\"", "\"e1\"", StringComparison.Ordinal),
            E2.Replace("LIVE", "VOIDED", StringComparison.Ordinal),
            """{"id":"q1","match":"m9","at":"2026-11-22T18:00:00Z","heartbeat":{}}""",
            """{"id":"q2","match":"m1","at":"2026-11-22T18:00:00Z","score":{"home":-1}}""",
            """{"id":"r1","match":"not an id","at":"2026-11-22T18:00:00Z","heartbeat":{}}""",
            E1,
            E3);

        var answer = JsonNode.Parse(await server.AnswerAsync(body))!;
        // the framework's own words for broken JSON are not part of the contract
        answer["rejected"]![0]!["error"] = "…";

        var expected = JsonNode.Parse("""
            {"accepted":3,"duplicate":1,"ignoredMembers":0,
            "quarantined":[
              {"line":7,"id":"q1","reason":"UNKNOWN_MATCH","detail":"match: no fixture has named m9 yet"},
              {"line":8,"id":"q2","reason":"IMPOSSIBLE_VALUE","detail":"score.home: -1 is not 0 to 9999"}],
            "rejected":[
              {"line":2,"error":"…"},
              {"line":3,"error":"score.home: \"one\" is not a whole number from -2147483648 to 2147483647"},
              {"line":5,"error":"ID_REUSED","detail":"id \"e1\" of feed f1 stood for another event before"},
              {"line":9,"error":"match: \"not an id\" is not 1 to 64 of A–Z a–z 0–9 . _ : -"}]}
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, answer), answer.ToJsonString());
        Assert.Equal((Status.Types.Value.Voided, 1), await ShownAsync(server));
    }

    [Fact]
    public async Task Unknown_members_are_ignored_and_counted()
    {
        await using var server = await PushServer.StartAsync();

        var line = E1
            .Replace("\"sport\"", "\"weather\":{\"rain\":true},\"sport\"", StringComparison.Ordinal)
            .Replace("{\"id\":\"e1\"", "{\"v\":2,\"id\":\"e1\"", StringComparison.Ordinal);

        var answer = await server.AnswerAsync(line);

        Assert.EndsWith("\"ignoredMembers\":2}", answer, StringComparison.Ordinal);
        Assert.StartsWith("{\"accepted\":1,", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_array_that_breaks_off_gives_what_stands_before_the_break()
    {
        await using var server = await PushServer.StartAsync();

        var answer = await server.AnswerAsync($"[{E1},{E2},{{\"id\":", "application/json");

        Assert.StartsWith(
            "{\"accepted\":2,\"duplicate\":0,\"quarantined\":[],\"rejected\":[{\"line\":3,\"error\":\"the array cannot be read from here on:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("[]")]
    public async Task Nothing_is_an_answer_too(string body)
    {
        await using var server = await PushServer.StartAsync();

        Assert.Equal("""{"accepted":0,"duplicate":0,"quarantined":[],"rejected":[],"ignoredMembers":0}""", await server.AnswerAsync(body));
    }

    private static async Task<(Status.Types.Value, int)> ShownAsync(PushServer server)
    {
        var state = await IngestHost.StateAsync(server.Log, "m1");
        return (state.Status, state.Score.Home);
    }

    private static MatchState Expected() => new()
    {
        Id = "m1",
        Sport = "football",
        Status = Status.Types.Value.Live,
        Phase = "1H",
        Competition = new Competition { Id = "c1", Name = "Cup" },
        Start = 1_795_370_400_000,
        Participants = { new Participant { Id = "t1", Name = "Reds" }, new Participant { Id = "t2", Name = "Blues" } },
        Clock = new Clock { Kind = ClockKind.Types.Value.Up, Running = true, AnchorMs = 1_795_370_430_000 },
        Score = new Score { Basis = ScoreBasis.Types.Value.Goals },
        Feed = new Feed { Active = "f1" },
        Incidents =
        {
            new Incident
            {
                Id = "i1", Revision = 2, Order = 2300.0001, Type = "goal", Team = "home", Player = "A. Nine", Minute = 23,
                State = IncidentState.Types.Value.Voided, PreviousState = IncidentState.Types.Value.Confirmed,
                Visibility = Visibility.Types.Value.Struck, Text = "Low, from the edge of the box.", Reason = "VAR_OFFSIDE",
                Provenance = "e4", AtMs = 1_795_371_790_000,
            },
        },
    };
}
