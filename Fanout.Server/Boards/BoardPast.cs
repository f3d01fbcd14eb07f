using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>
/// What a board was before it was built, as far back as a delay may reach: a page begins there and is brought up to
/// now, so that a delayed reader need not wait until the board has a past of its own.
/// </summary>
/// <remarks>
/// Collected under the catalog's lock, which is a look at the board's own matches; the rows and the pages, with up to
/// four deltas for each second of the past, are made without it.
/// </remarks>
internal sealed class BoardPast
{
    private readonly List<StandingPast> _standings;

    /// <param name="key">The board.</param>
    /// <param name="standings">The matches that stand or stood on it.</param>
    /// <param name="sinceMs">How far back that is known of all matches together.</param>
    public BoardPast(string key, IEnumerable<Standing> standings, long sinceMs)
    {
        _standings = [.. standings.Select(standing => standing.PastOn(key, sinceMs))];
        BeginMs = sinceMs;
    }

    /// <summary>Where it begins, Unix time in milliseconds; known once the page was made.</summary>
    public long BeginMs { get; private set; }

    /// <summary>A page from the beginning to when the past was collected; takes no lock of the catalog.</summary>
    /// <param name="name">The page's topic.</param>
    /// <param name="epoch">Random, for this page and process.</param>
    /// <param name="options">Rows on a page; changes within the interval make one delta, as live.</param>
    /// <param name="budget">For the page's history.</param>
    public BoardPage ToPage(TopicName name, uint epoch, BoardsOptions options, HistoryBudget budget)
    {
        var changes = _standings.ConvertAll(standing => standing.ChangesSince(BeginMs));
        BeginMs = _standings.Aggregate(BeginMs, static (ms, standing) => Math.Max(ms, standing.KnownSinceMs));
        var rows = new BoardRows();
        foreach (var ofMatch in changes)
        {
            var first = ofMatch.FindLastIndex(change => change.AtMs <= BeginMs);
            if (first >= 0)
                ofMatch[first].Show(rows, BeginMs);
            ofMatch.RemoveRange(0, first + 1);
        }
        rows.ClearTouched();
        var page = new BoardPage(name, rows, epoch, options.RowsMax, BeginMs, budget);
        // stable: one match's changes stay in their order
        BringUp(page, rows, [.. changes.SelectMany(static all => all).OrderBy(static change => change.AtMs)], options);
        return page;
    }

    private static void BringUp(BoardPage page, BoardRows rows, List<RowChange> changes, BoardsOptions options)
    {
        for (var index = 0; index < changes.Count;)
        {
            var untilMs = changes[index].AtMs + (long)options.DeltaInterval.TotalMilliseconds;
            var atMs = 0L;
            for (; index < changes.Count && changes[index].AtMs < untilMs; index++)
            {
                atMs = changes[index].AtMs;
                changes[index].Show(rows, atMs);
            }
            page.Update(rows, options.RowsMax, atMs);
            rows.ClearTouched();
        }
    }
}
