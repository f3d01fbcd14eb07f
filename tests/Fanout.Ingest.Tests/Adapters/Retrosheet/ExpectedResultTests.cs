using System.Text.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.Retrosheet;

/// <summary>The recorded games through adapter and normaliser, against the truth that lies beside them (EXPECTED.json, mapping in its README).</summary>
public sealed class ExpectedResultTests
{
    public static TheoryData<string> Games => ["BOS201906290", "NYA201904120", "MIL201905040", "WAS201908170", "WAS202204080"];

    // Read once: nothing changes it.
    private static readonly Lazy<Reading> Recorded = new(static () => Reading.OfPaths(SharedData.PathOf("baseball-retrosheet")));

    private static readonly Lazy<Normalised> States = new(static () => Normalised.Of(Recorded.Value).WithoutMarks());

    [Theory]
    [MemberData(nameof(Games))]
    public void Has_the_final_score_and_every_half_inning(string id)
    {
        var (match, expected) = Read(id);
        var final = expected.GetProperty("final");
        Assert.Equal((Number(final, "visitor"), Number(final, "home")), (match.Score.Away, match.Score.Home));
        var linescore = expected.GetProperty("linescore");
        Assert.Equal(Line(linescore, "visitor"), match.Baseball.Innings.Select(static inning => inning.HasAway ? inning.Away : (int?)null));
        Assert.Equal(Line(linescore, "home"), match.Baseball.Innings.Select(static inning => inning.HasHome ? inning.Home : (int?)null));
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void Has_the_teams_the_day_and_the_status(string id)
    {
        var (match, expected) = Read(id);
        Assert.Equal([expected.GetProperty("home").GetString(), expected.GetProperty("visitor").GetString()], match.Participants.Select(static side => side.Name));
        Assert.Equal(expected.GetProperty("site").GetString(), match.Venue);
        Assert.Equal(expected.GetProperty("date").GetString(), DateTimeOffset.FromUnixTimeMilliseconds((long)match.Start).ToString("yyyy'/'MM'/'dd", null));
        Assert.Equal(Status.Types.Value.Final, match.Status);
        Assert.Equal(match.Score.Home > match.Score.Away ? Winner.Types.Value.Home : Winner.Types.Value.Away, match.Winner);
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void Has_the_home_runs_and_an_incident_for_every_run(string id)
    {
        var (match, expected) = Read(id);
        var counts = expected.GetProperty("counts");
        Assert.Equal(Number(counts, "home_runs"), match.Incidents.Count(static incident => incident.Method == "home_run"));
        Assert.Equal(Number(counts, "home_runs"), match.Stats.Single(static stat => stat.Key == "home_runs") is var stat ? stat.Home + stat.Away : 0);
        var runs = match.Incidents.Where(static incident => incident.Type == "run_play").Sum(static incident => int.Parse(incident.Text.Split(' ')[0], null));
        Assert.Equal(match.Score.Home + match.Score.Away, runs);
    }

    [Fact]
    public void Knows_which_game_was_called_and_which_went_on() => Assert.Equal(
        [WinMethod.Types.Value.Regulation, WinMethod.Types.Value.Shortened, WinMethod.Types.Value.ExtraTime, WinMethod.Types.Value.ExtraTime, WinMethod.Types.Value.Regulation],
        Games.Select(static row => Read(row.Data).Match.WinMethod));

    [Fact]
    public void Reports_nothing_as_the_records_fit_together() => Assert.Empty(Recorded.Value.Problems);

    [Fact]
    public void Never_lets_time_go_back_and_gives_every_event_an_id_of_its_own() => EventRules.AreKept(Recorded.Value.Events);

    [Fact]
    public void Takes_every_event_without_quarantine() =>
        Assert.All(Games, static row => Assert.Empty(States.Value.Held($"retrosheet:{row.Data}")));

    private static (MatchState Match, JsonElement Expected) Read(string id) =>
        (States.Value.Find($"retrosheet:{id}"), SharedData.Expected("retrosheet-")[$"retrosheet-{id}"]);

    private static IEnumerable<int?> Line(JsonElement linescore, string side) =>
        linescore.GetProperty(side).EnumerateArray().Select(static runs => runs.ValueKind == JsonValueKind.Null ? (int?)null : runs.GetInt32());

    private static int Number(JsonElement parent, string name) => parent.GetProperty(name).GetInt32();
}
