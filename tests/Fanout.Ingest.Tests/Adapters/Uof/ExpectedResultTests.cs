using System.Text.Json;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.RecordedMatches;

namespace Fanout.Ingest.Tests.Adapters.Uof;

/// <summary>Recorded streams through adapter and normaliser, against the truth that lies beside them (EXPECTED.json, mapping in its README).</summary>
public sealed class ExpectedResultTests
{
    public static TheoryData<string> Streams => ["2058012", "2058017"];

    [Theory]
    [MemberData(nameof(Streams))]
    public void Has_the_final_score_the_shootout_and_the_end(string stream)
    {
        var (match, expected, _) = Read(stream);
        Assert.Equal(PairOf(expected.GetProperty("final")), (match.Score.Home, match.Score.Away));
        Assert.Equal(
            expected.GetProperty("shootout") is { ValueKind: JsonValueKind.Array } kicks ? PairOf(kicks) : default((int, int)?),
            match.Score.Shootout is { } shootout ? (shootout.Home, shootout.Away) : null);
        Assert.Equal(Status.Types.Value.Final, match.Status);
        Assert.True(match.HasWinner && match.HasWinMethod);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Has_the_goals_in_order_with_side_period_and_the_score_after_each(string stream)
    {
        var (match, expected, _) = Read(stream);
        Assert.Equal(
            expected.GetProperty("goals").EnumerateArray().Select(static goal =>
                (goal.GetProperty("side").GetString()!, goal.GetProperty("period").GetString()!, PairOf(goal.GetProperty("score_after")))),
            Goals(match).Select(static goal => (goal.Goal.Team, goal.Goal.Phase, (goal.Home, goal.Away))));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Takes_the_announced_goal_back_and_hides_it(string stream)
    {
        var (match, expected, recorded) = Read(stream);
        var fault = expected.GetProperty("injected_faults").EnumerateArray().Single(static fault => fault.GetProperty("kind").GetString() == "goal_taken_back");
        var taken = Assert.Single(match.Incidents, static incident => incident.State == IncidentState.Types.Value.Voided);
        Assert.Equal((fault.GetProperty("announced").GetDouble(), Visibility.Types.Value.Hidden), (taken.AtMs, taken.Visibility));
        var back = recorded.Reading.Events.Single(static told => told.Void is not null);
        Assert.Equal(fault.GetProperty("withdrawn").GetInt64(), back.At.ToDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.Equal(PairOf(fault.GetProperty("right_score")), (back.Score.Home, back.Score.Away));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Marks_the_outage_and_its_end(string stream)
    {
        var (match, _, recorded) = Read(stream);
        Assert.Equal(
            [Coverage.Types.Value.Full, Coverage.Types.Value.Delayed, Coverage.Types.Value.Full],
            recorded.Reading.Events.Where(static told => told.Coverage is not null).Select(static told => told.Coverage.Coverage));
        Assert.Equal(Coverage.Types.Value.Full, match.Coverage);
        Assert.Empty(recorded.Reading.Problems);
        Assert.Empty(recorded.Marks); // neither the duplicate nor the overtaken message left a trace
    }

    private static (MatchState Match, JsonElement Expected, RecordedMatches Recorded) Read(string stream)
    {
        var expected = SharedData.Expected("uof-style-")[$"uof-style-{stream}"];
        var recorded = Of(expected);
        return (Assert.Single(recorded.Matches), expected, recorded);
    }
}
