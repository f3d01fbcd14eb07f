using System.Text.Json;
using Fanout.Ingest.Adapters.Documents;
using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Text;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.OpenFootball;

/// <summary>Reads the score of a match: <c>score: {ht, ft, et, p}</c>, a bare pair, or the oldest dialect's <c>score1</c>, <c>score2i</c> and so on.</summary>
internal sealed class OpenFootballScore(Action<ProblemKind, string> report)
{
    private const int GoalsMax = 999;

    public DocumentResult Read(JsonElement json)
    {
        var half = PairOf(json, "ht", "i");
        var full = PairOf(json, "ft", "");
        var extra = PairOf(json, "et", "et");
        var shootout = PairOf(json, "p", "p");
        if (half is not null && full is not null && !Fits(half, full))
        {
            report(ProblemKind.Contradiction, $"half-time {DocumentResult.Show(half)}, but {DocumentResult.Show(full)} after 90 minutes; the latter was followed");
            half = null;
        }

        if (extra is not null && full is not null && !Fits(full, extra))
        {
            var sum = new Pair { Home = full.Home + extra.Home, Away = full.Away + extra.Away };
            report(
                ProblemKind.Contradiction,
                $"{DocumentResult.Show(full)} after 90 minutes, but {DocumentResult.Show(extra)} after extra time; "
                + $"read as the goals of extra time alone: {DocumentResult.Show(sum)}");
            extra = sum;
        }

        if (full is null && (extra ?? shootout) is not null)
            report(ProblemKind.Contradiction, "extra time or a shoot-out, but no score after 90 minutes");
        return new DocumentResult(half, full, extra, full is null && extra is null ? null : shootout, Counted: half);
    }

    private Pair? PairOf(JsonElement json, string name, string suffix)
    {
        var score = json.Member("score");
        if (score is { ValueKind: JsonValueKind.Array } bare) return name == "ft" ? PairIn(bare, "score") : null;
        if (score?.Member(name) is { } pair) return PairIn(pair, $"score.{name}");
        if (json.Whole($"score1{suffix}") is not { } home || json.Whole($"score2{suffix}") is not { } away) return null;
        return Checked(home, away, $"score1{suffix}");
    }

    private Pair? PairIn(JsonElement json, string place)
    {
        var numbers = json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().Select(WholeOf).ToList() : [];
        if (numbers is [{ } home, { } away]) return Checked(home, away, place);
        if (numbers is not [null, null]) report(ProblemKind.Unreadable, $"{place} is {Names.Of(json.GetRawText())}, not two numbers");
        return null;
    }

    private static long? WholeOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetInt64(out var number) => number,
        JsonValueKind.Number => -1, // no goals: what it is is told with the place
        _ => null,
    };

    private Pair? Checked(long home, long away, string place)
    {
        if (home is >= 0 and <= GoalsMax && away is >= 0 and <= GoalsMax) return new Pair { Home = (int)home, Away = (int)away };
        report(ProblemKind.Unreadable, $"{place} is {home}:{away}, outside 0 to {GoalsMax}");
        return null;
    }

    private static bool Fits(Pair before, Pair after) => before.Home <= after.Home && before.Away <= after.Away;
}
