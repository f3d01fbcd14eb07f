using System.Globalization;
using Fanout.Ingest.Adapters.Tennis;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.PointStrings;

/// <summary>Keeps the score of a match from its points. The string's own marks say when games and sets end; the rules only where it breaks off.</summary>
internal sealed class PointStringCount(TennisRules rules)
{
    private const int GamePoints = 4;
    private const int Margin = 2;
    private const int FirstAdvantageSet = 2; // a tie-break decides the first two sets of any match
    private static readonly string[] Calls = ["0", "15", "30", "40"];

    private readonly List<TennisSet> _sets = [];
    private (int Set, int Game) _game = (-1, -1);
    private int _home;
    private int _away;
    private bool _isTieBreak;

    /// <param name="point">The next one.</param>
    /// <param name="isLast">The string ends with it.</param>
    public TennisStanding Take(PlayedPoint point, bool isLast)
    {
        while (_sets.Count <= point.Set) _sets.Add(new TennisSet());
        var set = _sets[^1];
        if (_game != (point.Set, point.Game))
        {
            (_game, _home, _away) = ((point.Set, point.Game), 0, 0);
            _isTieBreak = set is { Home: TennisRules.SetGames, Away: TennisRules.SetGames } && point.Set < FirstAdvantageSet;
        }

        _isTieBreak |= point.IsTieBreak;
        if (point.HomeWon) _home++;
        else _away++;
        if (_isTieBreak) set.TieBreak = new Pair { Home = _home, Away = _away };
        var isGameOver = point.EndsGame || (isLast && IsGameOver(point.Set, set));
        if (isGameOver && point.HomeWon) set.Home++;
        else if (isGameOver) set.Away++;
        var isSetOver = isGameOver && (point.EndsSet || (isLast && rules.IsWon(set, point.Set)));
        var server = isGameOver ? !FirstServed(point) : NextServes(point);
        return new TennisStanding([.. _sets.Select(static one => one.Clone())], isGameOver ? Called(0, 0) : Called(_home, _away), isSetOver)
        {
            Server = Side.Of(server),
        };
    }

    private bool IsGameOver(int setIndex, TennisSet set)
    {
        if (_isTieBreak) return rules.IsTieBreakOver(new Pair { Home = _home, Away = _away }, setIndex, set.Home + set.Away == 0);
        return Math.Max(_home, _away) >= GamePoints && Math.Abs(_home - _away) >= Margin;
    }

    // In a tie-break service changes after the first point, then after every other.
    private bool NextServes(PlayedPoint point) => _isTieBreak && (_home + _away) % 2 == 1 ? !point.HomeServed : point.HomeServed;

    private bool FirstServed(PlayedPoint point) => _isTieBreak && (point.Index + 1) / 2 % 2 == 1 ? !point.HomeServed : point.HomeServed;

    private TennisGame Called(int home, int away)
    {
        if (_isTieBreak && home + away > 0)
        {
            return new TennisGame
            {
                Home = home.ToString(CultureInfo.InvariantCulture),
                Away = away.ToString(CultureInfo.InvariantCulture),
            };
        }

        if (home < GamePoints && away < GamePoints) return new TennisGame { Home = Calls[home], Away = Calls[away] };
        return (home - away) switch
        {
            > 0 => new TennisGame { Home = "AD", Away = "40" },
            < 0 => new TennisGame { Home = "40", Away = "AD" },
            _ => new TennisGame { Home = "40", Away = "40" },
        };
    }
}
