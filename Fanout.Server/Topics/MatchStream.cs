using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Server.Topics;

/// <summary>One match as this node knows it: its state and score view with their histories, and its headline.</summary>
/// <remarks>Written by the publisher alone; any thread reads. It is in the store only once it has a state.</remarks>
internal sealed class MatchStream(string id, int partition, HistoryBudget budget)
{
    private readonly Topic?[] _topics = new Topic?[TopicName.MatchKinds.Length];
    private string? _fault;

    public string Id => id;

    public int Partition => partition;

    /// <summary>History of the whole state.</summary>
    public History<MatchState, MatchDelta> Matches { get; } = new(budget);

    /// <summary>
    /// History of the score view. Its positions are the log's: the newest sequence that changed the view.
    /// </summary>
    public History<ScoreState, ScoreDelta> Scores { get; } = new(budget);

    /// <summary>State, position and time of publication, consistent with one another.</summary>
    public MatchPoint Current => (MatchPoint)Matches.Head!;

    /// <summary>The same of the score view.</summary>
    public Point<ScoreState, ScoreDelta> Score => Scores.Head!;

    /// <summary>What its past decides about the boards that it stands on.</summary>
    public MatchTimes Times => Current.Times;

    /// <summary>
    /// Why this node no longer follows the match (its log contradicts itself), or null. The state is the last one that
    /// was right.
    /// </summary>
    public string? Fault
    {
        get => Volatile.Read(ref _fault);
        set => Volatile.Write(ref _fault, value);
    }

    /// <summary>
    /// It was fetched from the log for a reader, long after its last change: it stands on no list and no board.
    /// </summary>
    public bool IsFetched => !Current.IsListed;

    /// <summary>When somebody was last seen reading it, or it was fetched; Unix time in milliseconds. The
    /// publisher's.</summary>
    public long UsedMs { get; set; }

    /// <summary>Partition sequence of the last entry that was applied. The publisher's.</summary>
    public ulong LogSequence { get; set; }

    /// <summary>Its newest change was published (<see cref="Point{TState,TDelta}.Fold"/>). The publisher's.</summary>
    public void Fold()
    {
        Current.Fold();
        Score.Fold();
    }

    /// <summary>Its topic of this kind, if that was ever asked for.</summary>
    public Topic? TopicOf(TopicKind kind) => Volatile.Read(ref _topics[(int)kind]);

    /// <summary>The topic was asked for, for the first time.</summary>
    public Topic Attach(Topic topic)
    {
        Volatile.Write(ref _topics[(int)topic.Name.Kind], topic);
        return topic;
    }
}
