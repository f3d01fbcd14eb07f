using Fanout.Server.Delivery;

namespace Fanout.Server.Topics;

/// <summary>
/// The answers of one topic that were made lately, by the point that they lead to: for the head, and for a few points
/// before it, to which delayed readers go. Under the topic's lock.
/// </summary>
internal sealed class AnswerCache
{
    private const int PastMax = 4; // as many delays as readers of one topic commonly choose among

    private AnswersTo? _live;
    private Queue<AnswersTo>? _past;

    /// <summary>What was made for the point of this number; of undelayed readers, all before it goes.</summary>
    public AnswersTo Find(long number, bool live)
    {
        if (_live is { } known && known.Number == number)
            return known;
        foreach (var past in _past ?? [])
        {
            if (past.Number == number)
                return past;
        }
        var made = new AnswersTo(number);
        if (live)
            return _live = made;
        _past ??= new Queue<AnswersTo>();
        if (_past.Count == PastMax)
            _past.Dequeue();
        _past.Enqueue(made);
        return made;
    }

    public void Clear() => (_live, _past) = (null, null);
}

/// <summary>The frames that lead to one point. Does not hold the point: its frames outlive it by a while.</summary>
/// <param name="number">Which of its history's points.</param>
internal sealed class AnswersTo(long number)
{
    private Dictionary<uint, SharedFrame>? _merged;

    public long Number => number;

    public SharedFrame? Snapshot { get; set; }

    /// <summary>By the sequence that they lead from; the snapshot itself where that is smaller.</summary>
    public Dictionary<uint, SharedFrame> Merged => _merged ??= [];
}
