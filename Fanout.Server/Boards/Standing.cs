using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>
/// On which boards one match stands and how it is shown there, now and lately: what a board that is built now needs to
/// know of the past, for readers behind live. Under the catalog's lock.
/// </summary>
/// <param name="matchId">The match.</param>
/// <param name="history">Its history, which tells what its row was at a time.</param>
/// <param name="gate">The catalog's lock, for the budget, which comes from outside.</param>
/// <param name="budget">Decides when superseded places go.</param>
internal sealed class Standing(
    string matchId, History<MatchState, MatchDelta> history, Lock gate, HistoryBudget budget) : IHistory
{
    private const int SizePlace = 48; // bytes on the heap: in ring and budget, as full as they are on average

    private readonly Ring<Place> _places = new();
    private (MatchState State, MatchTimes Times, bool IsLive)? _placed;
    private IReadOnlyList<string> _boards = [];
    private uint[] _shownIn = []; // by slot of a view: twice its number, and one more where it shows the match

    public string MatchId => matchId;

    /// <summary>Before it, nothing is known: Unix time in milliseconds.</summary>
    public long KnownSinceMs { get; private set; }

    /// <summary>Boards that it stands on now.</summary>
    public IReadOnlyList<string> Boards => _places.Count == 0 ? [] : _places[_places.Count - 1].Boards;

    /// <summary>Its row now; null where it is no more.</summary>
    public MatchRow? Row { get; private set; }

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
    /// <param name="row">Its row; null where the match is no more, and then it is on no board.</param>
    public bool Set(long atMs, IReadOnlyList<string> boards, MatchRow? row)
    {
        if (_places.Count > 0)
        {
            ref var last = ref _places[_places.Count - 1];
            var stays = ReferenceEquals(last.Boards, boards) || last.Boards.SequenceEqual(boards);
            if (stays && ReferenceEquals(Row, row))
                return false;
            atMs = Math.Max(atMs, last.AtMs);
            budget.Supersede(this, _places.Removed + _places.Count - 1, SizePlace, atMs);
        }
        else
        {
            KnownSinceMs = history.IsBorn ? 0 : atMs; // before it was born, it stood nowhere
        }
        _places.Add(new Place(atMs, boards));
        Row = row;
        return true;
    }

    /// <summary>Whether a view shows it; null: that was not worked out yet.</summary>
    public bool? IsShownIn(LiveView view)
    {
        var known = view.Slot < _shownIn.Length ? _shownIn[view.Slot] : 0;
        return known >> 1 == view.Number ? (known & 1) != 0 : null;
    }

    /// <summary>Whether a view shows it, from now on.</summary>
    public void SetShownIn(LiveView view, bool isShown)
    {
        if (view.Slot >= _shownIn.Length)
            Array.Resize(ref _shownIn, Math.Max(view.Slot + 1, 2 * _shownIn.Length));
        _shownIn[view.Slot] = (view.Number << 1) | (isShown ? 1u : 0);
    }

    /// <summary>What it did on a board from a time on.</summary>
    public StandingPast PastOn(string board, long sinceMs)
    {
        var places = new List<RowPlace>();
        for (var index = 0; index < _places.Count; index++)
        {
            ref var place = ref _places[index];
            if (place.AtMs <= sinceMs)
                places.Clear();
            var isOn = place.Boards.Contains(board);
            if (isOn || places.Count > 0)
                places.Add(new RowPlace(place.AtMs, isOn));
        }
        return new StandingPast(matchId, history, KnownSinceMs, places);
    }

    long IHistory.Drop(long number)
    {
        lock (gate)
        {
            if (_places.Count >= 2 && _places.Removed == number)
            {
                _places.RemoveFirst();
                KnownSinceMs = _places[0].AtMs;
            }
        }
        return SizePlace;
    }

    /// <summary>Where it stood from a time on: no row, for that is what the match's own history tells.</summary>
    private readonly record struct Place(long AtMs, IReadOnlyList<string> Boards);
}
