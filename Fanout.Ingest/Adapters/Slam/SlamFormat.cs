using Fanout.Ingest.Adapters.Csv;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>
/// Points of Grand Slam matches as CSV, a row a point, and beside them lists of matches: the public collection of Tennis Abstract
/// (github.com/JeffSackmann/tennis_slam_pointbypoint) and what has its columns.
/// </summary>
internal sealed class SlamFormat : IFeedFormat
{
    public const string FormatName = "slam";

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample)
    {
        var columns = CsvColumns.In(sample);
        return IsPoints(columns) || IsMatches(columns) ? Likeness.Certain : Likeness.None;
    }

    public IAdapter Open() => new SlamAdapter();

    public static bool IsPoints(CsvColumns columns) => columns.Has("match_id", "SetNo", "PointNumber", "PointWinner", "P1Score", "P2Score");

    public static bool IsMatches(CsvColumns columns) => columns.Has("match_id", "match_num", "player1", "player2");
}
