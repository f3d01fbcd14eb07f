namespace Fanout.Server.Delivery;

/// <summary>
/// What a shard's walk has found to be due, chained by connection: the walk over a topic's subscribers only notes it, and
/// each connection's flush takes its own, so that all of it leaves in one call.
/// </summary>
/// <remarks>
/// One array for the shard, empty again once everybody was flushed; a connection holds the ends of its chain and nothing
/// else. Runs are named by numbers: references would cost a write barrier for each reader, and the clearing of them.
/// Writing during the walk lost: it needs a buffer for each connection, or one call for each frame.
/// </remarks>
internal sealed class DueFrames
{
    /// <summary>No entry: the end of a chain.</summary>
    public const int None = -1;

    private const int SizeFirst = 1024;

    private readonly List<Run> _runs = []; // the first ones are in use, the others wait to be
    private DueFrame[] _items = new DueFrame[SizeFirst];
    private int _runCount;
    private int _delivered;
    private int _count;
    private Slack _slack;

    /// <summary>The bytes of the runs.</summary>
    public FrameArena Arena { get; } = new();

    public ref DueFrame this[int index] => ref _items[index];

    /// <summary>The run of an entry.</summary>
    public Run RunOf(int index) => _runs[_items[index].Run];

    /// <summary>A run begins.</summary>
    public Run Begin(TopicSubscribers subscribers, Publication step)
    {
        if (_runCount == _runs.Count)
            _runs.Add(new Run());
        var run = _runs[_runCount++];
        run.Begin(subscribers, step);
        return run;
    }

    /// <summary>The runs that were begun have ended: they are due to those who stand before them.</summary>
    public void Deliver()
    {
        for (; _delivered < _runCount; _delivered++)
            _runs[_delivered].Deliver(_delivered);
    }

    /// <summary>Adds one behind <paramref name="last"/>, the end of its connection's chain; returns the new end.</summary>
    public int Add(int last, int subscribers, uint from, int run)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, _count * 2);
        var index = _count++;
        _items[index] = new DueFrame { Run = run, Subscribers = subscribers, From = from, Next = None };
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
        for (var run = 0; run < _runCount; run++)
            _runs[run].Clear();
        (_count, _runCount, _delivered) = (0, 0, 0);
        Arena.Clear(nowMs);
    }
}

/// <summary>A run that is due to one connection. 16 bytes.</summary>
internal struct DueFrame
{
    /// <summary>Number of the run.</summary>
    public int Run;

    /// <summary>Number of the <see cref="TopicSubscribers"/> that its subscription is one of.</summary>
    public int Subscribers;

    /// <summary>
    /// The sequence at which the subscription stood before: it stands there again, in the same epoch, when the sink does
    /// not take the first frame.
    /// </summary>
    public uint From;

    /// <summary>The connection's next one.</summary>
    public int Next;
}
