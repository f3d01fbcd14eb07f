namespace Fanout.Server.Boards;

/// <summary>
/// What a board was before it was built, as far back as a delay may reach: a page begins there and is brought up to
/// now, so that a delayed reader need not wait until the board has a past of its own.
/// </summary>
internal sealed class BoardPast
{
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
                Rows.Set(row);
        }
        Rows.ClearTouched();
        _changes = [.. all.SelectMany(standing => standing.ChangesAfter(key, BeginMs))
            .OrderBy(static change => change.AtMs)]; // stable: one match's changes stay in their order
    }

    /// <summary>Where it begins, Unix time in milliseconds.</summary>
    public long BeginMs { get; }

    /// <summary>The rows, at first as they were there.</summary>
    public BoardRows Rows { get; } = new();

    /// <summary>Brings a page, which has the rows as they were at the beginning, up to now.</summary>
    /// <param name="page">The page.</param>
    /// <param name="rowsMax">Rows on a page.</param>
    /// <param name="interval">Changes within this time make one delta, as live.</param>
    public void BringUp(BoardPage page, int rowsMax, TimeSpan interval)
    {
        for (var index = 0; index < _changes.Count;)
        {
            var untilMs = _changes[index].AtMs + (long)interval.TotalMilliseconds;
            var atMs = 0L;
            for (; index < _changes.Count && _changes[index].AtMs < untilMs; index++)
            {
                var change = _changes[index];
                atMs = change.AtMs;
                if (change.Row is null)
                    Rows.Remove(change.MatchId);
                else
                    Rows.Set(change.Row);
            }
            page.Update(Rows, rowsMax, atMs);
            Rows.ClearTouched();
        }
    }
}
