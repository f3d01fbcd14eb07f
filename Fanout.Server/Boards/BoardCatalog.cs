using System.Security.Cryptography;
using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>All boards that somebody reads or has lately asked for.</summary>
/// <remarks>
/// A board is built when it is first asked for, from the matches that are known, and kept up to date from then on;
/// unread, it is let go after a while. It is built for each view that is read: who may see some matches only has a board
/// of these (<see cref="Access.BoardView"/>). Always building all of them lost: a match stands on six boards, and few of those
/// are read. Every well-formed board exists, with or without rows, because a reader may wait for the first one; so does
/// a page beyond the last. A name costs nothing to make up, so what nobody reads makes room for what is asked for, and
/// an empty board that nobody reads goes at the next occasion. The publisher changes rows and publishes, any thread
/// asks; one lock, held for a look at the board's own matches at most. The past of a page is worked out without it, one
/// page at a time: on a busy board that is hundreds of deltas, and the publisher must not wait for them.
/// </remarks>
internal sealed class BoardCatalog
{
    private readonly Lock _building = new(); // taken before the gate: a page is made once, whoever asks for it
    private readonly Lock _gate = new();
    private readonly LiveBoards _boards;
    private readonly Dictionary<string, Standing> _standings = new(StringComparer.Ordinal);
    private readonly BoardIndex _index = new();
    private readonly PriorityQueue<string, double> _endings = new(); // ids of matches that leave board/live, by when
    private readonly HashSet<LiveBoard> _dirty = [];
    private readonly BoardsOptions _options;
    private readonly MatchStore _matches;
    private readonly TopicRegistry _registry;
    private readonly HistoryBudget _budget;
    private readonly TimeProvider _time;
    private readonly LogClock _clock;
    private readonly Func<uint> _epochs;
    private readonly long _startedAt;

    /// <param name="options">Sizes and times.</param>
    /// <param name="matches">What boards are built from.</param>
    /// <param name="registry">Where their topics are known.</param>
    /// <param name="budget">For their histories.</param>
    /// <param name="clock">The log's clock, which boards are stamped by.</param>
    /// <param name="time">Clock.</param>
    /// <param name="epochs">Random numbers, not 0; null: the system's.</param>
    public BoardCatalog(
        BoardsOptions options,
        MatchStore matches,
        TopicRegistry registry,
        HistoryBudget budget,
        LogClock clock,
        TimeProvider time,
        Func<uint>? epochs = null)
    {
        (_options, _matches, _registry, _budget) = (options, matches, registry, budget);
        (_clock, _time) = (clock, time);
        _epochs = epochs ?? RandomEpoch;
        _startedAt = time.GetTimestamp();
        _boards = new LiveBoards(options, IsSpared_NeedsLock, LetGo_NeedsLock);
    }

    /// <summary>Boards kept up to date now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _boards.Count;
        }
    }

    /// <summary>Matches that were looked at to build boards, over all of them.</summary>
    public long LookedAt { get; private set; }

    /// <inheritdoc cref="LiveViews.Judged"/>
    public long Judged => _boards.Judged;

    /// <summary>The topic of a board's page, built if need be; null where there is no room for another board.</summary>
    public BoardTopic? Find(TopicName name)
    {
        lock (_gate)
        {
            if (FindPage_NeedsLock(name) is { } known)
                return known;
        }
        lock (_building)
            return Build(name);
    }

    /// <summary>A match is new, or has changed.</summary>
    public void Changed(MatchStream stream)
    {
        lock (_gate)
            Place_NeedsLock(stream, stream.Current.AtMs);
    }

    /// <summary>A match is no more.</summary>
    public void Removed(string matchId)
    {
        lock (_gate)
        {
            if (!_standings.Remove(matchId, out var standing))
                return;
            var boards = standing.Boards;
            standing.Set(UnixMs, [], null);
            foreach (var key in boards)
            {
                _index.Remove(key, matchId, UnixMs);
                Touch_NeedsLock(key, standing, null);
            }
        }
    }

    /// <summary>Deltas of the boards that are due for one; at most one a board and interval. The publisher's.</summary>
    public void Publish(List<(BoardTopic Topic, Point<BoardState, BoardDelta> Point)> changed)
    {
        lock (_gate)
        {
            LeaveLive_NeedsLock();
            if (_dirty.Count == 0)
                return;
            var nowMs = NowMs;
            foreach (var board in _dirty)
            {
                if (nowMs - board.PublishedAtMs < _options.DeltaInterval.TotalMilliseconds)
                    continue;
                board.PublishedAtMs = nowMs;
                board.Publish(_options.RowsMax, UnixMs, changed);
                _dirty.Remove(board);
            }
        }
    }

    /// <summary>
    /// Lets go of boards that nobody has read for a while; of an empty one as soon as nobody reads it. The publisher's,
    /// now and then.
    /// </summary>
    public void Forget()
    {
        lock (_gate)
        {
            _index.Forget(PastSinceMs);
            _boards.Forget(NowMs);
        }
    }

    private long NowMs => (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    private long UnixMs => _clock.NowMs;

    /// <summary>A board that is built now begins there: as far back as a delay may reach.</summary>
    private long PastSinceMs => UnixMs - (Horizon.DelaySecondsMax * 1000L) - Horizon.SlackMs;

    private static uint RandomEpoch() => (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);

    private BoardTopic? FindPage_NeedsLock(TopicName name)
    {
        if (_boards.Find(name) is not { } board)
            return null;
        board.WantedAtMs = NowMs;
        return _registry.TryFind(name, out var known) ? (BoardTopic)known : null;
    }

    private BoardTopic? Build(TopicName name)
    {
        BoardPast past;
        lock (_gate)
        {
            if (FindPage_NeedsLock(name) is { } known)
                return known;
            if (FindBoard_NeedsLock(name) is not { } board)
                return null;
            past = new BoardPast(name.Key, _index.LatelyOn(name.Key).Where(standing => _boards.Shows(board, standing)), PastSinceMs);
        }
        var page = past.ToPage(name, _epochs(), _options, _budget);
        lock (_gate)
        {
            if (FindBoard_NeedsLock(name) is not { } board) // let go meanwhile, and now there is no room
                return null;
            page.Join(board.Rows, _options.RowsMax, UnixMs);
            var topic = (BoardTopic)_registry.GetOrAdd(name, past.BeginMs, place => new BoardTopic(place, page.History));
            board.Add(page, topic);
            return topic;
        }
    }

    /// <summary>A board that is kept up to date, from now on if need be; null where there is no room for it.</summary>
    private LiveBoard? FindBoard_NeedsLock(TopicName name)
    {
        if (_boards.Find(name) is { } known)
            return known;
        if (!_boards.HasRoomFor(name, NowMs))
            return null;
        var board = _boards.Add(name, NowMs);
        foreach (var standing in _index.On(name.Key))
        {
            LookedAt++;
            if (_boards.Shows(board, standing))
                board.Rows.Set(standing.Row!.Headline);
        }
        board.Rows.ClearTouched();
        return board;
    }

    /// <summary>
    /// Boards that must be there however many others are asked for: what is on, and days that have matches.
    /// </summary>
    private bool IsSpared_NeedsLock(string key) =>
        key == TopicName.Live || (TopicName.IsDay(key) && _index.Has(key));

    private void LetGo_NeedsLock(LiveBoard board)
    {
        foreach (var topic in board.Topics)
        {
            _registry.Remove(topic.Name);
            topic.End(); // who joined since it was seen unread sees the end
        }
        _dirty.Remove(board);
    }

    private void Place_NeedsLock(MatchStream stream, long atMs)
    {
        if (!_standings.TryGetValue(stream.Id, out var standing))
            _standings[stream.Id] = standing = new Standing(stream.Id, stream.Matches, _gate, _budget);
        var (point, before) = (stream.Current, standing.Boards);
        var isLive = Membership.IsLive(point.State.Head, point.Times, IsEndedShown);
        var boards = standing.BoardsOf(point, isLive);
        if (!standing.Set(atMs, boards, point.Row))
            return;
        if (isLive && point.Times.EndedMs is { } endedMs)
            _endings.Enqueue(stream.Id, endedMs);
        if (ReferenceEquals(boards, before))
            Show_NeedsLock(standing, boards, point.Row);
        else
            Move_NeedsLock(standing, before);
    }

    private void Move_NeedsLock(Standing standing, IReadOnlyList<string> before)
    {
        foreach (var key in before)
        {
            if (standing.Boards.Contains(key))
                continue;
            _index.Remove(key, standing.MatchId, UnixMs);
            Touch_NeedsLock(key, standing, null);
        }
        foreach (var key in standing.Boards)
            _index.Set(key, standing.MatchId, standing);
        Show_NeedsLock(standing, standing.Boards, standing.Row!);
    }

    private void Show_NeedsLock(Standing standing, IReadOnlyList<string> boards, MatchRow row)
    {
        for (var index = 0; index < boards.Count; index++)
            Touch_NeedsLock(boards[index], standing, row);
    }

    private void Touch_NeedsLock(string key, Standing standing, MatchRow? row)
    {
        var views = _boards.Of(key);
        for (var index = 0; index < views.Count; index++)
        {
            var board = views[index];
            if (!_boards.Shows(board, standing))
                continue;
            if (row is null)
                board.Rows.Remove(standing.MatchId);
            else
                board.Rows.Set(row.Headline);
            if (board.Rows.Touched.Count > 0)
                _dirty.Add(board);
        }
    }

    private bool IsEndedShown(double endedMs) => UnixMs - endedMs < _options.EndedStay.TotalMilliseconds;

    private void LeaveLive_NeedsLock()
    {
        while (_endings.TryPeek(out var id, out var endedMs) && !IsEndedShown(endedMs))
        {
            _endings.Dequeue();
            if (_matches.TryFind(id, out var stream))
                Place_NeedsLock(stream, UnixMs);
        }
    }
}
