using System.Globalization;
using Fanout.Ingest.Adapters.Csv;

namespace Fanout.Ingest.Adapters.ShuttleSet;

/// <summary>A row of the list of matches. The winner is player A of the strokes, which is known only when a match is over.</summary>
/// <param name="Video">Name of the match's folder, in some layouts with its number before it.</param>
/// <param name="Day"><see langword="null"/>: not stated.</param>
/// <param name="GameCount">Games played; 0: not stated.</param>
internal sealed record ShuttleListing(
    string Id, string Video, string Tournament, string Round, DateTimeOffset? Day, int GameCount, string Winner, string Loser)
{
    /// <summary>Reads the present row; <see langword="null"/>, and reported, where it names no match.</summary>
    public static ShuttleListing? TryRead(CsvRows row)
    {
        var (id, video) = (row.Text("id"), row.Text("video"));
        if (id.Length == 0 || video.Length == 0)
        {
            row.Report(ProblemKind.Unreadable, $"a match without an id or a video (\"{id}\", \"{video}\"); the row is left out");
            return null;
        }

        return new ShuttleListing(
            id, video, row.Text("tournament"), row.Text("round"), DayOf(row), row.Whole("set") ?? 0, row.Text("winner"), row.Text("loser"));
    }

    /// <summary>Whether a folder is this match's: named as the video, with or without a number before it.</summary>
    public bool IsOf(string folder) =>
        folder == Video || (folder.EndsWith($"_{Video}", StringComparison.Ordinal) && folder[..^(Video.Length + 1)].TrimStart('0') == Id.TrimStart('0'));

    private static DateTimeOffset? DayOf(CsvRows row)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{row.Whole("year")}-{row.Whole("month")}-{row.Whole("day")}");
        return DateTimeOffset.TryParseExact(text, "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day : null;
    }
}
