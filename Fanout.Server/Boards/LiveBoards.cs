using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>The boards that are kept up to date, each in the views that somebody reads; and which go when there are too many.</summary>
/// <remarks>Under the catalog's lock. Views come of tokens, so nobody makes them up; but each costs as much as a board of its own.</remarks>
/// <param name="options">How many there may be.</param>
/// <param name="isSpared">Boards that must be there however many others are asked for.</param>
/// <param name="letGo">Is told of each that goes.</param>
internal sealed class LiveBoards(BoardsOptions options, Func<string, bool> isSpared, Action<LiveBoard> letGo)
{
    private const int RoomShare = 16; // a sixteenth of the boards goes at once
    private const long CrowdedMs = 1000; // where all boards are read; as long as a refused client waits

    private readonly Dictionary<string, List<LiveBoard>> _boards = new(StringComparer.Ordinal);
    private readonly LiveViews _views = new(options.ViewsMax);
    private long _crowdedUntilMs;

    public int Count { get; private set; }

    /// <inheritdoc cref="LiveViews.Judged"/>
    public long Judged => _views.Judged;

    private IEnumerable<LiveBoard> All => _boards.Values.SelectMany(static views => views);

    /// <summary>The board in all of its views.</summary>
    public IReadOnlyList<LiveBoard> Of(string key) => _boards.TryGetValue(key, out var views) ? views : [];

    /// <summary>The board that a name means; null where nobody reads it.</summary>
    public LiveBoard? Find(TopicName name)
    {
        foreach (var board in Of(name.Key))
        {
            if (Equals(board.View, name.View))
                return board;
        }
        return null;
    }

    /// <summary>Whether there is room for a board that is not there; others are let go for it.</summary>
    public bool HasRoomFor(TopicName name, long nowMs)
    {
        if (name.View is { } view && !_views.HasRoomFor(view) && !LetGoOfView(nowMs))
            return false;
        return Count < options.BoardsMax || (name.View is null && isSpared(name.Key)) || LetGoOfSome(nowMs);
    }

    /// <summary>A board without rows, for which there is room.</summary>
    public LiveBoard Add(TopicName name, long nowMs)
    {
        var board = new LiveBoard(name.Key, name.View is { } view ? _views.Enter(view) : null, nowMs);
        if (!_boards.TryGetValue(board.Key, out var views))
            _boards[board.Key] = views = [];
        views.Add(board);
        Count++;
        return board;
    }

    /// <summary>Whether a board shows a match that stands on it.</summary>
    public bool Shows(LiveBoard board, Standing standing) => _views.Shows(board.LiveView, standing);

    /// <summary>Lets go of those that nobody has read for a while; of an empty one as soon as nobody reads it.</summary>
    public void Forget(long nowMs)
    {
        foreach (var board in All.ToList())
        {
            if (board.IsRead)
                board.WantedAtMs = nowMs;
            else if (board.Rows.Count == 0 || nowMs - board.WantedAtMs >= options.UnreadStay.TotalMilliseconds)
                LetGo(board);
        }
    }

    /// <summary>
    /// Lets go of boards that nobody reads, empty ones first, then those that were wanted longest ago; false where all
    /// are read.
    /// </summary>
    private bool LetGoOfSome(long nowMs)
    {
        if (nowMs < _crowdedUntilMs)
            return false;
        // Several at once: who makes up names must not have all boards looked at for each of them.
        var going = All
            .Where(board => !board.IsRead && !(board.View is null && isSpared(board.Key)))
            .OrderBy(static board => board.Rows.Count > 0)
            .ThenBy(static board => board.WantedAtMs)
            .Take(1 + (options.BoardsMax / RoomShare))
            .ToList();
        going.ForEach(LetGo);
        _crowdedUntilMs = going.Count > 0 ? 0 : nowMs + CrowdedMs;
        return going.Count > 0;
    }

    /// <summary>The same with all boards of the view that was wanted longest ago of those that nobody reads.</summary>
    private bool LetGoOfView(long nowMs)
    {
        if (nowMs < _crowdedUntilMs)
            return false;
        var going = All
            .Where(static board => board.View is not null)
            .GroupBy(static board => board.View)
            .Where(static boards => !boards.Any(static board => board.IsRead))
            .MinBy(static boards => boards.Max(static board => board.WantedAtMs))?
            .ToList();
        going?.ForEach(LetGo);
        _crowdedUntilMs = going is null ? nowMs + CrowdedMs : 0;
        return going is not null;
    }

    private void LetGo(LiveBoard board)
    {
        var views = _boards[board.Key];
        views.Remove(board);
        if (views.Count == 0)
            _boards.Remove(board.Key);
        Count--;
        if (board.LiveView is { } view)
            _views.Leave(view);
        letGo(board);
    }
}
