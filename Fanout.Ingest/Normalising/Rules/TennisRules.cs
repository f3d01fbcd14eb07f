using Fanout.Protocol.Messages;
using LastSet = Fanout.Protocol.Messages.FinalSet.Types.Value;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>
/// Tennis. How many games make a set is known only where the format says that its tie-break is at 6–6: short sets and pro
/// sets have other numbers, and a feed of those may say nothing about it.
/// </summary>
internal sealed class TennisRules : ISportRules
{
    private const int SetGames = 6;
    private const int TieBreakTo = 7;

    public string Sport => "tennis";

    public Refusal? Impossible(Change change)
    {
        if (change.After.Tennis is not { } tennis || (change.Effect.Tennis is null && change.Effect.Format is null)) return null;
        if (change.Effect.Tennis?.Game is not null && tennis.Game is { } game && !IsCount(game))
            return Refusal.Impossible("score.tennis.game", $"{game.Home}:{game.Away} is no score of a game: AD stands beside 40");
        Refusal? refusal = null;
        if (change.HasMoved(change.Before.Tennis?.Sets, tennis.Sets))
        {
            refusal = SetCount.Check("score.tennis.sets", change.Format.BestOf, tennis.Sets.Count,
                index => IsEnd(change.Format, tennis, index) ? tennis.Sets[index].Home - tennis.Sets[index].Away : 0);
        }
        foreach (var index in change.Judged(change.Before.Tennis?.Sets, tennis.Sets))
            refusal ??= CheckSet(change.Format, tennis, index);
        return refusal;
    }

    /// <summary>Games that are taken back, points that nobody saw, a set that stops before its end.</summary>
    public IEnumerable<Surprise> Implausible(Change change)
    {
        if (change.Effect.Tennis is null || change.After.Tennis is not { } after) yield break;
        foreach (var index in change.Ended(change.Before.Tennis?.Sets, after.Sets))
        {
            if (IsEnd(change.Format, after, index)) continue;
            var set = after.Sets[index];
            yield return new Surprise($"tennis.sets[{index}]", $"stops at {set.Home}-{set.Away}", $"set {index + 2} begins");
        }
        if (change.Before.Tennis is { } before && !TennisPoints.IsOneStep(before, after, change.After.Format))
            yield return new Surprise("tennis", Show(before), Show(after));
    }

    private static bool IsCount(TennisGame game) =>
        (game.Home != "AD" || game.Away is "40" or "") && (game.Away != "AD" || game.Home is "40" or "");

    private static Refusal? CheckSet(Format format, Tennis tennis, int index)
    {
        var set = tennis.Sets[index];
        var (most, least) = (Math.Max(set.Home, set.Away), Math.Min(set.Home, set.Away));
        var path = $"score.tennis.sets[{index}]";
        if (format.TieBreakAt != SetGames) return null;
        var isLast = format.BestOf > 0 && index == format.BestOf - 1;
        if (isLast && format.FinalSet == LastSet.MatchTieBreak) return null;
        if (!CanStand(most, least, isLast || format.BestOf == 0))
            return Refusal.Impossible(path, $"{set.Home}-{set.Away} is no score of a set with a tie-break at {SetGames}–{SetGames}");
        var isWonByTieBreak = most == SetGames + 1 && least == SetGames && set.TieBreak is not null;
        return isWonByTieBreak && Math.Sign(set.TieBreak!.Home - set.TieBreak.Away) == -Math.Sign(set.Home - set.Away)
            ? Refusal.Impossible($"{path}.tieBreak", $"{Surprise.Show(set.TieBreak)} was won by who lost the set {set.Home}-{set.Away}")
            : null;
    }

    /// <summary>Whether a set that another follows is won, as far as the format says.</summary>
    private static bool IsEnd(Format format, Tennis tennis, int index)
    {
        var set = tennis.Sets[index];
        if (format.TieBreakAt != SetGames) return set.Home != set.Away;
        var (most, lead) = (Math.Max(set.Home, set.Away), Math.Abs(set.Home - set.Away));
        if (most < SetGames || lead == 0 || (lead == 1 && most == SetGames)) return false;
        if (set.TieBreak is not { } points || format.TieBreakTo != TieBreakTo || lead > 1) return true;
        return Math.Max(points.Home, points.Away) >= TieBreakTo && Math.Abs(points.Home - points.Away) >= 2;
    }

    /// <summary>Whether a set can stand so: one that is won is not played on. The last set may go on without a tie-break.</summary>
    private static bool CanStand(int most, int least, bool mayGoOn) => most switch
    {
        <= SetGames => true,
        SetGames + 1 => least >= SetGames - 1 && (least < most || mayGoOn),
        _ => mayGoOn && most - least <= 2,
    };

    private static string Show(Tennis tennis)
    {
        var sets = string.Join(' ', tennis.Sets.Select(static set => $"{set.Home}-{set.Away}"));
        return tennis.Game is { } game ? $"{sets} {game.Home}:{game.Away}" : sets;
    }
}
