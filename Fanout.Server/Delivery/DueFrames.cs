namespace Fanout.Server.Delivery;

/// <summary>
/// The frames that a shard's walks have found to be due, chained by connection: the walk over a topic's subscribers only
/// notes them, and each connection's flush takes its own, so that they leave in one call.
/// </summary>
/// <remarks>
/// One array for the shard, empty again once everybody was flushed; a connection holds the ends of its chain and nothing
/// else. Frames are named by numbers: references would cost a write barrier for each reader, and the clearing of them.
/// Writing during the walk lost: it needs a buffer for each connection, or one call for each frame.
/// </remarks>
internal sealed class DueFrames
{
    /// <summary>No entry: the end of a chain.</summary>
    public const int None = -1;

    private const int SizeFirst = 1024;

    private readonly List<SharedFrame> _frames = [];
    private DueFrame[] _items = new DueFrame[SizeFirst];
    private int _count;
    private Slack _slack;

    public ref DueFrame this[int index] => ref _items[index];

    /// <summary>The frame of an entry.</summary>
    public SharedFrame FrameOf(int index) => _frames[_items[index].Frame];

    /// <summary>A walk begins, in which this one is due; returns its number.</summary>
    public int Begin(SharedFrame frame)
    {
        _frames.Add(frame);
        return _frames.Count - 1;
    }

    /// <summary>Adds one behind <paramref name="last"/>, the end of its connection's chain; returns the new end.</summary>
    public int Add(int last, int subscribers, uint from, int frame)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, _count * 2);
        var index = _count++;
        _items[index] = new DueFrame { Frame = frame, Subscribers = subscribers, From = from, Next = None };
        if (last != None)
            _items[last].Next = index;
        return index;
    }

    /// <summary>Every connection has taken its own.</summary>
    /// <param name="nowMs">Monotonic time.</param>
    public void Clear(long nowMs)
    {
        var fit = _slack.Observe(_count, _items.Length, nowMs);
        if (fit > 0)
            _items = new DueFrame[fit];
        _count = 0;
        _frames.Clear();
    }
}

/// <summary>One frame that is due to one connection. 16 bytes.</summary>
internal struct DueFrame
{
    /// <summary>Number of the frame.</summary>
    public int Frame;

    /// <summary>Number of the <see cref="TopicSubscribers"/> that its subscription is one of.</summary>
    public int Subscribers;

    /// <summary>
    /// The sequence at which the subscription stood before: it stands there again, in the same epoch, when the sink does
    /// not take the frame.
    /// </summary>
    public uint From;

    /// <summary>The connection's next one.</summary>
    public int Next;
}
