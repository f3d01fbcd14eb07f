using System.Text.Json;
using Fanout.Ingest.Adapters.Documents;
using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Text;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.OpenFootball;

/// <summary>Reads the goals of a match: a list for each side that got them, own goals with the side that profits, grouped by scorer in places.</summary>
internal sealed class OpenFootballGoals(Action<ProblemKind, string> report)
{
    // The highest score ever was 149:0.
    private const int GoalCountMax = 200;

    /// <summary>The goals in order of play, as far as the score has room for them.</summary>
    public IReadOnlyList<DocumentGoal> Read(JsonElement json, Pair score)
    {
        var home = ListOf(json, "goals1", home: true);
        var away = ListOf(json, "goals2", home: false);
        if (home.Count == 0 && away.Count == 0) return [];
        var listed = new Pair { Home = home.Count, Away = away.Count };
        if (!listed.Equals(score))
        {
            var swapped = listed.Home == score.Away && listed.Away == score.Home;
            report(
                ProblemKind.Contradiction,
                $"the score is {DocumentResult.Show(score)}, goals are listed for {DocumentResult.Show(listed)}; the score was followed"
                + (swapped ? ", and the lists taken as exchanged" : ""));
            if (swapped) (home, away) = (Exchange(away), Exchange(home));
        }

        return [.. Order([.. Order(home).Take(score.Home), .. Order(away).Take(score.Away)])];
    }

    private static List<DocumentGoal> Exchange(List<DocumentGoal> goals) => goals.ConvertAll(static goal => goal with { Home = !goal.Home });

    // Stable: of one minute, home stands first, as nothing tells more.
    private static IEnumerable<DocumentGoal> Order(IEnumerable<DocumentGoal> goals) =>
        goals.OrderBy(static goal => goal.Minute ?? uint.MaxValue).ThenBy(static goal => goal.Added);

    private List<DocumentGoal> ListOf(JsonElement json, string member, bool home)
    {
        var goals = new List<DocumentGoal>();
        foreach (var goal in json.Elements(member))
        {
            if (goals.Count == GoalCountMax)
            {
                report(ProblemKind.Unreadable, $"{member} has more than {GoalCountMax} goals; the others are left out");
                break;
            }

            goals.Add(GoalOf(goal, $"{member}[{goals.Count}]", home));
        }

        return goals;
    }

    private DocumentGoal GoalOf(JsonElement json, string place, bool home)
    {
        var (minute, added) = MinuteOf(json, place);
        var method = IsTrue(json, "owngoal") ? "own_goal" : IsTrue(json, "penalty") ? "penalty" : null;
        return new DocumentGoal(Key: null, home, method, Names.Of(json.Text("name")), minute, added);
    }

    private (uint? Minute, uint Added) MinuteOf(JsonElement json, string place)
    {
        var offset = json.Whole("offset") ?? 0;
        if (json.Whole("minute") is { } whole && OpenFootballText.IsMinute(whole, offset)) return ((uint)whole, (uint)offset);
        if (json.Text("minute") is { } text && OpenFootballText.TryReadMinute(text, out var minute, out var added))
            return (minute, added > 0 || !OpenFootballText.IsMinute(minute, offset) ? added : (uint)offset);
        if (json.Member("minute") is { } other) report(ProblemKind.Unreadable, $"{place}.minute is {Names.Of(other.GetRawText())}; told without a minute");
        return (null, 0);
    }

    private static bool IsTrue(JsonElement json, string member) => json.Member(member) is { ValueKind: JsonValueKind.True };
}
