using System.Text.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.Wyscout;

/// <summary>The recorded matches through adapter and normaliser, against the truth that lies beside them (EXPECTED.json, mapping in its README).</summary>
public sealed class ExpectedResultTests
{
    public static TheoryData<string> Matches => ["1694429", "2057958", "2058012", "2058015", "2058017"];

    // Read once: the states are not changed.
    private static readonly Lazy<Normalised> States = new(static () => Normalised.Of(Reading.OfPaths(SharedData.PathOf("football-wyscout-json"))).WithoutMarks());

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_final_score_and_that_of_each_period(string id)
    {
        var (match, expected) = Read(id);
        Assert.Equal(PairOf(expected, "final"), (match.Score.Home, match.Score.Away));
        var half = match.Score.Periods.Single(static period => period.Phase == "1H");
        Assert.Equal(PairOf(expected, "half_time"), (half.Home, half.Away));
        Assert.Equal(
            expected.GetProperty("period_scores").EnumerateArray().Select(static period => (period.GetProperty("period").GetString()!, PairOf(period, "score"))),
            match.Score.Periods.Select(static period => (period.Phase, (period.Home, period.Away))));
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_score_after_regulation_and_the_shootout_where_there_was_one(string id)
    {
        var (match, expected) = Read(id);
        Assert.Equal(expected.TryGetProperty("after_90", out _), match.Score.AfterRegulation is not null);
        if (match.Score.AfterRegulation is { } regulation) Assert.Equal(PairOf(expected, "after_90"), (regulation.Home, regulation.Away));
        Assert.Equal(expected.TryGetProperty("shootout", out var shootout), match.Score.Shootout is not null);
        if (match.Score.Shootout is not { } kicks) return;
        Assert.Equal(PairOf(shootout, "score"), (kicks.Home, kicks.Away));
        Assert.Equal(
            shootout.GetProperty("kicks").EnumerateArray().Select(static kick => (kick.GetProperty("side").GetString()!, kick.GetProperty("scored").GetBoolean())),
            kicks.Kicks.Select(static kick => (kick.Side, kick.Scored)));
        Assert.Equal(kicks.Kicks.Count, match.Incidents.Count(static incident => incident.Type == "shootout_kick"));
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_goals_in_order_with_side_method_and_the_score_after_each(string id)
    {
        var (match, expected) = Read(id);
        int home = 0, away = 0;
        var goals = match.Incidents.Where(static incident => incident.Type == "goal").Select(goal =>
        {
            if (goal.Team == "home") home++;
            else away++;
            return (goal.Id, goal.Team, KindOf(goal), (home, away));
        });
        Assert.Equal(
            expected.GetProperty("goals").EnumerateArray().Select(static goal => (
                $"wyscout:{goal.GetProperty("event_id")}",
                goal.GetProperty("side").GetString()!,
                goal.GetProperty("kind").GetString()!,
                PairOf(goal, "score_after"))),
            goals);
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_cards_own_goals_and_penalties(string id)
    {
        var (match, expected) = Read(id);
        var counts = expected.GetProperty("counts");
        foreach (var card in new[] { "yellow", "second_yellow", "red" })
            Assert.Equal(Count(counts, $"cards_{card}"), match.Incidents.Count(incident => incident.Type == "card" && incident.Card == card));
        Assert.Equal(Count(counts, "own_goals"), match.Incidents.Count(static incident => incident.Method == "own_goal"));
        Assert.Equal(Count(counts, "penalty_goals"), match.Incidents.Count(static incident => incident is { Type: "goal", Method: "penalty" }));
        Assert.Equal(Count(counts, "cards_yellow"), (match.Football.YellowCards?.Home ?? 0) + (match.Football.YellowCards?.Away ?? 0));
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_winner_and_how_it_won(string id)
    {
        var (match, expected) = Read(id);
        Assert.Equal(Status.Types.Value.Ended, match.Status);
        Assert.Equal(expected.GetProperty("winner").GetString() == "home" ? Winner.Types.Value.Home : Winner.Types.Value.Away, match.Winner);
        Assert.Equal(
            expected.GetProperty("decided").GetString() switch
            {
                "regular" => WinMethod.Types.Value.Regulation,
                "extra_time" => WinMethod.Types.Value.ExtraTime,
                "penalties" => WinMethod.Types.Value.Shootout,
                var other => throw new InvalidOperationException($"decided by {other}"),
            },
            match.WinMethod);
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_substitutions_of_the_match_list(string id)
    {
        var (match, _) = Read(id);
        using var list = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("football-wyscout-json", "matches.json")));
        var expected = list.RootElement.EnumerateArray().Single(listed => listed.GetProperty("wyId").ToString() == id)
            .GetProperty("teamsData").EnumerateObject()
            .SelectMany(static team => team.Value.GetProperty("formation").GetProperty("substitutions").EnumerateArray()
                .Select(substitution => (team.Value.GetProperty("side").GetString()!, substitution.GetProperty("minute").GetUInt32())))
            .Order();
        Assert.Equal(
            expected,
            match.Incidents.Where(static incident => incident.Type == "substitution")
                .Select(static incident => (incident.Team, incident.Minute + incident.Added)).Order());
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public void Has_the_teams_and_the_start(string id)
    {
        var (match, expected) = Read(id);
        Assert.Equal(
            [(expected.GetProperty("home").GetString()!, $"wyscout:{expected.GetProperty("home_id")}"),
             (expected.GetProperty("away").GetString()!, $"wyscout:{expected.GetProperty("away_id")}")],
            match.Participants.Select(static side => (side.Name, side.Id)));
        Assert.Equal(
            expected.GetProperty("date").GetString(),
            DateTimeOffset.FromUnixTimeMilliseconds((long)match.Start).ToString("yyyy-MM-dd HH:mm:ss", null));
    }

    [Fact]
    public void Takes_every_event_without_quarantine() =>
        Assert.All(Matches, static row => Assert.Empty(States.Value.Held($"wyscout:{row.Data}")));

    private static (MatchState Match, JsonElement Expected) Read(string id) =>
        (States.Value.Find($"wyscout:{id}"), SharedData.Expected("wyscout-")[$"wyscout-{id}"]);

    private static string KindOf(Incident goal) => goal.Method is "own_goal" or "penalty" ? goal.Method : "goal";

    private static int Count(JsonElement counts, string name) => counts.TryGetProperty(name, out var count) ? count.GetInt32() : 0;

    private static (int, int) PairOf(JsonElement parent, string name) =>
        (parent.GetProperty(name)[0].GetInt32(), parent.GetProperty(name)[1].GetInt32());
}
