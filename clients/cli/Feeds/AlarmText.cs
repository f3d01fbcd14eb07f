using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Ingest.Alarms;

namespace Fanout.Cli.Feeds;

/// <summary>Alarms, for people. Texts of feeds are made safe to print.</summary>
internal static class AlarmText
{
    private const string Nothing = "-";

    public static IEnumerable<string> Lines(AlarmList list)
    {
        if (list.Alarms.Count == 0) return ["No alarm."];
        var rows = list.Alarms.Select(static one => new[]
        {
            one.Kind, one.Match, one.Title.Length > 0 ? one.Title : Nothing, one.Feed ?? Nothing,
            Time(one.SinceMs), Lasting(one.ValueMs), Lasting(one.LimitMs), one.What,
        });
        var lines = Columns.Lines(rows.Prepend(["KIND", "MATCH", "TITLE", "FEED", "SINCE", "LASTS", "ALLOWED", "WHAT"]));
        return list.More ? [.. lines, "More: narrow it down with --kind, --match or --feed, or raise --limit"] : lines;
    }

    /// <summary><c>90 s</c>, <c>41 min</c>, <c>4 h 12 min</c>, <c>3 d 2 h</c>: what is needed to tell whether it is urgent.</summary>
    private static string Lasting(double ms)
    {
        var time = TimeSpan.FromMilliseconds(ms);
        return time switch
        {
            { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
            { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes)} min"),
            { TotalDays: < 2 } => Two(Math.Floor(time.TotalHours), "h", time.Minutes, "min"),
            _ => Two(time.Days, "d", time.Hours, "h"),
        };
    }

    private static string Two(double large, string largeUnit, int small, string smallUnit) => small == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{large} {largeUnit}")
        : string.Create(CultureInfo.InvariantCulture, $"{large} {largeUnit} {small} {smallUnit}");

    private static string Time(double atMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)atMs).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
