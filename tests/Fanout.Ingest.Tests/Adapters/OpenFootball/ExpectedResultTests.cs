using System.Text.Json;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.RecordedMatches;

namespace Fanout.Ingest.Tests.Adapters.OpenFootball;

/// <summary>Recorded tournaments through adapter and normaliser, against the truth that lies beside them (EXPECTED.json, mapping in its README).</summary>
public sealed class ExpectedResultTests
{
    public static TheoryData<string> Tournaments => ["worldcup-2014", "worldcup-2018", "worldcup-2022", "euro-2020"];

    [Theory]
    [MemberData(nameof(Tournaments))]
    public void Has_every_match_in_its_place_with_sides_score_and_half_time(string tournament)
    {
        var (recorded, expected) = Read(tournament);
        Assert.Equal(
            expected.GetProperty("matches").EnumerateArray().Select(static match => (
                $"openfootball:{match.GetProperty("index")}",
                match.GetProperty("team1").GetString()!,
                match.GetProperty("team2").GetString()!,
                PairOf(match.GetProperty("final")),
                match.GetProperty("ht") is { ValueKind: JsonValueKind.Array } half ? PairOf(half) : default((int, int)?))),
            recorded.Matches.Select(static match => (
                match.Id,
                match.Participants[0].Name,
                match.Participants[1].Name,
                (match.Score.Home, match.Score.Away),
                PairOf(match.Score.Periods.FirstOrDefault(static period => period.Phase == "1H")))));
        Assert.All(recorded.Matches, static match => Assert.Equal(Status.Types.Value.Ended, match.Status));
    }

    [Theory]
    [MemberData(nameof(Tournaments))]
    public void Has_a_goal_of_its_own_for_every_goal_of_the_score(string tournament)
    {
        var (recorded, expected) = Read(tournament);
        foreach (var (match, truth) in recorded.Matches.Zip(expected.GetProperty("matches").EnumerateArray()))
        {
            var goals = Goals(match).ToList();
            Assert.Equal((match.Score.Home, match.Score.Away), goals.Count == 0 ? (0, 0) : (goals[^1].Home, goals[^1].Away));
            Assert.Equal(truth.GetProperty("own_goals").GetInt32(), goals.Count(static goal => goal.Goal.Method == "own_goal"));
            Assert.Equal(truth.GetProperty("penalties").GetInt32(), goals.Count(static goal => goal.Goal.Method == "penalty"));
        }

        Assert.Equal(expected.GetProperty("goals_total").GetInt32(), recorded.Matches.Sum(static match => Goals(match).Count()));
    }

    [Theory]
    [MemberData(nameof(Tournaments))]
    public void Has_the_winner_and_how_it_won(string tournament)
    {
        var (recorded, expected) = Read(tournament);
        using var source = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("football-openfootball-json", $"{tournament}.json")));
        var scores = MatchesOf(source.RootElement).Select(static match => match.GetProperty("score"));
        foreach (var (match, score) in recorded.Matches.Zip(scores)) AssertOutcome(match, score);
        Assert.Equal(expected.GetProperty("shootouts").GetInt32(), recorded.Matches.Count(static match => match.WinMethod == WinMethod.Types.Value.Shootout));
        Assert.Equal(expected.GetProperty("extra_time").GetInt32(), recorded.Matches.Count(static match => match.Score.AfterRegulation is not null));
    }

    [Theory]
    [MemberData(nameof(Tournaments))]
    public void Finds_goal_lists_that_disagree_only_where_the_truth_knows_of_them(string tournament)
    {
        var (recorded, expected) = Read(tournament);
        Assert.Equal(
            expected.GetProperty("matches_where_goal_list_disagrees").GetInt32(),
            recorded.Reading.Problems.Count(static problem => problem.Text.StartsWith("the score is", StringComparison.Ordinal)));
        Assert.DoesNotContain(recorded.Reading.Problems, static problem => problem.Kind == ProblemKind.Unreadable);
        Assert.Empty(recorded.Marks);
    }

    [Fact]
    public void Keeps_the_matches_of_several_tournaments_apart()
    {
        var reading = Reading.OfPaths(SharedData.PathOf("football-openfootball-json"));
        Assert.Equal(3 * 64 + 51, reading.Matches.Count());
        Assert.Contains("openfootball:world-cup-2018:63", reading.Matches);
    }

    private static void AssertOutcome(MatchState match, JsonElement score)
    {
        var last = score.TryGetProperty("p", out var kicks) ? kicks : score.TryGetProperty("et", out var extra) ? extra : score.GetProperty("ft");
        var (home, away) = PairOf(last);
        var winner = home == away ? Winner.Types.Value.Draw : home > away ? Winner.Types.Value.Home : Winner.Types.Value.Away;
        var way = score.TryGetProperty("p", out _) ? WinMethod.Types.Value.Shootout
            : score.TryGetProperty("et", out _) ? WinMethod.Types.Value.ExtraTime : WinMethod.Types.Value.Regulation;
        Assert.Equal(winner, match.Winner);
        if (home == away) Assert.False(match.HasWinMethod);
        else Assert.Equal(way, match.WinMethod);
        if (kicks.ValueKind == JsonValueKind.Array) Assert.Equal((home, away), (match.Score.Shootout.Home, match.Score.Shootout.Away));
    }

    private static IEnumerable<JsonElement> MatchesOf(JsonElement document) =>
        document.TryGetProperty("matches", out var matches)
            ? matches.EnumerateArray()
            : document.GetProperty("rounds").EnumerateArray().SelectMany(static round => round.GetProperty("matches").EnumerateArray());

    private static (RecordedMatches Recorded, JsonElement Expected) Read(string tournament)
    {
        var expected = SharedData.Expected("openfootball-")[$"openfootball-{tournament}"];
        return (Of(expected), expected);
    }
}
