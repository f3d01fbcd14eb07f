using System.Runtime.InteropServices;

namespace Fanout.Server.Delivery;

/// <summary>
/// Steps of one topic that a walk delivers together, one behind the other: who stands before the first of them gets all
/// with one copy, and is moved once, however many there are.
/// </summary>
/// <remarks>
/// Under load events come faster than everybody can be told of each: then what is due to a reader is a run, and its cost
/// is that of one frame. Made again for other steps in the next walk; belongs to its shard.
/// </remarks>
internal sealed class Run
{
    private readonly List<Publication> _steps = [];
    private readonly List<Joined> _joined = []; // by wire, of which a node has four kinds; the first ones are in use
    private TopicSubscribers? _subscribers;
    private int _joinedCount;

    public Publication this[int index] => _steps[index];

    public int Count => _steps.Count;

    /// <summary>The sequence that the first one follows.</summary>
    public uint Previous => _steps[0].Previous;

    public uint Epoch => _steps[0].Position.Epoch;

    /// <summary>Where the last one brings a reader.</summary>
    public uint Seq => _steps[^1].Position.Seq;

    /// <summary>Begins with a first step.</summary>
    public void Begin(TopicSubscribers subscribers, Publication step)
    {
        _subscribers = subscribers;
        _steps.Add(step);
    }

    /// <summary>Goes on with a step; false where it does not follow the last one.</summary>
    public bool TryAdd(Publication step)
    {
        var last = _steps[^1].Position;
        if (step.Position.Epoch != last.Epoch || step.Previous != last.Seq)
            return false;
        _steps.Add(step);
        return true;
    }

    /// <summary>It has ended, and is due under this number.</summary>
    public void Deliver(int number) => _subscribers!.Deliver(this, number);

    /// <summary>The bytes of all frames on connections of one kind, and where each ends.</summary>
    /// <param name="arena">Where they are put; theirs until the walk has ended.</param>
    /// <param name="connection">One of that kind, whose frames all look the same.</param>
    /// <param name="ends">Behind the last byte of each frame, from the first one's begin.</param>
    public ReadOnlySpan<byte> Join(FrameArena arena, Connection connection, out ReadOnlySpan<int> ends)
    {
        var joined = Find(connection.Wire) ?? JoinOnce(arena, connection);
        ends = CollectionsMarshal.AsSpan(joined.Ends);
        return arena.Slice(joined.Start, ends[^1]);
    }

    public void Clear()
    {
        _subscribers = null;
        _steps.Clear();
        _joinedCount = 0;
    }

    private Joined? Find(IWire wire)
    {
        for (var index = 0; index < _joinedCount; index++)
        {
            if (ReferenceEquals(_joined[index].Wire, wire))
                return _joined[index];
        }
        return null;
    }

    private Joined JoinOnce(FrameArena arena, Connection connection)
    {
        if (_joinedCount == _joined.Count)
            _joined.Add(new Joined());
        var joined = _joined[_joinedCount++];
        joined.Begin(connection.Wire, arena.Count);
        foreach (var step in _steps)
        {
            var frame = step.Frame.In(connection.Encoding);
            arena.Append(connection.Wire.Form(frame, connection).Span);
            joined.Ends.Add(arena.Count - joined.Start);
        }
        return joined;
    }

    private sealed class Joined
    {
        public IWire? Wire { get; private set; }

        public int Start { get; private set; }

        public List<int> Ends { get; } = [];

        public void Begin(IWire wire, int start)
        {
            (Wire, Start) = (wire, start);
            Ends.Clear();
        }
    }
}
