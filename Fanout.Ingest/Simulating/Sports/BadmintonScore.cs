using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>What a rally ended.</summary>
internal enum BadmintonRally
{
    Played,
    Game,
    Match,
}

/// <summary>
/// The rules of badminton scoring and serving: games to 21, two points ahead, 30 at the latest; who wins a rally scores and serves (BWF Laws of
/// Badminton, 7 to 11).
/// </summary>
/// <param name="homePlayers">Ids of the two of a pair; empty in singles.</param>
/// <param name="awayPlayers">Of the other.</param>
internal sealed class BadmintonScore(IReadOnlyList<string> homePlayers, IReadOnlyList<string> awayPlayers, bool homeServes)
{
    public const int Points = 21;
    public const int PointsCap = 30;

    /// <summary>There is an interval, and in the last game a change of ends, when the leader has so many.</summary>
    public const int IntervalAt = 11;

    private const int GamesToWin = 2;

    private readonly List<Pair> _games = [];
    private bool _homeServes = homeServes;

    // Which of a pair stands in the right service court, from which it serves when its side has an even number of points.
    private int _homeRight;
    private int _awayRight;

    public int HomeGames { get; private set; }

    public int AwayGames { get; private set; }

    /// <summary>Games begun.</summary>
    public int Number => _games.Count;

    public Pair Game => _games[^1];

    public bool IsLastGame => Number == (2 * GamesToWin) - 1;

    /// <summary>Side or, in doubles, player who serves next.</summary>
    public string Server
    {
        get
        {
            var players = _homeServes ? homePlayers : awayPlayers;
            if (players.Count == 0) return Side.Of(_homeServes);
            var (points, right) = _homeServes ? (Game.Home, _homeRight) : (Game.Away, _awayRight);
            return players[points % 2 == 0 ? right : 1 - right];
        }
    }

    /// <summary>Begins a game; who won the last one serves first.</summary>
    public void BeginGame() => _games.Add(new Pair());

    /// <summary>Gives a rally. The pair that wins a rally on its own service changes courts, so that the same player serves on.</summary>
    public BadmintonRally Rally(bool home)
    {
        if (home) Game.Home++;
        else Game.Away++;
        if (home == _homeServes && home) _homeRight = 1 - _homeRight;
        else if (home == _homeServes) _awayRight = 1 - _awayRight;
        _homeServes = home;
        if (!IsWon(Game)) return BadmintonRally.Played;
        if (home) HomeGames++;
        else AwayGames++;
        return Math.Max(HomeGames, AwayGames) == GamesToWin ? BadmintonRally.Match : BadmintonRally.Game;
    }

    /// <summary>Whether the next rally of a side would win the game.</summary>
    public bool IsGamePoint(bool home) => IsWon(new Pair { Home = Game.Home + (home ? 1 : 0), Away = Game.Away + (home ? 0 : 1) });

    public bool IsMatchPoint(bool home) => IsGamePoint(home) && (home ? HomeGames : AwayGames) == GamesToWin - 1;

    /// <summary>A standing to which <see cref="Restore"/> goes back; not across the end of a game.</summary>
    public (Pair Game, bool HomeServes, int HomeRight, int AwayRight) Save() => (Game.Clone(), _homeServes, _homeRight, _awayRight);

    public void Restore((Pair Game, bool HomeServes, int HomeRight, int AwayRight) saved) =>
        (_games[^1], _homeServes, _homeRight, _awayRight) = (saved.Game.Clone(), saved.HomeServes, saved.HomeRight, saved.AwayRight);

    public ScoreUpdate ToUpdate()
    {
        var badminton = new BadmintonUpdate { Server = Server };
        foreach (var game in _games) badminton.Games.Add(game.Clone());
        return new ScoreUpdate { Home = HomeGames, Away = AwayGames, Basis = ScoreBasis.Types.Value.Games, Badminton = badminton };
    }

    private static bool IsWon(Pair game)
    {
        var most = Math.Max(game.Home, game.Away);
        return most == PointsCap || (most >= Points && Math.Abs(game.Home - game.Away) >= 2);
    }
}
