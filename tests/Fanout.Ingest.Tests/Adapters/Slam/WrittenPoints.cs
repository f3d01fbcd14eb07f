using System.Globalization;
using System.Text;

namespace Fanout.Ingest.Tests.Adapters.Slam;

/// <summary>Small files in the provider's columns, written for one trap each.</summary>
internal sealed class WrittenPoints(string match, bool withGames = true)
{
    private const string Columns = "match_id,ElapsedTime,SetNo,P1GamesWon,P2GamesWon,SetWinner,GameNo,PointNumber,PointWinner,PointServer,P1Score,P2Score,P1Ace,P2Ace,P1DoubleFault,P2DoubleFault";

    private readonly List<string> _rows = [];
    private int _number;

    public static string List(string match, string first = "Ann Able", string second = "Bea Best", string status = "", string winner = "", string partners = ",") =>
        $"match_id,year,slam,match_num,player1,player2,status,winner,partner1,partner2\n{match},{match[..4]},,,{first},{second},{status},{winner},{partners}\n";

    /// <summary>Adds a row: the score after the point.</summary>
    public WrittenPoints Point(
        int set, (int, int) games, (string, string) score, int winner = 1, int server = 1, int game = 1, int setWinner = 0, string? number = null, string marks = "0,0,0,0")
    {
        _number++;
        var won = withGames ? $"{games.Item1},{games.Item2},{setWinner}" : ",,";
        var elapsed = withGames ? $"0:{_number:00}:00" : "";
        _rows.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{match},{elapsed},{set},{won},{game},{number ?? _number.ToString(CultureInfo.InvariantCulture)},{winner},{server},{score.Item1},{score.Item2},{marks}"));
        return this;
    }

    /// <summary>Adds a game that a side wins to love, on its own service or not.</summary>
    public WrittenPoints Game(int set, (int Home, int Away) after, bool home = true, int game = 1, int server = 1, int setWinner = 0)
    {
        foreach (var score in new[] { "15", "30", "40" })
            Point(set, home ? (after.Home - 1, after.Away) : (after.Home, after.Away - 1), home ? (score, "0") : ("0", score), home ? 1 : 2, server, game);
        return Point(set, after, ("0", "0"), home ? 1 : 2, server, game, setWinner);
    }

    /// <summary>Adds the games of a set that the first side wins 6–0.</summary>
    public WrittenPoints Set(int set)
    {
        for (var game = 1; game <= 6; game++) Game(set, (game, 0), game: game, server: ((game - 1) % 2) + 1);
        return this;
    }

    public WrittenPoints Reverse()
    {
        _rows.Reverse();
        return this;
    }

    public WrittenPoints RepeatLast()
    {
        _rows.Add(_rows[^1]);
        return this;
    }

    public override string ToString() => new StringBuilder(Columns).Append('\n').AppendJoin('\n', _rows).Append('\n').ToString();
}
