using Fanout.Cli.Terminal;
using Fanout.Protocol.Messages;
using Spectre.Console;

namespace Fanout.Cli.Matches;

/// <summary>A page of matches as a table.</summary>
internal static class MatchTable
{
    public static void Print(MatchPage page, double nowMs)
    {
        if (page.Matches.Count == 0)
        {
            Console.WriteLine("No match.");
            return;
        }
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("Id").NoWrap()); // to be copied whole
        table.AddColumn(new TableColumn("Standing").NoWrap());
        table.AddColumn("Home");
        table.AddColumn(new TableColumn("Score").Centered().NoWrap());
        table.AddColumn("Away");
        foreach (var row in page.Matches)
        {
            table.AddRow(
                Escaped(row.Id),
                Escaped(MatchWords.Standing(row.Status, row.Phase, row.Clock, nowMs)),
                Escaped(MatchWords.Side(row.Participants, 0)),
                Escaped(MatchWords.Score(row.Score)),
                Escaped(MatchWords.Side(row.Participants, 1)));
        }
        AnsiConsole.Write(table);
        if (page.Next.Length > 0)
            Console.WriteLine($"More: --cursor {Plain.Text(page.Next)}");
    }

    private static string Escaped(string text) => Markup.Escape(Plain.Text(text));
}
