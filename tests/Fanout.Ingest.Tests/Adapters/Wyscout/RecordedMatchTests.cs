using System.Text.Json;

namespace Fanout.Ingest.Tests.Adapters.Wyscout;

/// <summary>The adapter alone on the recorded matches; what becomes of its events is another suite's.</summary>
public sealed class RecordedMatchTests
{
    // Read once: nothing changes it.
    private static readonly Lazy<Reading> Recorded = new(static () => Reading.OfPaths(SharedData.PathOf("football-wyscout-json")));

    private static readonly string[] Matches = ["1694429", "2057958", "2058012", "2058015", "2058017"];

    [Theory]
    [InlineData("1694429")]
    [InlineData("2057958")]
    [InlineData("2058012")]
    [InlineData("2058015")]
    [InlineData("2058017")]
    public void Gives_the_score_and_the_goals_of_the_match(string id)
    {
        var expected = SharedData.Expected("wyscout-")[$"wyscout-{id}"];
        var reading = Folder();
        var goals = reading.Of($"wyscout:{id}").Where(static read => read.Incident?.Type == "goal").ToList();

        Assert.Equal(
            expected.GetProperty("goals").EnumerateArray().Select(static goal => $"wyscout:{goal.GetProperty("event_id")}"),
            goals.Select(static goal => goal.Incident.Id));
        Assert.Equal(
            expected.GetProperty("goals").EnumerateArray().Select(static goal => Pair(goal.GetProperty("score_after"))),
            goals.Select(static goal => (goal.Score.Home, goal.Score.Away)));
        Assert.Equal(Pair(expected.GetProperty("final")), (reading.Score($"wyscout:{id}").Home, reading.Score($"wyscout:{id}").Away));
    }

    [Fact]
    public void Reports_nothing_for_a_folder_that_is_complete() => Assert.Empty(Folder().Problems);

    [Fact]
    public void Names_the_matches_in_the_order_of_their_files() =>
        Assert.Equal(Matches.Select(static id => $"wyscout:{id}"), Folder().Matches);

    [Fact]
    public void Gives_the_same_match_whatever_the_order_of_the_files()
    {
        var files = Matches.Select(static id => SharedData.PathOf("football-wyscout-json", $"{id}.events.json"))
            .Append(SharedData.PathOf("football-wyscout-json", "matches.json"))
            .Append(SharedData.PathOf("football-wyscout-json", "teams.json"))
            .ToArray();
        var forwards = Reading.OfPaths(files);
        Array.Reverse(files);
        var backwards = Reading.OfPaths(files);

        foreach (var match in forwards.Matches) Assert.Equal(forwards.Of(match), backwards.Of(match));
    }

    [Fact]
    public void Never_lets_time_go_back_within_a_match()
    {
        foreach (var match in Folder().Events.GroupBy(static read => read.Match))
            Assert.Equal(match.Select(static read => read.At), match.Select(static read => read.At).Order());
    }

    [Fact]
    public void Gives_every_event_an_id_of_its_own()
    {
        var ids = Folder().Events.Select(static read => read.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Walks_through_the_phases_of_a_match_with_shootout()
    {
        var phases = Folder().Of("wyscout:2058012").Where(static read => read.Phase is not null).Select(static read => read.Phase.Phase);
        Assert.Equal(["1H", "HT", "2H", "ET_WAIT", "E1", "ETHT", "E2", "PEN_WAIT", "PEN"], phases);
    }

    [Fact]
    public void Begins_each_period_where_the_clock_stands()
    {
        var starts = Folder().Of("wyscout:2058012").Where(static read => read.Clock?.HasPeriodMs == true).Select(static read => read.Clock.ValueMs);
        Assert.Equal([0u, 45 * 60_000, 90 * 60_000, 105 * 60_000, 120 * 60_000], starts);
    }

    [Fact]
    public void Takes_the_setting_from_the_match_list_and_the_names_from_the_files()
    {
        var fixture = Folder().Of("wyscout:2058017").First().Fixture;
        Assert.Equal(("France", "wyscout:4418", "FRA"), (fixture.Home.Name, fixture.Home.Id, fixture.Home.Country));
        Assert.Equal(("Croatia", "wyscout:9598"), (fixture.Away.Name, fixture.Away.Id));
        Assert.Equal("wyscout:28", fixture.Competition.Id);
        Assert.Equal(new DateTime(2018, 7, 15, 15, 0, 0, DateTimeKind.Utc), fixture.Start.ToDateTime());

        var lineups = Folder().Of("wyscout:2058017").Where(static read => read.Lineup is not null).Select(static read => read.Lineup).ToList();
        Assert.Equal(["home", "away"], lineups.Select(static lineup => lineup.Side));
        Assert.All(lineups, static lineup => Assert.Equal(11, lineup.Players.Count(static player => player.Starter)));
        Assert.Contains(lineups[1].Players, static player => player.Name == "I. Perišić");
    }

    [Fact]
    public void Puts_substitutions_where_they_fall_in_play()
    {
        var substitutions = Folder().Of("wyscout:2058015").Select(static read => read.Incident)
            .Where(static incident => incident?.Type == "substitution").ToList();
        Assert.Equal(
            [("2H", 74u, 0u), ("2H", 90u, 0u), ("E1", 95u, 0u), ("E1", 97u, 0u), ("E1", 101u, 0u), ("E2", 112u, 0u), ("E2", 115u, 0u), ("E2", 119u, 0u)],
            substitutions.Select(static incident => (incident.Phase, incident.Minute, incident.Added)));
        Assert.All(substitutions, static incident => Assert.False(string.IsNullOrEmpty(incident.Player2)));
    }

    private static Reading Folder() => Recorded.Value;

    private static (int, int) Pair(JsonElement pair) => (pair[0].GetInt32(), pair[1].GetInt32());
}
