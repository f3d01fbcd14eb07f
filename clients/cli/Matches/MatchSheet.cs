using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Protocol.Messages;

namespace Fanout.Cli.Matches;

/// <summary>All of one match as text.</summary>
internal static class MatchSheet
{
    public static void Print(MatchDocument document, double nowMs)
    {
        var match = document.Match;
        var sides = match.Participants;
        Console.WriteLine($"{MatchWords.Side(sides, 0)} {MatchWords.Score(match.Score, match.Cricket)} {MatchWords.Side(sides, 1)}");
        Line("Standing", MatchWords.Standing(match.Status, match.Phase, match.Clock, nowMs));
        Line("Detail", MatchDetail.Of(match));
        Line("Winner", match.HasWinner ? $"{match.Winner}{(match.HasWinMethod ? $" ({match.WinMethod})" : "")}" : "");
        Line("Competition", string.Join(", ", new[] { match.Sport, match.Competition?.Name ?? "", match.Season, match.Round }.Where(part => part.Length > 0)));
        Line("Venue", match.Venue);
        Line("Start", match.HasStart ? Instant(match.Start) : "");
        foreach (var period in match.Score?.Periods ?? [])
            Line(period.Phase, $"{period.Home}–{period.Away}");
        Line("Feed", match.Feed is { } feed ? $"{feed.Active}{(feed.StaleSinceMs > 0 ? $", silent since {Instant(feed.StaleSinceMs)}" : "")}" : "");
        Line("Continued", document.HasContinuedAs ? $"as {document.ContinuedAs}" : "");
        Line("Position", $"{document.Position.Epoch}-{document.Position.Seq}, state hash {document.StateHash:x8}");
        foreach (var incident in match.Incidents.Where(incident => incident.Visibility != Visibility.Types.Value.Hidden))
            Console.WriteLine($"  {MatchWords.Incident(incident)}");
    }

    private static void Line(string name, string text)
    {
        if (text.Length > 0)
            Console.WriteLine($"{Plain.Text(name),-12}{Plain.Text(text)}");
    }

    private static string Instant(double unixMs) => DateTimeOffset
        .FromUnixTimeMilliseconds((long)unixMs)
        .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
