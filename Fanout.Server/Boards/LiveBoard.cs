using Fanout.Protocol.Messages;
using Fanout.Server.Access;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>
/// One board that is kept up to date, in one view: its rows and those of its pages that were asked for. Under the catalog's lock.
/// </summary>
internal sealed class LiveBoard(string key, LiveView? view, long nowMs)
{
    private readonly List<(BoardPage Page, BoardTopic Topic)> _pages = [];

    public string Key => key;

    /// <summary>Which matches it shows; null: all.</summary>
    public BoardView? View => view?.View;

    /// <summary>The same as one of those that are live.</summary>
    public LiveView? LiveView => view;

    public BoardRows Rows { get; } = new();

    /// <summary>Monotonic time of the last delta.</summary>
    public long PublishedAtMs { get; set; } = long.MinValue / 2;

    /// <summary>Monotonic time at which it was last asked for, or seen with readers.</summary>
    public long WantedAtMs { get; set; } = nowMs;

    public bool IsRead => _pages.Exists(static page => page.Topic.SubscriberCount > 0);

    public IEnumerable<BoardTopic> Topics => _pages.Select(static page => page.Topic);

    public void Add(BoardPage page, BoardTopic topic) => _pages.Add((page, topic));

    /// <summary>Brings all pages to the rows as they are; adds what has changed to the publications.</summary>
    public void Publish(int rowsMax, long unixMs, List<(BoardTopic, Point<BoardState, BoardDelta>)> changed)
    {
        foreach (var (page, topic) in _pages)
        {
            if (page.Update(Rows, rowsMax, unixMs) is { } point)
                changed.Add((topic, point));
        }
        Rows.ClearTouched();
    }
}
