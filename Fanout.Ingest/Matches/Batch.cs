using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Matches;

/// <summary>A batch of events under way: what became of them, and how far that is in each partition.</summary>
internal sealed class Batch(string feed, IReadOnlyList<ScoreEvent> events)
{
    public string Feed => feed;

    public IReadOnlyList<ScoreEvent> Events => events;

    /// <summary>By the places of the events; those that were not answered are empty.</summary>
    public EventAnswer[] Answers { get; } = new EventAnswer[events.Count];

    /// <summary>Those of a stretch that nothing was answered to yet.</summary>
    public IEnumerable<int> Open(int start, int end) =>
        Enumerable.Range(start, end - start).Where(index => Answers[index].Outcome == 0);

    /// <summary>By partition, the sequence up to which the log has what became of them.</summary>
    public Dictionary<int, ulong> Reached { get; } = [];
}
