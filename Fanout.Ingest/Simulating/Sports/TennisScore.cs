using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>What a point ended.</summary>
internal enum TennisPoint
{
    Played,
    Game,
    Set,
    Match,
}

/// <summary>The rules of tennis scoring: points, games with advantage, sets with a tie-break at 6–6 to 7, best of so many sets (ITF Rules, 5 to 7).</summary>
internal sealed class TennisScore(int bestOf, bool homeServes)
{
    private static readonly string[] Calls = ["0", "15", "30", "40"];

    private readonly List<TennisSet> _sets = [];
    private bool _serverOfGame = homeServes;
    private int _home;
    private int _away;

    public int HomeSets { get; private set; }

    public int AwaySets { get; private set; }

    public TennisSet Set => _sets[^1];

    public bool IsTieBreak => Set is { Home: 6, Away: 6 };

    /// <summary>Games of the set, which decide about the change of ends.</summary>
    public int GamesInSet => Set.Home + Set.Away;

    /// <summary>Whether the home player serves the next point; in a tie-break service goes on after the first point and then after every other.</summary>
    public bool HomeServes => IsTieBreak && (_home + _away + 1) / 2 % 2 == 1 ? !_serverOfGame : _serverOfGame;

    public void BeginSet() => _sets.Add(new TennisSet());

    /// <summary>Gives a point.</summary>
    public TennisPoint Point(bool home)
    {
        if (home) _home++;
        else _away++;
        if (IsTieBreak) Set.TieBreak = new Pair { Home = _home, Away = _away };
        var needed = IsTieBreak ? 7 : 4;
        if (Math.Max(_home, _away) < needed || Math.Abs(_home - _away) < 2) return TennisPoint.Played;
        return Game(home);
    }

    public ScoreUpdate ToUpdate()
    {
        var (home, away) = Called();
        var tennis = new TennisUpdate
        {
            Game = new TennisGame { Home = home, Away = away },
            Server = HomeServes ? "home" : "away",
        };
        foreach (var set in _sets) tennis.Sets.Add(set.Clone());
        return new ScoreUpdate { Home = HomeSets, Away = AwaySets, Basis = ScoreBasis.Types.Value.Sets, Tennis = tennis };
    }

    private TennisPoint Game(bool home)
    {
        var wasTieBreak = IsTieBreak;
        (_home, _away) = (0, 0);
        _serverOfGame = !_serverOfGame; // also after a tie-break, which counts as a game of who served first in it
        if (home) Set.Home++;
        else Set.Away++;
        var isSet = wasTieBreak || (Math.Max(Set.Home, Set.Away) >= 6 && Math.Abs(Set.Home - Set.Away) >= 2);
        if (!isSet) return TennisPoint.Game;
        if (home) HomeSets++;
        else AwaySets++;
        return Math.Max(HomeSets, AwaySets) > bestOf / 2 ? TennisPoint.Match : TennisPoint.Set;
    }

    private (string Home, string Away) Called()
    {
        if (_sets.Count > 0 && IsTieBreak)
            return (_home.ToString(CultureInfo.InvariantCulture), _away.ToString(CultureInfo.InvariantCulture));
        if (_home < 4 && _away < 4) return (Calls[_home], Calls[_away]);
        return (_home - _away) switch
        {
            > 0 => ("AD", "40"),
            < 0 => ("40", "AD"),
            _ => ("40", "40"),
        };
    }
}
