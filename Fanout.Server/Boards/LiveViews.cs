using Fanout.Server.Access;

namespace Fanout.Server.Boards;

/// <summary>The views that boards are kept in, and which matches they show. Under the catalog's lock.</summary>
/// <remarks>
/// Whether a view shows a match is worked out once, and kept with the match: there are dozens of views of up to 200
/// patterns each, and of more that are closed to a territory, a match stands on half a dozen boards, and the publisher
/// waits for every row that changes. It is kept by the view's slot, under a number that no other view ever has, so that
/// nothing has to be forgotten when a view goes.
/// Keeping the matches with the view lost: each would have a table of all matches, where a slot is four bytes.
/// </remarks>
/// <param name="countMax">How many there may be.</param>
internal sealed class LiveViews(int countMax)
{
    private readonly Dictionary<BoardView, LiveView> _views = [];
    private readonly Stack<int> _freeSlots = new();
    private uint _lastNumber;

    /// <summary>How often it was worked out whether a view shows a match.</summary>
    public long Judged { get; private set; }

    /// <summary>Whether it is there, or may be.</summary>
    public bool HasRoomFor(BoardView view) => _views.ContainsKey(view) || _views.Count < countMax;

    /// <summary>One more board has it.</summary>
    public LiveView Enter(BoardView view)
    {
        if (!_views.TryGetValue(view, out var live))
        {
            var slot = _freeSlots.TryPop(out var free) ? free : _views.Count;
            _views[view] = live = new LiveView(view, slot, ++_lastNumber);
        }
        live.BoardCount++;
        return live;
    }

    /// <summary>One board less has it; without any it goes.</summary>
    public void Leave(LiveView live)
    {
        if (--live.BoardCount > 0)
            return;
        _views.Remove(live.View);
        _freeSlots.Push(live.Slot);
    }

    /// <summary>Whether a match is shown.</summary>
    /// <param name="live">In which view; null: in the one that shows all.</param>
    /// <param name="standing">The match's.</param>
    public bool Shows(LiveView? live, Standing standing)
    {
        if (live is null)
            return true;
        if (standing.IsShownIn(live) is { } known)
            return known;
        Judged++;
        var isShown = live.View.Shows(standing.MatchId);
        standing.SetShownIn(live, isShown);
        return isShown;
    }
}

/// <summary>A view that boards are kept in.</summary>
/// <param name="view">Which matches it shows.</param>
/// <param name="slot">From 0; another's once this one is gone.</param>
/// <param name="number">From 1; never another's.</param>
internal sealed class LiveView(BoardView view, int slot, uint number)
{
    public BoardView View => view;

    public int Slot => slot;

    public uint Number => number;

    /// <summary>Boards that have it.</summary>
    public int BoardCount { get; set; }
}
