using System.Globalization;
using System.Text.RegularExpressions;
using Fanout.Ingest.Adapters.Documents;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.OpenLigaDb;

/// <summary>
/// Puts the rows of the goals into the order of play, which only their running scores tell: who scored, is whose number rises. A row beyond the
/// result is a possible goal while the match is going on, and none afterwards.
/// </summary>
internal sealed partial class LigaGoals(LigaMatch match, DocumentResult result, Action<ProblemKind, string> report)
{
    private const long ScoreMax = 999;
    private const long MinuteMax = 150;

    private readonly List<DocumentGoal> _goals = [];
    private readonly HashSet<long> _ids = [];
    private Pair _running = new();

    public IReadOnlyList<DocumentGoal> Read()
    {
        foreach (var row in match.Goals.OrderBy(static row => (row.Home + row.Away) ?? 0).ThenBy(static row => row.Id)) Take(row);
        ReportMissing();
        return _goals;
    }

    private void Take(LigaGoal row)
    {
        if (row.Home is not (>= 0 and <= ScoreMax) || row.Away is not (>= 0 and <= ScoreMax))
        {
            report(ProblemKind.Unreadable, $"{NameOf(row)} with the running score {row.Home}:{row.Away}");
            return;
        }

        var (home, away) = ((int)row.Home - _running.Home, (int)row.Away - _running.Away);
        if (home <= 0 && away <= 0)
        {
            Contradict($"{NameOf(row)} has the running score {row.Home}:{row.Away} after {DocumentResult.Show(_running)}; it was left out");
            return;
        }

        var before = _running;
        _running = new Pair { Home = Math.Max(before.Home, (int)row.Home), Away = Math.Max(before.Away, (int)row.Away) };
        if (home > 0 && away > 0)
        {
            Contradict($"{NameOf(row)} goes from {DocumentResult.Show(before)} to {row.Home}:{row.Away}, which leaves open who scored; it was left out");
            return;
        }

        var isBeyond = !row.IsKick && result.Score is { } score && (_running.Home > score.Home || _running.Away > score.Away);
        if (isBeyond && match.IsFinished)
        {
            Contradict($"the result is {DocumentResult.Show(result.Score!)}, {NameOf(row)} goes on to {row.Home}:{row.Away}; the result was followed");
            _running = before;
            return;
        }

        if (row.IsKick && !result.HasShootout) return; // told with the shoot-out that cannot be
        if (home + away != 1)
            Contradict($"{NameOf(row)} goes from {DocumentResult.Show(before)} to {row.Home}:{row.Away}; taken as one goal, others have no row");
        _goals.Add(GoalOf(row, home > 0, isBeyond));
    }

    private DocumentGoal GoalOf(LigaGoal row, bool home, bool isBeyond)
    {
        // The box for own goals is often left empty where the comment says it.
        var isOwn = row.IsOwnGoal || row.Comment.Contains("eigentor", StringComparison.OrdinalIgnoreCase);
        var (minute, added) = MinuteOf(row);
        return new DocumentGoal(
            row.Id > 0 && _ids.Add(row.Id) ? row.Id.ToString(CultureInfo.InvariantCulture) : null,
            home,
            isOwn ? "own_goal" : row.IsPenalty ? "penalty" : null,
            row.Scorer,
            minute,
            added,
            isBeyond,
            row.IsKick);
    }

    private (uint? Minute, uint Added) MinuteOf(LigaGoal row)
    {
        if (row.Minute is not { } minute) return (null, 0);
        if (minute is <= 0 or > MinuteMax)
        {
            if (minute != 0) report(ProblemKind.Unreadable, $"{NameOf(row)} of minute {minute}; told without a minute");
            return (null, 0);
        }

        var isEnd = minute is 45 or 90 or 105 or 120;
        var added = isEnd && AddedText().Match(row.Comment) is { Success: true } match
            ? uint.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : 0;
        return ((uint)minute, added);
    }

    private void ReportMissing()
    {
        if (!match.IsFinished || match.Goals.Count == 0 || result.Score is not { } score) return;
        var told = _goals.Count(static goal => !goal.IsKick);
        if (told < score.Home + score.Away)
            Contradict($"the result is {DocumentResult.Show(score)}, but only {told} goals have a row that can be told; the result was followed");
    }

    private static string NameOf(LigaGoal row) => $"goal {row.Id}{(row.Scorer.Length > 0 ? $" ({row.Scorer})" : "")}";

    private void Contradict(string text) => report(ProblemKind.Contradiction, text);

    [GeneratedRegex(@"^\s*\+\s*([0-9]{1,2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex AddedText();
}
