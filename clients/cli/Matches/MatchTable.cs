using Fanout.Cli.Terminal;
using Fanout.Protocol.Messages;
using Spectre.Console;

namespace Fanout.Cli.Matches;

/// <summary>A page of matches as a table.</summary>
/// <remarks>
/// Ids are for copying and come whole, however long. Where a row does not fit on the screen, the id goes to a line of its
/// own, and names that are still too long are cut. What is piped is never cut: a line is a match.
/// </remarks>
internal static class MatchTable
{
    private const string Gap = "  ";
    private const int NameWidthMin = 8; // on a screen narrower than this allows, the terminal breaks the lines

    public static void Print(MatchPage page, double nowMs)
    {
        int? width = Console.IsOutputRedirected ? null : AnsiConsole.Profile.Width;
        foreach (var line in Lines(page, nowMs, width))
            Console.WriteLine(line);
    }

    /// <param name="page">The matches.</param>
    /// <param name="nowMs">Unix time, for clocks that run.</param>
    /// <param name="width">Cells of a line; null: as many as it takes.</param>
    public static IEnumerable<string> Lines(MatchPage page, double nowMs, int? width)
    {
        if (page.Matches.Count == 0)
            return ["No match."];
        var rows = page.Matches.Select(match => Row.Of(match, nowMs)).Prepend(Row.Heads).ToArray();
        var standing = rows.Max(row => Cells.Count(row.Standing));
        var score = rows.Max(row => Cells.Count(row.Score));
        var home = rows.Max(row => Cells.Count(row.Home));
        var away = rows.Max(row => Cells.Count(row.Away));
        var id = rows.Max(row => Cells.Count(row.Id));

        var fits = width is null || id + standing + home + score + away + (4 * Gap.Length) <= width;
        if (!fits)
            (home, away) = Share(width!.Value - standing - score - (3 * Gap.Length), home, away);
        var lines = rows.SelectMany(row =>
        {
            var game = string.Join(Gap, Cells.Left(row.Standing, standing), Cells.Left(row.Home, home),
                Cells.Centre(row.Score, score), Cells.Left(row.Away, away)).TrimEnd();
            return fits ? [Cells.Left(row.Id, id) + Gap + game] : new[] { game, Gap + row.Id };
        });
        return page.Next.Length > 0 ? lines.Append($"More: --cursor {Plain.Text(page.Next)}") : lines;
    }

    /// <summary>Splits the cells left for both names: what one does not need the other may have.</summary>
    private static (int Home, int Away) Share(int cells, int home, int away)
    {
        var half = Math.Max(cells / 2, NameWidthMin);
        if (home <= half)
            return (home, Math.Min(away, Math.Max(cells - home, NameWidthMin)));
        return away <= half
            ? (Math.Min(home, Math.Max(cells - away, NameWidthMin)), away)
            : (half, half);
    }

    private sealed record Row(string Id, string Standing, string Home, string Score, string Away)
    {
        public static Row Heads { get; } = new("ID", "STANDING", "HOME", "SCORE", "AWAY");

        public static Row Of(Headline match, double nowMs) => new(
            Plain.Text(match.Id),
            MatchWords.Standing(match.Status, match.Phase, match.Clock, nowMs),
            MatchWords.Side(match.Participants, 0),
            MatchWords.Score(match.Score, match.Cricket),
            MatchWords.Side(match.Participants, 1));
    }
}
