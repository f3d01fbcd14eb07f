using System.Globalization;
using Fanout.Ingest.Adapters.Csv;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>A row of the points. All counts are those <em>after</em> the point.</summary>
/// <param name="NumberText">As written: the first rows of newer years are called 0X and 0Y.</param>
/// <param name="Number">The same as a number; <see langword="null"/> where it is none.</param>
/// <param name="Elapsed">Since the first point; <see langword="null"/> where the year has no times.</param>
/// <param name="Set">From 1.</param>
/// <param name="Games">Won in the set; <see langword="null"/> in the dialect without them.</param>
/// <param name="GameNo">Begins anew with every set in the dialect with games, runs on in the other.</param>
/// <param name="Winner">1 or 2; 0 for a row without a point.</param>
/// <param name="Server">1 or 2, their partners 3 and 4; 0: not stated.</param>
/// <param name="Home">Count within the game: 0, 15, 30, 40, AD, GAME, or points of a tie-break.</param>
internal sealed record SlamRow(
    string NumberText, int? Number, TimeSpan? Elapsed, int Set, Pair? Games, int SetWinner, int GameNo, int Winner, int Server, string Home, string Away)
{
    private const int SetMax = 5;
    private const int GameMax = 200;  // the longest set on record took 138 games
    private const int PointMax = 200; // the longest tie-break 70 points

    /// <summary>A word of the vocabulary of incidents; empty: a point like any other.</summary>
    public string Method { get; private init; } = "";

    public bool HomeWon => Winner == 1;

    public bool? HomeServed => Server == 0 ? null : Server % 2 == 1;

    /// <summary>Reads a row; otherwise says what is wrong with it.</summary>
    public static SlamRow? TryRead(CsvRows row, out string wrong)
    {
        wrong = "";
        var set = row.Whole("SetNo");
        if (set is not (>= 1 and <= SetMax)) wrong = $"SetNo \"{row.Text("SetNo")}\" is not 1 to {SetMax}";
        var (home, away) = (row.Text("P1Score"), row.Text("P2Score"));
        if (!IsCount(home) || !IsCount(away)) wrong = $"score \"{home}\":\"{away}\" is none of a game";
        var games = GamesOf(row);
        if (games is { Home: < 0 or > GameMax } or { Away: < 0 or > GameMax }) wrong = $"{games.Home}-{games.Away} are no games of a set";
        if (wrong.Length > 0) return null;

        var winner = row.Whole("PointWinner") is { } side and (1 or 2) ? side : 0;
        return new SlamRow(
            row.Text("PointNumber"),
            row.Whole("PointNumber"),
            ElapsedOf(row.Text("ElapsedTime")),
            set!.Value,
            games,
            row.Whole("SetWinner") ?? 0,
            row.Whole("GameNo") ?? 0,
            winner,
            row.Whole("PointServer") is { } server and >= 1 and <= 4 ? server : 0,
            home,
            away)
        {
            Method = MethodOf(row, winner, winner == 1 ? 2 : 1),
        };
    }

    private static Pair? GamesOf(CsvRows row) =>
        row.Whole("P1GamesWon") is { } home && row.Whole("P2GamesWon") is { } away ? new Pair { Home = home, Away = away } : null;

    private static bool IsCount(string text) => text is "AD" or "GAME"
        || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var points) && points <= PointMax);

    private static TimeSpan? ElapsedOf(string text) =>
        TimeSpan.TryParseExact(text, [@"h\:mm\:ss", @"mm\:ss"], CultureInfo.InvariantCulture, out var elapsed) ? elapsed : null;

    private static string MethodOf(CsvRows row, int winner, int loser)
    {
        if (winner == 0) return "";
        if (row.Whole($"P{winner}Ace") == 1) return "ace";
        if (row.Whole($"P{loser}DoubleFault") == 1) return "double_fault";
        if (row.Whole($"P{winner}Winner") == 1) return "winner";
        return row.Whole($"P{loser}UnfErr") == 1 ? "unforced_error" : "";
    }
}
