using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>The count within a game of tennis, and whether one point leads from one state of a set to another.</summary>
internal static class TennisPoints
{
    private const int Forty = 3;
    private const int Advantage = 4;
    private const int TieBreakPointMax = 200; // the longest on record took 70 points

    /// <summary>Whether a text can stand in a game: 0, 15, 30, 40, AD, or points of a tie-break. Empty: not stated.</summary>
    public static bool IsWord(string text) =>
        text is "" or "AD" || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var points) && points <= TieBreakPointMax);

    /// <summary>
    /// Whether the second state can be the first, or one point later. Where a feed does not state the game, it is enough that no games were taken back.
    /// </summary>
    public static bool IsOneStep(Tennis before, Tennis after, Format? format)
    {
        var games = GamesOf(after) - GamesOf(before);
        if (before.Game is not { } from || after.Game is not { } to) return games >= 0;
        if (games == 0 && SetCountPlayed(before) == SetCountPlayed(after)) return IsOnePoint(from, to, IsTieBreak(before, from));
        var winner = GameWinner(before, after);
        return games == 1 && winner is not null && CanWin(from, winner == "home", IsTieBreak(before, from), format?.NoAd == true) && IsNew(to);
    }

    private static bool IsOnePoint(TennisGame from, TennisGame to, bool tieBreak)
    {
        if (from.Equals(to)) return true;
        var (home, away) = (Value(from.Home, tieBreak), Value(from.Away, tieBreak));
        var (homeAfter, awayAfter) = (Value(to.Home, tieBreak), Value(to.Away, tieBreak));
        if (homeAfter == home + 1 && awayAfter == away) return true;
        if (awayAfter == away + 1 && homeAfter == home) return true;
        return !tieBreak && Math.Max(home, away) == Advantage && homeAfter == Forty && awayAfter == Forty; // back to deuce
    }

    private static bool CanWin(TennisGame from, bool home, bool tieBreak, bool noAd)
    {
        var own = Value(home ? from.Home : from.Away, tieBreak);
        var other = Value(home ? from.Away : from.Home, tieBreak);
        if (tieBreak) return own >= 6 && own >= other + 1; // 7 points, two ahead
        return own == Advantage || (own == Forty && (other < Forty || noAd));
    }

    private static bool IsNew(TennisGame game) => game is { Home: "0" or "", Away: "0" or "" };

    /// <summary>A tie-break is played at the score that the format says, at 6–6 where it does not; or where points say so.</summary>
    private static bool IsTieBreak(Tennis tennis, TennisGame game) =>
        tennis.Sets.LastOrDefault() is { TieBreak: not null } || (tennis.Sets.LastOrDefault() is { } set && set.Home == set.Away && set.Home >= 6)
        || IsPlain(game.Home) || IsPlain(game.Away);

    private static bool IsPlain(string text) => text is not ("" or "0" or "15" or "30" or "40" or "AD");

    private static int Value(string text, bool tieBreak)
    {
        if (tieBreak) return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var points) ? points : 0;
        return text switch { "15" => 1, "30" => 2, "40" => Forty, "AD" => Advantage, _ => 0 };
    }

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
