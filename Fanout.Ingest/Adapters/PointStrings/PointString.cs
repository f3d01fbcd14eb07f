namespace Fanout.Ingest.Adapters.PointStrings;

/// <summary>One letter of a point string, with its place.</summary>
/// <param name="Set">From 0.</param>
/// <param name="Game">In the set, from 0.</param>
/// <param name="Index">In the game, from 0.</param>
/// <param name="HomeServed">The server who is named first serves first; then service alternates by game, in a tie-break by <c>/</c>.</param>
/// <param name="HomeWon">Who won it.</param>
/// <param name="Letter">S, R, A or D.</param>
internal readonly record struct PlayedPoint(int Set, int Game, int Index, bool HomeServed, bool HomeWon, char Letter)
{
    /// <summary>The game is over: <c>;</c> or <c>.</c> follows.</summary>
    public bool EndsGame { get; init; }

    /// <summary>The set is over: <c>.</c> follows.</summary>
    public bool EndsSet { get; init; }

    /// <summary>The game has a change of service within it.</summary>
    public bool IsTieBreak { get; init; }
}

/// <summary>
/// Takes a point string apart. A letter is a point: S the server won it, R the returner, A it was an ace, D a double fault; <c>;</c> ends a
/// game, <c>.</c> a set, <c>/</c> changes the server within a tie-break.
/// </summary>
internal static class PointString
{
    /// <param name="text">The string; may break off anywhere.</param>
    /// <param name="strange">Letters that mean nothing, with the place of each, from 0.</param>
    public static List<PlayedPoint> Parse(string text, List<(int Place, char Letter)> strange)
    {
        var points = new List<PlayedPoint>(text.Length);
        var (set, game, index) = (0, 0, 0);
        var (homeServesGame, homeServes) = (true, true);
        for (var i = 0; i < text.Length; i++)
        {
            switch (char.ToUpperInvariant(text[i]))
            {
                case 'S' or 'R' or 'A' or 'D':
                    var letter = char.ToUpperInvariant(text[i]);
                    points.Add(new PlayedPoint(set, game, index++, homeServes, letter is 'S' or 'A' == homeServes, letter));
                    break;
                case '/':
                    homeServes = !homeServes;
                    MarkTieBreak(points, set, game);
                    break;
                case ';' or '.' when index > 0: // one that ends nothing stands at the end of some five-set matches
                    var endsSet = text[i] == '.';
                    points[^1] = points[^1] with { EndsGame = true, EndsSet = endsSet };
                    (set, game, index) = endsSet ? (set + 1, 0, 0) : (set, game + 1, 0);
                    homeServes = homeServesGame = !homeServesGame;
                    break;
                case ';' or ' ':
                    break;
                case '.':
                    if (points.Count > 0 && points[^1].Set == set) // after a ";" that ended the last game of the set
                    {
                        points[^1] = points[^1] with { EndsSet = true };
                        (set, game) = (set + 1, 0);
                    }

                    break;
                default:
                    strange.Add((i, text[i]));
                    break;
            }
        }

        return points;
    }

    private static void MarkTieBreak(List<PlayedPoint> points, int set, int game)
    {
        for (var i = points.Count - 1; i >= 0 && points[i].Set == set && points[i].Game == game && !points[i].IsTieBreak; i--)
            points[i] = points[i] with { IsTieBreak = true };
    }
}
