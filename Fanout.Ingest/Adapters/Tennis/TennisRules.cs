using Fanout.Protocol.Messages;
using LastSet = Fanout.Protocol.Messages.FinalSet.Types.Value;

namespace Fanout.Ingest.Adapters.Tennis;

/// <summary>What of the rules differs from match to match (ITF Rules of Tennis, 5 to 7 and appendix VI).</summary>
/// <param name="BestOf">Sets; 0: not known.</param>
/// <param name="FinalSet">How the last set is decided.</param>
/// <param name="FinalTieBreakTo">Points of a tie-break that decides the match.</param>
internal sealed record TennisRules(int BestOf, LastSet FinalSet = LastSet.Unspecified, int FinalTieBreakTo = 7, bool NoAd = false)
{
    public const int SetGames = 6;
    public const int TieBreakTo = 7;
    public const int MatchTieBreakTo = 10;
    private const int Margin = 2;

    public bool IsFinal(int setIndex) => BestOf > 0 && setIndex == BestOf - 1;

    /// <summary>Whether a set of so many games is won.</summary>
    /// <param name="set">Games, and the tie-break where one was seen.</param>
    public bool IsWon(TennisSet set, int setIndex)
    {
        var (most, lead) = (Math.Max(set.Home, set.Away), Math.Abs(set.Home - set.Away));
        if (most >= SetGames && lead >= Margin) return true;
        if (lead != 1) return false;
        // One game ahead decides only after a tie-break: the one that was seen, or the one that any but the last set has.
        if (set.TieBreak is not null && IsTieBreakOver(set.TieBreak, setIndex, most == 1)) return most == 1 || most > SetGames;
        return most == SetGames + 1 && (!IsFinal(setIndex) || FinalSet == LastSet.TieBreak);
    }

    /// <summary>Whether so many points end a tie-break.</summary>
    /// <param name="isWholeSet">It is played in place of a set.</param>
    public bool IsTieBreakOver(Pair points, int setIndex, bool isWholeSet)
    {
        var to = isWholeSet ? MatchTieBreakTo : IsFinal(setIndex) ? FinalTieBreakTo : TieBreakTo;
        return Math.Max(points.Home, points.Away) >= to && Math.Abs(points.Home - points.Away) >= Margin;
    }

    /// <summary>Whether a side that won so many sets has won the match; <see langword="false"/> while nobody can know.</summary>
    public bool IsMatch(int setsWon) => setsWon > (BestOf > 0 ? BestOf : 5) / 2;

    public Format ToFormat() => new()
    {
        BestOf = (uint)BestOf,
        TieBreakAt = SetGames,
        TieBreakTo = TieBreakTo,
        FinalSet = FinalSet,
        NoAd = NoAd,
    };
}
