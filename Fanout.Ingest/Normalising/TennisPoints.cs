using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// The count within a game of tennis, and whether one point leads from one state of a set to another.
/// </summary>
internal static class TennisPoints
{
    private const int Forty = 3;
    private const int Advantage = 4;
    private const int TieBreakPointMax = 200; // the longest on record took 70 points

    /// <summary>
    /// Whether a text can stand in a game: 0, 15, 30, 40, AD, or points of a tie-break. Empty: not stated.
    /// </summary>
    public static bool IsWord(string text) =>
        text is "" or "AD" || PointsOf(text) is >= 0 and <= TieBreakPointMax;

    /// <summary>
    /// Whether the second state can be the first, or one point later. Where a feed does not state the game, it is
    /// enough that no games were taken back.
    /// </summary>
    public static bool IsOneStep(Tennis before, Tennis after, Format? format)
    {
        var games = GamesOf(after) - GamesOf(before);
        if (before.Game is not { } from || after.Game is not { } to) return games >= 0;
        if (games == 0 && SetCountPlayed(before) == SetCountPlayed(after))
            return IsOnePoint(from, to, IsTieBreak(before, from, to));
        var winner = GameWinner(before, after);
        return games == 1 && winner is not null && IsNew(to)
            && CanWin(from, winner == "home", IsTieBreak(before, from, from), format?.NoAd == true);
    }

    private static bool IsOnePoint(TennisGame from, TennisGame to, bool tieBreak)
    {
        if (from.Equals(to)) return true;
        var (home, away) = (Value(from.Home, tieBreak), Value(from.Away, tieBreak));
        var (homeAfter, awayAfter) = (Value(to.Home, tieBreak), Value(to.Away, tieBreak));
        if (homeAfter == home + 1 && awayAfter == away) return true;
        if (awayAfter == away + 1 && homeAfter == home) return true;
        // back to deuce
        return !tieBreak && Math.Max(home, away) == Advantage && homeAfter == Forty && awayAfter == Forty;
    }

    private static bool CanWin(TennisGame from, bool home, bool tieBreak, bool noAd)
    {
        var own = Value(home ? from.Home : from.Away, tieBreak);
        var other = Value(home ? from.Away : from.Home, tieBreak);
        if (tieBreak) return own >= 6 && own >= other + 1; // 7 points, two ahead
        return own == Advantage || (own == Forty && (other < Forty || noAd));
    }

    private static bool IsNew(TennisGame game) => game is { Home: "0" or "", Away: "0" or "" };

    /// <summary>
    /// Whether a tie-break is on. The words tell: an advantage set counts 15, 30, 40 at 6–6 too, and the set whose tie-break
    /// is known may be the one before. Where they do not, the games do.
    /// </summary>
    private static bool IsTieBreak(Tennis tennis, TennisGame from, TennisGame to)
    {
        if (IsPlain(from.Home) || IsPlain(from.Away) || IsPlain(to.Home) || IsPlain(to.Away)) return true;
        if (IsCalled(from.Home) || IsCalled(from.Away) || IsCalled(to.Home) || IsCalled(to.Away)) return false;
        return tennis.Sets.LastOrDefault() is { } set && set.Home == set.Away && set.Home >= 6;
    }

    private static bool IsCalled(string text) => text is "15" or "30" or "40" or "AD";

    private static bool IsPlain(string text) => text is not ("" or "0") && !IsCalled(text);

    private static int Value(string text, bool tieBreak)
    {
        if (tieBreak) return Math.Max(0, PointsOf(text));
        return text switch { "15" => 1, "30" => 2, "40" => Forty, "AD" => Advantage, _ => 0 };
    }

    /// <summary>A plain number; −1 for a text that is none.</summary>
    private static int PointsOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var points) ? points : -1;

    private static int GamesOf(Tennis tennis) => tennis.Sets.Sum(static set => set.Home + set.Away);

    /// <summary>Sets with a game in them; one that has just begun changes nothing.</summary>
    private static int SetCountPlayed(Tennis tennis) => tennis.Sets.Count(static set => set.Home + set.Away > 0);

    private static string? GameWinner(Tennis before, Tennis after)
    {
        var home = after.Sets.Sum(static set => set.Home) - before.Sets.Sum(static set => set.Home);
        var away = after.Sets.Sum(static set => set.Away) - before.Sets.Sum(static set => set.Away);
        return (home, away) switch { (1, 0) => "home", (0, 1) => "away", _ => null };
    }
}
