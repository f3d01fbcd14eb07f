using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>
/// On which boards one match stands and how it is shown there, now and lately: what a board that is built now needs to
/// know of the past, for readers behind live. Under the catalog's lock.
/// </summary>
/// <param name="matchId">The match.</param>
/// <param name="gate">The catalog's lock, for the budget, which comes from outside.</param>
/// <param name="budget">Decides when superseded places go.</param>
internal sealed class Standing(string matchId, Lock gate, HistoryBudget budget) : IHistory
{
    // Bytes on the heap: a place, a row that nobody asked for, their places in list and budget.
    private const int SizeEstimate = 160;

    private readonly List<Place> _places = [];
    private (MatchState State, MatchTimes Times, bool IsLive)? _placed;
    private IReadOnlyList<string> _boards = [];

    /// <summary>Before it, nothing is known: Unix time in milliseconds.</summary>
    public long KnownSinceMs { get; private set; }

    /// <summary>Boards that it stands on now.</summary>
    public IReadOnlyList<string> Boards => _places.Count == 0 ? [] : _places[^1].Boards;

    /// <summary>Its row now; null where it is no more.</summary>
    public MatchRow? Row => _places.Count == 0 ? null : _places[^1].Row;

    /// <summary>The boards of a point; the same list where that stands on those of the point before.</summary>
    public IReadOnlyList<string> BoardsOf(MatchPoint point, bool isLive)
    {
        var head = point.State.Head;
        if (_placed is not { } placed || placed.IsLive != isLive
            || !Membership.IsSame(head, point.Times, placed.State, placed.Times))
        {
            _boards = Membership.BoardsOf(head, point.Times, isLive);
        }
        _placed = (head, point.Times, isLive);
        return _boards;
    }

    /// <summary>From a time on it stands there; false where it did so before.</summary>
    /// <param name="atMs">Unix time in milliseconds; not before the last.</param>
    /// <param name="boards">Names of the boards.</param>
    /// <param name="row">Its row; null where the match is no more.</param>
    /// <param name="isBorn">What comes first is the match's beginning: before, it stood nowhere.</param>
    public bool Set(long atMs, IReadOnlyList<string> boards, MatchRow? row, bool isBorn)
    {
        if (_places.Count > 0)
        {
            var last = _places[^1];
            var stays = ReferenceEquals(last.Boards, boards) || last.Boards.SequenceEqual(boards);
            if (stays && ReferenceEquals(last.Row, row))
                return false;
            atMs = Math.Max(atMs, last.AtMs);
            budget.Supersede(this, last, SizeEstimate, atMs);
        }
        else
        {
            KnownSinceMs = isBorn ? 0 : atMs;
        }
        _places.Add(new Place(atMs, boards, row));
        return true;
    }

    /// <summary>Its row on a board at a time; null where it did not stand there.</summary>
    public MatchRow? RowAt(string board, long atMs) => _places.FindLast(place => place.AtMs <= atMs)?.On(board);

    /// <summary>Its rows on a board after a time, in order: each when it came, null when it left.</summary>
    public IEnumerable<RowChange> ChangesAfter(string board, long atMs)
    {
        var before = RowAt(board, atMs);
        foreach (var place in _places)
        {
            var row = place.On(board);
            if (place.AtMs <= atMs || ReferenceEquals(row, before))
                continue;
            yield return new RowChange(place.AtMs, matchId, row);
            before = row;
        }
    }

    void IHistory.Drop(object point)
    {
        lock (gate)
        {
            if (_places.Count < 2 || !ReferenceEquals(_places[0], point))
                return;
            _places.RemoveAt(0);
            KnownSinceMs = _places[0].AtMs;
        }
    }

    private sealed record Place(long AtMs, IReadOnlyList<string> Boards, MatchRow? Row)
    {
        public MatchRow? On(string board) => Boards.Contains(board) ? Row : null;
    }
}

/// <summary>A row that came, changed, or left.</summary>
/// <param name="AtMs">When, Unix time in milliseconds.</param>
/// <param name="MatchId">Whose it is.</param>
/// <param name="Row">The row; null: it left.</param>
internal readonly record struct RowChange(long AtMs, string MatchId, MatchRow? Row);
