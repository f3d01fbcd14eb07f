using System.Text.Json;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.RecordedMatches;

namespace Fanout.Ingest.Tests.Adapters.Dfl;

/// <summary>The recorded match through adapter and normaliser, against the truth that lies beside it (EXPECTED.json, mapping in its README).</summary>
public sealed class ExpectedResultTests
{
    private const string Id = "dfl:J03WPY";

    [Fact]
    public void Has_the_sides_the_final_score_and_the_running_result_of_each_period()
    {
        var (match, expected, _) = Read();
        Assert.Equal(
            [(expected.GetProperty("home").GetString()!, $"dfl:{expected.GetProperty("home_id")}"),
             (expected.GetProperty("away").GetString()!, $"dfl:{expected.GetProperty("away_id")}")],
            match.Participants.Select(static side => (side.Name, side.Id)));
        Assert.Equal(PairOf(expected.GetProperty("final")), (match.Score.Home, match.Score.Away));
        int home = 0, away = 0;
        Assert.Equal(
            expected.GetProperty("periods").EnumerateArray().Select(static period => period.GetProperty("running_result").GetString()!),
            match.Score.Periods.Select(period => $"{home += period.Home}:{away += period.Away}"));
        Assert.Equal((Status.Types.Value.Ended, Winner.Types.Value.Away), (match.Status, match.Winner));
    }

    [Fact]
    public void Has_the_goals_in_order_with_side_and_the_score_after_each()
    {
        var (match, expected, _) = Read();
        Assert.Equal(
            expected.GetProperty("goals").EnumerateArray().Select(static goal =>
                ($"dfl:{goal.GetProperty("event_id")}", goal.GetProperty("side").GetString()!, PairOf(goal.GetProperty("score_after")))),
            Goals(match).Select(static goal => (goal.Goal.Id, goal.Goal.Team, (goal.Home, goal.Away))));
        Assert.All(Goals(match), static goal => Assert.NotEmpty(goal.Goal.Player2)); // it was assisted
    }

    [Fact]
    public void Has_cards_and_substitutions_late_ones_too_and_nothing_of_what_was_deleted()
    {
        var (match, expected, _) = Read();
        var counts = expected.GetProperty("counts");
        Assert.Equal(counts.GetProperty("cautions").GetInt32(), match.Incidents.Count(static incident => incident.Type == "card"));
        Assert.Equal(counts.GetProperty("cautions").GetInt32(), match.Football.YellowCards.Home + match.Football.YellowCards.Away);
        Assert.Equal(counts.GetProperty("substitutions").GetInt32(), match.Incidents.Count(static incident => incident.Type == "substitution"));
        Assert.Equal(counts.GetProperty("corners").GetInt32(), match.Football.Corners.Home + match.Football.Corners.Away);
        Assert.All(match.Incidents, static incident => Assert.Equal(IncidentState.Types.Value.Confirmed, incident.State));
        var late = match.Incidents.Single(static incident => incident.Id == "dfl:18237400001484");
        Assert.Equal(("card", "1H", 36u), (late.Type, late.Phase, late.Minute));
    }

    [Fact]
    public void Has_the_clock_of_the_whistles_and_reads_everything_without_a_problem()
    {
        var (match, _, recorded) = Read();
        Assert.Equal((false, 5_771_990u), (match.Clock.Running, match.Clock.ValueMs)); // 45:00 and 51:11.99 after the second kick-off
        Assert.Equal([20, 20], match.Lineups.Select(static lineup => lineup.Players.Count));
        Assert.All(match.Lineups, static lineup => Assert.Equal(11, lineup.Players.Count(static player => player.Starter)));
        Assert.Empty(recorded.Reading.Problems);
        Assert.Empty(recorded.Marks);
    }

    private static (MatchState Match, JsonElement Expected, RecordedMatches Recorded) Read()
    {
        var expected = SharedData.Expected("dfl-")["dfl-J03WPY"];
        var recorded = Of(expected);
        Assert.Single(recorded.Matches);
        return (recorded.Match(Id), expected, recorded);
    }
}
