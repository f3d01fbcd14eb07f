using Fanout.Ingest.Adapters.Csv;

namespace Fanout.Ingest.Adapters.PointStrings;

/// <summary>
/// Matches as CSV, a row a match, with all its points in one text: the public collection of Tennis Abstract
/// (github.com/JeffSackmann/tennis_pointbypoint).
/// </summary>
internal sealed class PointStringFormat : IFeedFormat
{
    public const string FormatName = "tennis-strings";

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample) => IsLike(CsvColumns.In(sample)) ? Likeness.Certain : Likeness.None;

    public IAdapter Open() => new PointStringAdapter();

    public static bool IsLike(CsvColumns columns) => columns.Has("pbp_id", "server1", "server2", "pbp");
}
