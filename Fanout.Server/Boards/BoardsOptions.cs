using System.ComponentModel.DataAnnotations;

namespace Fanout.Server.Boards;

/// <summary>Sizes and times of boards.</summary>
internal sealed class BoardsOptions
{
    /// <summary>Rows on a page. 1 to 5,000, 500 by default (DESIGN 7).</summary>
    [Range(1, 5000)]
    public int RowsMax { get; set; } = 500;

    /// <summary>
    /// Time between two deltas of one board. 50 ms to 10 s, 250 ms by default: at most four a second (DESIGN 7).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10")]
    public TimeSpan DeltaInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a match that has ended stays on <c>board/live</c>. 0 to 1 h, 10 min by default (DESIGN 7).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan EndedStay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a board that nobody reads is kept up to date. 1 min to 1 day, 10 min by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan UnreadStay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Boards kept at once; a name costs nothing to make up, so there must be a limit. Past it those that nobody reads
    /// make room; <c>board/live</c> and days with matches are always there. 10 to 1,000,000, 10,000 by default.
    /// </summary>
    [Range(10, 1_000_000)]
    public int BoardsMax { get; set; } = 10_000;

    /// <summary>
    /// Views of boards kept at once, beside the one that shows every match: so many different rights to matches tokens may
    /// have. Past it those that nobody reads make room. 1 to 10,000, 64 by default.
    /// </summary>
    [Range(1, 10_000)]
    public int ViewsMax { get; set; } = 64;
}
