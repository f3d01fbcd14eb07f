using System.Globalization;
using System.Text.RegularExpressions;
using Fanout.Ingest.Adapters.Tennis;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Adapters.PointStrings;

/// <summary>The result as a row states it: sets as the winner sees them, <c>6-7(5) 6-4 6-2</c>, and a word where the match was not played out.</summary>
/// <param name="Sets">As home and away see them. A tie-break is there where its points are stated.</param>
/// <param name="Status">ENDED, RETIRED or WALKOVER, with the winner.</param>
internal sealed partial record StatedScore(IReadOnlyList<TennisSet> Sets, StatusUpdate Status)
{
    private const int SetMax = 5;

    public bool IsPlayedOut => Status is { Status: MatchStatus.Ended, WinMethod: Way.Regulation };

    /// <summary>Sets that the winner won; with every one of them the match is over.</summary>
    public int SetsWon { get; private init; }

    /// <summary>Reads a score; <see langword="null"/> where it or the winner is not stated as it should be.</summary>
    /// <param name="winner">1 or 2.</param>
    public static StatedScore? TryRead(string text, int? winner)
    {
        if (winner is not (1 or 2)) return null;
        var home = winner == 1;
        var sets = new List<TennisSet>();
        var status = TennisTelling.Won(home);
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (SetOf(part, home) is { } set) sets.Add(set);
            else if (!TryRead(part, status)) return null;
        }

        var won = sets.Count(set => (set.Home > set.Away) == home);
        if (sets.Count > SetMax || (sets.Count == 0 && status.Status != MatchStatus.Walkover)) return null;
        return new StatedScore(sets, status) { SetsWon = won };
    }

    /// <summary>Whether a standing has the sets that are stated.</summary>
    public bool Agrees(TennisStanding standing)
    {
        if (standing.Sets.Count != Sets.Count) return false;
        for (var i = 0; i < Sets.Count; i++)
        {
            var (stated, counted) = (Sets[i], standing.Sets[i]);
            if ((stated.Home, stated.Away) != (counted.Home, counted.Away)) return false;
            if (stated.TieBreak is not null && counted.TieBreak is not null && Lower(stated.TieBreak) != Lower(counted.TieBreak)) return false;
        }

        return true;
    }

    public ScoreUpdate ToUpdate()
    {
        // It does not end on a game that somebody is still in the middle of.
        var standing = new TennisStanding(Sets, new TennisGame { Home = "0", Away = "0" }, IsSetOver: IsPlayedOut);
        return standing.ToUpdate();
    }

    public override string ToString() => new TennisStanding(Sets, new TennisGame(), true).ToString();

    private static int Lower(Pair points) => Math.Min(points.Home, points.Away);

    private static TennisSet? SetOf(string text, bool home)
    {
        var match = SetPattern().Match(text);
        if (!match.Success) return null;
        var (first, second) = (Number(match.Groups[1]), Number(match.Groups[2]));
        var isMatchTieBreak = text[0] == '[';
        if (isMatchTieBreak)
        {
            return home
                ? new TennisSet { Home = first > second ? 1 : 0, Away = first > second ? 0 : 1, TieBreak = new Pair { Home = first, Away = second } }
                : new TennisSet { Home = first > second ? 0 : 1, Away = first > second ? 1 : 0, TieBreak = new Pair { Home = second, Away = first } };
        }

        var set = home ? new TennisSet { Home = first, Away = second } : new TennisSet { Home = second, Away = first };
        if (match.Groups[3].Success) set.TieBreak = TieBreakOf(set, Number(match.Groups[3]));
        return set;
    }

    /// <summary>Only the loser's points of a tie-break are written; the winner has seven, or two more.</summary>
    private static Pair TieBreakOf(TennisSet set, int lost)
    {
        var won = Math.Max(TennisRules.TieBreakTo, lost + 2);
        return set.Home > set.Away ? new Pair { Home = won, Away = lost } : new Pair { Home = lost, Away = won };
    }

    private static bool TryRead(string word, StatusUpdate status)
    {
        var way = word.TrimEnd('.').ToUpperInvariant() switch
        {
            "RET" or "RETIRED" => Way.Retirement,
            "W/O" or "WO" or "WALKOVER" => Way.Walkover,
            "DEF" or "DEFAULT" => Way.Default,
            _ => Way.Unspecified,
        };
        if (way == Way.Unspecified) return false;
        status.WinMethod = way;
        status.Status = way switch { Way.Retirement => MatchStatus.Retired, Way.Walkover => MatchStatus.Walkover, _ => MatchStatus.Ended };
        return true;
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\[?(\d{1,3})-(\d{1,3})\]?(?:\((\d{1,3})\))?$", RegexOptions.CultureInvariant)]
    private static partial Regex SetPattern();
}
