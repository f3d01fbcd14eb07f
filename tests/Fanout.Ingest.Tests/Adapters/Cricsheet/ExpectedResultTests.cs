using System.Text.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.Cricsheet;

/// <summary>The recorded matches of both dialects through adapter and normaliser, against the truth that lies beside them.</summary>
public sealed class ExpectedResultTests
{
    public static TheoryData<string, string> Matches => new()
    {
        { "json", "1216517" }, { "json", "1082648" }, { "json", "1178424" }, { "json", "1473469" }, { "json", "335988" },
        { "json", "335987" }, { "json", "598061" }, { "json", "1473510" }, { "json", "392190" },
        { "yaml", "392190" }, { "yaml", "335988" },
    };

    // Read once: nothing changes it.
    private static readonly Dictionary<string, Lazy<(Reading Reading, Normalised States)>> Recorded = new()
    {
        ["json"] = new(static () => ReadFolder("cricket-cricsheet-json")),
        ["yaml"] = new(static () => ReadFolder("cricket-cricsheet-yaml")),
    };

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_every_innings(string dialect, string id)
    {
        var (match, expected) = Read(dialect, id);
        var innings = expected.GetProperty("innings").EnumerateArray().ToList();
        Assert.Equal(innings.Count, match.Cricket.Innings.Count);
        Assert.All(match.Cricket.Innings, (counted, index) =>
        {
            var stated = innings[index];
            Assert.Equal(stated.GetProperty("team").GetString(), match.Participants[counted.Side == "home" ? 0 : 1].Name);
            Assert.Equal(
                (stated.GetProperty("runs").GetInt32(), stated.GetProperty("wickets").GetUInt32(), stated.GetProperty("legal_balls").GetUInt32()),
                (counted.Runs, counted.Wickets, counted.Balls));
            Assert.Equal(IsSuperOver(stated), counted.SuperOver);
            Assert.Equal(stated.TryGetProperty("target", out var target), counted.Target is not null);
            if (counted.Target is not null)
                Assert.Equal((target.GetProperty("runs").GetInt32(), 6 * target.GetProperty("overs").GetUInt32()), (counted.Target.Runs, counted.Target.Balls));
        });
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_runs_of_each_side_without_super_overs(string dialect, string id)
    {
        var (match, expected) = Read(dialect, id);
        Assert.Equal(RunsOf(expected, match.Participants[0].Name), match.Score.Home);
        Assert.Equal(RunsOf(expected, match.Participants[1].Name), match.Score.Away);
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_outcome(string dialect, string id)
    {
        var (match, expected) = Read(dialect, id);
        var outcome = expected.GetProperty("outcome");
        Assert.Equal(Status.Types.Value.Ended, match.Status);
        var winner = TextOf(outcome, "winner") ?? TextOf(outcome, "eliminator");
        if (winner is null)
        {
            Assert.Equal("no result", TextOf(outcome, "result"));
            Assert.Equal(Winner.Types.Value.NoResult, match.Winner);
            return;
        }

        Assert.Equal(winner, match.Participants[match.Winner == Winner.Types.Value.Home ? 0 : 1].Name);
        Assert.Equal(
            TextOf(outcome, "eliminator") is not null ? WinMethod.Types.Value.SuperOver
            : TextOf(outcome, "method") is not null ? WinMethod.Types.Value.Dls
            : WinMethod.Types.Value.Regulation,
            match.WinMethod);
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Tells_every_delivery_every_wicket_and_every_review(string dialect, string id)
    {
        var (match, expected) = Read(dialect, id);
        var innings = expected.GetProperty("innings").EnumerateArray().ToList();
        var balls = Recorded[dialect].Value.Reading.Of($"cricsheet:{id}").Where(static read => read.Score?.Cricket.HasBowler == true)
            .Select(static read => read.Id.Split(':')[2]).Count(static key => key.Count(static letter => letter == '-') == 2);
        Assert.Equal(innings.Sum(static one => one.GetProperty("deliveries").GetInt32()), balls);
        Assert.Equal(innings.Sum(static one => one.GetProperty("wickets").GetInt32()), match.Incidents.Count(static incident => incident.Type == "wicket"));
        Assert.DoesNotContain(match.Incidents, static incident => incident is { Type: "wicket", Method: "" });
        Assert.Equal(Count(expected, "reviews"), match.Incidents.Count(static incident => incident.Type == "var"));
        Assert.Equal(Count(expected, "replacements"), match.Incidents.Count(static incident => incident.Type == "substitution"));
        Assert.Equal(innings.Count, match.Incidents.Count(static incident => incident.Type == "period_end"));
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_day_and_the_teams_in_order(string dialect, string id)
    {
        var (match, expected) = Read(dialect, id);
        if (dialect == "json")
        {
            Assert.Equal(expected.GetProperty("date").GetString(), DateTimeOffset.FromUnixTimeMilliseconds((long)match.Start).ToString("yyyy-MM-dd", null));
            Assert.Equal(expected.GetProperty("teams").EnumerateArray().Select(static team => team.GetString()), match.Participants.Select(static side => side.Name));
        }

        Assert.Equal((20u, 6u), (match.Format.Overs == 5 ? 20 : match.Format.Overs, match.Format.BallsPerOver));
    }

    [Fact]
    public void Tells_the_same_in_both_dialects()
    {
        foreach (var id in new[] { "392190", "335988" })
        {
            var (json, yaml) = (Read("json", id).Match, Read("yaml", id).Match);
            Assert.Equal(json.Incidents.Select(Told), yaml.Incidents.Select(Told));
            Assert.Equal(
                json.Cricket.Innings.Select(static one => (one.Side, one.Runs, one.Wickets, one.Balls, one.SuperOver)),
                yaml.Cricket.Innings.Select(static one => (one.Side, one.Runs, one.Wickets, one.Balls, one.SuperOver)));
        }
    }

    [Fact]
    public void Tells_a_match_once_that_is_there_in_both_dialects()
    {
        var reading = Reading.OfPaths(SharedData.PathOf("cricket-cricsheet-yaml"), SharedData.PathOf("cricket-cricsheet-json"));
        Assert.Equal(9, reading.Matches.Count());
        Assert.Contains(reading.Of("cricsheet:392190"), static read => read.Score?.Cricket.Innings.Any(static one => one.Target is not null) == true);
        Assert.Equal(9, Normalised.Of(reading).Matches.Count);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    public void Reports_and_marks_nothing_and_never_lets_time_go_back(string dialect)
    {
        var (reading, states) = Recorded[dialect].Value;
        Assert.Empty(reading.Problems);
        Assert.Empty(states.Marks);
        EventRules.AreKept(reading.Events);
    }

    private static (Reading Reading, Normalised States) ReadFolder(string folder)
    {
        var reading = Reading.OfPaths(SharedData.PathOf(folder));
        return (reading, Normalised.Of(reading));
    }

    private static (MatchState Match, JsonElement Expected) Read(string dialect, string id)
    {
        var entry = dialect == "json" ? $"cricsheet-{id}" : $"cricsheet-yaml-{id}";
        return (Recorded[dialect].Value.States.Find($"cricsheet:{id}"), SharedData.Expected("cricsheet-")[entry]);
    }

    private static (string, string, string, string, string, string) Told(Incident incident) =>
        (incident.Type, incident.Method, incident.Team, incident.Player, incident.Player2, incident.Text);

    private static int RunsOf(JsonElement expected, string team) => expected.GetProperty("innings").EnumerateArray()
        .Where(one => !IsSuperOver(one) && one.GetProperty("team").GetString() == team)
        .Sum(static one => one.GetProperty("runs").GetInt32());

    private static bool IsSuperOver(JsonElement innings) =>
        innings.TryGetProperty("super_over", out var flag) ? flag.GetBoolean() : innings.GetProperty("name").GetString()!.Contains("Super Over", StringComparison.Ordinal);

    private static int Count(JsonElement expected, string name) => expected.TryGetProperty(name, out var count) ? count.GetInt32() : 0;

    private static string? TextOf(JsonElement parent, string name) => parent.TryGetProperty(name, out var text) ? text.GetString() : null;
}
