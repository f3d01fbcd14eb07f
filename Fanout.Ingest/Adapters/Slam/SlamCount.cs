using System.Globalization;
using Fanout.Ingest.Adapters.Tennis;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>
/// Keeps the score of a match from its rows. Where a row states the games, they are the truth, whatever went before: the source takes games
/// and sets back. Where it does not, a game is over when the count says so, or when the next row is of another.
/// </summary>
internal sealed class SlamCount(TennisRules rules)
{
    private static readonly TennisGame NewGame = new() { Home = "0", Away = "0" };

    private readonly List<TennisSet> _sets = [];
    private readonly List<Game> _games = []; // of the dialect without games: those that are over, and the present one
    private int _setWinner;

    public TennisStanding Take(SlamRow row)
    {
        while (_sets.Count > row.Set) _sets.RemoveAt(_sets.Count - 1);
        while (_sets.Count < row.Set) _sets.Add(new TennisSet());
        _setWinner = row.SetWinner;
        return row.Games is null ? WithoutGames(row) : WithGames(row, row.Games);
    }

    private TennisStanding WithGames(SlamRow row, Pair games)
    {
        var set = _sets[^1];
        var ended = (games.Home, games.Away) != (set.Home, set.Away);
        var tieBreak = ended ? Ended(set.TieBreak, set, games) : InTieBreak(set, row) ? PointsOf(row) : set.TieBreak;
        (set.Home, set.Away, set.TieBreak) = (games.Home, games.Away, tieBreak);
        return Standing(ended ? NewGame : GameOf(row));
    }

    /// <summary>A tie-break that this game ended, with its last point; nothing where the game was none, or points are missing.</summary>
    private Pair? Ended(Pair? points, TennisSet before, Pair games)
    {
        if (points is null || before.Home != before.Away) return null;
        var last = (games.Home - before.Home, games.Away - before.Away) switch
        {
            (1, 0) => new Pair { Home = points.Home + 1, Away = points.Away },
            (0, 1) => new Pair { Home = points.Home, Away = points.Away + 1 },
            _ => null,
        };
        return last is not null && rules.IsTieBreakOver(last, _sets.Count - 1, games.Home + games.Away == 1) ? last : null;
    }

    private TennisStanding WithoutGames(SlamRow row)
    {
        // A game that comes again was not over, and those behind it were never played.
        _games.RemoveAll(game => game.Set > row.Set || (game.Set == row.Set && game.Number > row.GameNo));
        if (_games.Count == 0 || _games[^1].Set != row.Set || _games[^1].Number != row.GameNo) _games.Add(new Game(row.Set, row.GameNo));

        Recount();
        var set = _sets[^1];
        var game = _games[^1];
        if (row.Winner != 0) game.HomeWonLast = row.HomeWon;
        var isCalled = row.Home == "GAME" || row.Away == "GAME";
        game.TieBreak = isCalled ? LastPoint(game) : InTieBreak(set, row) || game.TieBreak is not null ? PointsOf(row) : null;
        var isWholeSet = set.Home + set.Away == 0;
        game.IsOver = isCalled || (game.TieBreak is { } points
            ? rules.IsTieBreakOver(points, _sets.Count - 1, isWholeSet)
            : row is { Home: "0", Away: "0" } && row.Winner != 0);
        set.TieBreak = game.TieBreak?.Clone();
        if (!game.IsOver) return Standing(GameOf(row));
        Add(set, game);
        return Standing(NewGame);
    }

    private static Pair? LastPoint(Game game)
    {
        if (game.TieBreak is not { } points || game.HomeWonLast is not { } home) return null;
        return new Pair { Home = points.Home + (home ? 1 : 0), Away = points.Away + (home ? 0 : 1) };
    }

    /// <summary>Counts the games that are over, in every set, the last game left out.</summary>
    private void Recount()
    {
        foreach (var set in _sets) (set.Home, set.Away, set.TieBreak) = (0, 0, null);
        foreach (var game in _games.SkipLast(1))
        {
            if (game.Set > _sets.Count) continue;
            Add(_sets[game.Set - 1], game);
            _sets[game.Set - 1].TieBreak = game.TieBreak?.Clone();
        }
    }

    private static void Add(TennisSet set, Game game)
    {
        if (game.HomeWonLast is not { } home) return;
        if (home) set.Home++;
        else set.Away++;
    }

    private TennisStanding Standing(TennisGame game)
    {
        var index = _sets.Count - 1;
        var last = _sets[index];
        var isMarked = _setWinner != 0 && last.Home != last.Away && (last.Home > last.Away) == (_setWinner == 1);
        return new TennisStanding([.. _sets.Select(static set => set.Clone())], game, isMarked || rules.IsWon(last, index));
    }

    /// <summary>
    /// Whether the count is one of a tie-break: it can only be where both have as many games, and shows itself by a number that no other
    /// game has.
    /// </summary>
    private static bool InTieBreak(TennisSet set, SlamRow row)
    {
        if (set.Home != set.Away || (set.Home > 0 && set.Home < TennisRules.SetGames)) return false;
        return IsPlain(row.Home) || IsPlain(row.Away) || (set.TieBreak is not null && row is not ({ Home: "AD" or "GAME" } or { Away: "AD" or "GAME" }));
    }

    private static bool IsPlain(string text) => text is not ("0" or "15" or "30" or "40" or "AD" or "GAME");

    private static Pair PointsOf(SlamRow row) => new() { Home = Points(row.Home), Away = Points(row.Away) };

    private static int Points(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var points) ? points : 0;

    private static TennisGame GameOf(SlamRow row) =>
        row.Home == "GAME" || row.Away == "GAME" ? NewGame : new TennisGame { Home = row.Home, Away = row.Away };

    private sealed class Game(int set, int number)
    {
        public int Set { get; } = set;

        public int Number { get; } = number;

        public bool? HomeWonLast { get; set; }

        public bool IsOver { get; set; }

        public Pair? TieBreak { get; set; }
    }
}
