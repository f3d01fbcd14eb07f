using Fanout.Ingest.Adapters.Csv;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.ShuttleSet;

/// <summary>
/// ShuttleSet (Wang et al., KDD 2023; CoachAI): badminton singles stroke by stroke, a CSV file for each game of a match in a folder of the match,
/// and a list of matches beside the folders.
/// </summary>
internal sealed class ShuttleFormat : IFeedFormat
{
    public const string FormatName = "shuttleset";

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample)
    {
        var columns = CsvColumns.In(sample);
        return IsSet(columns) || IsList(columns) ? Likeness.Certain : Likeness.None;
    }

    /// <summary>The strokes of one game.</summary>
    public static bool IsSet(CsvColumns columns) => columns.Has("rally", "ball_round", "roundscore_A", "roundscore_B");

    /// <summary>The list of matches.</summary>
    public static bool IsList(CsvColumns columns) => columns.Has("id", "video", "winner", "loser");

    public IAdapter Open() => new ShuttleAdapter();

    /// <inheritdoc/>
    /// <remarks>The list of matches comes without the games, and the games without names.</remarks>
    public bool IsRemembered(ReadOnlySpan<byte> message, IReadOnlyList<ScoreEvent> told) => true;
}
