using Fanout.Server.Delivery;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>
/// The answers of one topic that were made lately, by the point that they lead to: for the head, and for a few points
/// before it, to which delayed readers go. Under the topic's lock.
/// </summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal sealed class AnswerCache<TState, TDelta>
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private const int PastMax = 4; // as many delays as readers of one topic commonly choose among

    private AnswersTo<TState, TDelta>? _live;
    private Queue<AnswersTo<TState, TDelta>>? _past;

    /// <summary>What was made for this point; of undelayed readers, all before it goes.</summary>
    public AnswersTo<TState, TDelta> Find(Point<TState, TDelta> point, bool live)
    {
        if (_live is { } known && ReferenceEquals(known.Point, point))
            return known;
        foreach (var past in _past ?? [])
        {
            if (ReferenceEquals(past.Point, point))
                return past;
        }
        var made = new AnswersTo<TState, TDelta>(point);
        if (live)
            return _live = made;
        _past ??= new Queue<AnswersTo<TState, TDelta>>();
        if (_past.Count == PastMax)
            _past.Dequeue();
        _past.Enqueue(made);
        return made;
    }

    public void Clear() => (_live, _past) = (null, null);
}

/// <summary>The frames that lead to one point.</summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal sealed class AnswersTo<TState, TDelta>(Point<TState, TDelta> point)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private Dictionary<uint, SharedFrame>? _merged;

    public Point<TState, TDelta> Point => point;

    public SharedFrame? Snapshot { get; set; }

    /// <summary>By the sequence that they lead from; the snapshot itself where that is smaller.</summary>
    public Dictionary<uint, SharedFrame> Merged => _merged ??= [];
}
