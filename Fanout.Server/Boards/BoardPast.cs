using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>
/// What a board was before it was built, as far back as a delay may reach: a page begins there and is brought up to
/// now, so that a delayed reader need not wait until the board has a past of its own.
/// </summary>
/// <remarks>
/// Collected under the catalog's lock, which is a look at the board's own matches; the pages, with up to four deltas
/// for each second of the past, are made without it.
/// </remarks>
internal sealed class BoardPast
{
    private readonly List<MatchRow> _rows = []; // as they were at the beginning
    private readonly List<RowChange> _changes;

    /// <param name="key">The board.</param>
    /// <param name="standings">The matches that stand or stood on it.</param>
    /// <param name="sinceMs">How far back that is known of all matches together.</param>
    public BoardPast(string key, IEnumerable<Standing> standings, long sinceMs)
    {
        var all = standings.ToList();
        BeginMs = all.Aggregate(sinceMs, static (ms, standing) => Math.Max(ms, standing.KnownSinceMs));
        foreach (var standing in all)
        {
            if (standing.RowAt(key, BeginMs) is { } row)
                _rows.Add(row);
        }
        _changes = [.. all.SelectMany(standing => standing.ChangesAfter(key, BeginMs))];
    }

    /// <summary>Where it begins, Unix time in milliseconds.</summary>
    public long BeginMs { get; }

    /// <summary>A page from the beginning to when the past was collected; takes no lock of the catalog.</summary>
    /// <param name="name">The page's topic.</param>
    /// <param name="epoch">Random, for this page and process.</param>
    /// <param name="options">Rows on a page; changes within the interval make one delta, as live.</param>
    /// <param name="budget">For the page's history.</param>
    public BoardPage ToPage(TopicName name, uint epoch, BoardsOptions options, HistoryBudget budget)
    {
        var rows = new BoardRows();
        foreach (var row in _rows)
            rows.Set(row.Headline);
        rows.ClearTouched();
        var page = new BoardPage(name, rows, epoch, options.RowsMax, BeginMs, budget);
        // stable: one match's changes stay in their order
        BringUp(page, rows, [.. _changes.OrderBy(static change => change.AtMs)], options);
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
                var change = changes[index];
                atMs = change.AtMs;
                if (change.Row is null)
                    rows.Remove(change.MatchId);
                else
                    rows.Set(change.Row.Headline);
            }
            page.Update(rows, options.RowsMax, atMs);
            rows.ClearTouched();
        }
    }
}
