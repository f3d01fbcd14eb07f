using System.Text;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>
/// Retrosheet event files: records of comma-separated fields, a game from <c>id</c> to <c>data</c>, one game in a file or a whole home season.
/// docs: retrosheet.org/eventfile.htm.
/// </summary>
internal sealed class RetrosheetFormat : IFeedFormat
{
    public const string FormatName = "retrosheet";

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample)
    {
        var lines = Encoding.Latin1.GetString(sample.Head.Span).Split('\n');
        var first = lines.FirstOrDefault(static line => !string.IsNullOrWhiteSpace(line));
        if (first is null || !RetrosheetRecord.TryRead(first, out var record)) return Likeness.None;
        // A file may have lost its beginning; records of the game follow in either case.
        var isGame = lines.Any(static line => line.StartsWith("info,", StringComparison.Ordinal))
            || lines.Any(static line => line.StartsWith("play,", StringComparison.Ordinal));
        if (!isGame) return Likeness.None;
        return record.Type == "id" ? Likeness.Certain : Likeness.Possible;
    }

    public IAdapter Open() => new RetrosheetAdapter();
}
