using System.Text.Json;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.RecordedMatches;

namespace Fanout.Ingest.Tests.Adapters.OpenLigaDb;

/// <summary>Recorded answers through adapter and normaliser, against the truth that lies beside them (EXPECTED.json, mapping in its README).</summary>
public sealed class ExpectedResultTests
{
    public static TheoryData<string> Answers =>
        ["bl1-2022-matchday-01", "bl1-2023-matchday-12-in-play-latin1", "euro-2020-group-stage", "soap-bl1-2014-matchday-07"];

    [Theory]
    [MemberData(nameof(Answers))]
    public void Has_every_match_that_was_played_with_sides_score_and_half_time(string answer)
    {
        var (recorded, expected) = Read(answer);
        Assert.Equal(
            Played(expected).Select(static match => (
                $"openligadb:{match.GetProperty("match_id")}",
                match.GetProperty("team1").GetString()!,
                match.GetProperty("team2").GetString()!,
                PairOf(match.GetProperty("final")),
                (PairOf(HalfOf(match)), Status.Types.Value.Ended))),
            recorded.Matches.Select(static match => (
                match.Id,
                match.Participants[0].Name,
                match.Participants[1].Name,
                (match.Score.Home, match.Score.Away),
                (PairOf(match.Score.Periods.Single(static period => period.Phase == "1H"))!.Value, match.Status))));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Has_a_goal_for_every_goal_of_the_score_as_far_as_there_are_rows(string answer)
    {
        var (recorded, expected) = Read(answer);
        foreach (var (match, truth) in recorded.Matches.Zip(Played(expected)))
        {
            var goals = Goals(match).ToList();
            Assert.Equal(Math.Min(truth.GetProperty("goal_rows").GetInt32(), match.Score.Home + match.Score.Away), goals.Count);
            if (goals.Count > 0) Assert.Equal((match.Score.Home, match.Score.Away), (goals[^1].Home, goals[^1].Away));
            if (truth.TryGetProperty("penalties", out var penalties))
                Assert.Equal(penalties.GetInt32(), goals.Count(static goal => goal.Goal.Method == "penalty"));
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Has_the_outcome_that_follows_from_the_score(string answer)
    {
        var (recorded, _) = Read(answer);
        foreach (var match in recorded.Matches)
        {
            var lead = match.Score.Home.CompareTo(match.Score.Away);
            Assert.Equal(lead > 0 ? Winner.Types.Value.Home : lead < 0 ? Winner.Types.Value.Away : Winner.Types.Value.Draw, match.Winner);
            Assert.Equal(lead != 0, match.HasWinMethod);
        }

        Assert.Empty(recorded.Marks);
    }

    [Fact]
    public void Reports_the_goal_beyond_the_result_and_the_row_that_is_none()
    {
        var (recorded, _) = Read("bl1-2022-matchday-01");
        var texts = recorded.Reading.Problems.Where(static problem => problem.Kind == ProblemKind.Contradiction).Select(static problem => problem.Text).ToList();
        Assert.Contains(texts, static text => text.StartsWith("match 63864: the result is 1:6, goal 95377 goes on to 1:7", StringComparison.Ordinal));
        Assert.Contains(texts, static text => text.StartsWith("match 63869: goal 95099 (Zalazar) has the running score 0:0", StringComparison.Ordinal));
    }

    [Fact]
    public void Reads_names_in_windows_1252_and_says_so()
    {
        var (recorded, _) = Read("bl1-2023-matchday-12-in-play-latin1");
        Assert.Equal("1. FC Köln", recorded.Match("openligadb:66734").Participants[0].Name);
        Assert.Contains(recorded.Reading.Problems, static problem => problem.Text.Contains("Windows-1252", StringComparison.Ordinal));
    }

    private static IEnumerable<JsonElement> Played(JsonElement expected) =>
        expected.GetProperty("matches").EnumerateArray().Where(static match => match.GetProperty("finished").GetBoolean());

    private static JsonElement HalfOf(JsonElement match) =>
        match.TryGetProperty("half_time", out var half) ? half : match.GetProperty("results_by_type").GetProperty("1");

    private static (RecordedMatches Recorded, JsonElement Expected) Read(string answer)
    {
        var expected = SharedData.Expected("openligadb-")[$"openligadb-{answer}"];
        return (Of(expected), expected);
    }
}
