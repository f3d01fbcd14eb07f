using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>
/// One page of a board as it was last published. Written by who makes it, and under the catalog's lock from when the
/// board has it.
/// </summary>
internal sealed class BoardPage
{
    private readonly Dictionary<string, Headline> _shown = new(StringComparer.Ordinal);

    /// <param name="name">The page's topic.</param>
    /// <param name="rows">Rows of the board.</param>
    /// <param name="epoch">Random, for this page and process.</param>
    /// <param name="rowsMax">Rows on a page.</param>
    /// <param name="nowMs">Unix time in milliseconds.</param>
    /// <param name="budget">For the page's history.</param>
    public BoardPage(TopicName name, BoardRows rows, uint epoch, int rowsMax, long nowMs, HistoryBudget budget)
    {
        Number = name.Page;
        var state = new BoardState
        {
            Name = name.Page == 1 ? name.Key : $"{name.Key}/{name.Page}",
            Page = (uint)name.Page,
            Pages = PagesOf(rows.Count, rowsMax),
            Total = (uint)rows.Count,
        };
        foreach (var row in rows.OnPage(Number, rowsMax))
        {
            state.Rows.Add(row);
            _shown[row.Id] = row;
        }
        History = new History<BoardState, BoardDelta>(budget);
        History.Begin(new Point<BoardState, BoardDelta>(new TopicPosition(epoch, 1), Board.From(state), null)
        {
            PublishedMs = nowMs,
            AtMs = nowMs,
        });
    }

    /// <summary>From 1.</summary>
    public int Number { get; }

    public History<BoardState, BoardDelta> History { get; }

    /// <summary>Pages that so many rows fill; an empty board has one.</summary>
    public static uint PagesOf(int rowCount, int rowsMax) => (uint)Math.Max(1, (rowCount + rowsMax - 1) / rowsMax);

    /// <summary>
    /// Brings the page to the rows as they are; the new point, or null where nothing that it shows has changed.
    /// </summary>
    public Point<BoardState, BoardDelta>? Update(BoardRows rows, int rowsMax, long nowMs)
    {
        var fits = Number == 1 && rows.Count <= rowsMax && _shown.Count == History.Head!.State.Head.Total;
        return Step(rows, rowsMax, fits ? TouchedEdits(rows) : AllEdits(rows, rowsMax), nowMs);
    }

    /// <summary>The same where the rows are not those that the page was made of: each of its rows is compared.</summary>
    public void Join(BoardRows rows, int rowsMax, long nowMs) => Step(rows, rowsMax, AllEdits(rows, rowsMax), nowMs);

    private Point<BoardState, BoardDelta>? Step(BoardRows rows, int rowsMax, HeadlineEdits edits, long nowMs)
    {
        var head = History.Head!;
        var (state, effect) = head.State.ApplyEffective(new BoardDelta
        {
            Pages = PagesOf(rows.Count, rowsMax),
            Total = (uint)rows.Count,
            Rows = edits,
        });
        if (Board.IsEmpty(effect))
            return null;
        var publishedMs = Math.Max(nowMs, head.PublishedMs);
        var position = head.Position with { Seq = head.Position.Seq + 1 };
        var point = new Point<BoardState, BoardDelta>(position, state, effect)
        {
            Previous = head.Position.Seq,
            PublishedMs = publishedMs,
            AtMs = publishedMs,
        };
        History.Append(point);
        return point;
    }

    /// <summary>All rows fit and fitted on this page: only what was touched can differ.</summary>
    private HeadlineEdits TouchedEdits(BoardRows rows)
    {
        var edits = new HeadlineEdits();
        foreach (var id in rows.Touched)
        {
            if (rows.TryGet(id, out var row))
                Show(row, edits);
            else if (_shown.Remove(id))
                edits.Remove.Add(id);
        }
        return edits;
    }

    /// <summary>Rows may have moved between pages: the whole page is compared, by reference.</summary>
    private HeadlineEdits AllEdits(BoardRows rows, int rowsMax)
    {
        var edits = new HeadlineEdits();
        var gone = new HashSet<string>(_shown.Keys, StringComparer.Ordinal);
        foreach (var row in rows.OnPage(Number, rowsMax))
        {
            gone.Remove(row.Id);
            Show(row, edits);
        }
        foreach (var id in gone)
        {
            _shown.Remove(id);
            edits.Remove.Add(id);
        }
        return edits;
    }

    private void Show(Headline row, HeadlineEdits edits)
    {
        if (_shown.TryGetValue(row.Id, out var shown) && ReferenceEquals(shown, row))
            return;
        _shown[row.Id] = row;
        edits.Upsert.Add(row);
    }
}
