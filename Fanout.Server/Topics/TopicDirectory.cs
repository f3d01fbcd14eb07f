using Fanout.Protocol.Messages;
using Fanout.Server.Boards;

namespace Fanout.Server.Topics;

/// <summary>
/// From a name to its topic: those of a match exist when the match does, a board whenever its name is well-formed.
/// </summary>
internal sealed class TopicDirectory(
    MatchStore matches, TopicRegistry registry, BoardCatalog boards, MatchFetches fetches)
{
    /// <summary>
    /// How far before the current time the offsets of <c>events/</c> begin, in milliseconds (24 days): half of what an
    /// offset can express, because a reader may ask for old entries. All else begins where the topic does, which keeps
    /// offsets short.
    /// </summary>
    private const long EventsBackMs = int.MaxValue;

    /// <summary>The topic of this name, or why there is none.</summary>
    public TopicLookup Find(TopicName name)
    {
        if (name.Kind == TopicKind.Board)
            return new TopicLookup(boards.Find(name), ErrorCode.Types.Value.Unavailable);
        return matches.TryFind(name.Key, out var stream)
            ? new TopicLookup(Find(name, stream), default)
            : new TopicLookup(null, ErrorCode.Types.Value.NotFound);
    }

    /// <summary>
    /// Whether the match of a name rests in the log: <see cref="FetchAsync"/> comes before its topic.
    /// </summary>
    public bool Rests(TopicName name) => name.Kind != TopicKind.Board && matches.IsResting(name.Key, out _);

    /// <summary>
    /// Completes once the match of a name is in memory, if it rests in the log; false: not possible now.
    /// </summary>
    public ValueTask<bool> FetchAsync(TopicName name) =>
        name.Kind == TopicKind.Board ? new ValueTask<bool>(true) : fetches.FetchAsync(name.Key);

    private Topic Find(TopicName name, MatchStream stream)
    {
        if (registry.TryFind(name, out var known))
            return known;
        var made = Make(name, stream);
        Interlocked.MemoryBarrier(); // either we see that the match has gone, or who let it go sees its topic
        if (ReferenceEquals(matches.Find(name.Key), stream))
            return made;
        registry.Remove(made); // it would stand still for all who come later
        made.End();
        return made;
    }

    private Topic Make(TopicName name, MatchStream stream)
    {
        // from the oldest that a reader may get: a delayed one gets older states than the current
        var (publishedMs, scoredMs) = (stream.Matches.OldestPublishedMs, stream.Scores.OldestPublishedMs);
        return name.Kind switch
        {
            TopicKind.Match => registry.GetOrAdd(
                name, publishedMs, place => stream.Attach(new MatchTopic(place, stream))),
            TopicKind.Score => registry.GetOrAdd(name, scoredMs, place => stream.Attach(new ScoreTopic(place, stream))),
            _ => registry.GetOrAdd(
                name, publishedMs - EventsBackMs, place => stream.Attach(new EventsTopic(place, stream))),
        };
    }
}

/// <summary>What became of looking for a topic.</summary>
/// <param name="Topic">The topic, or null.</param>
/// <param name="Refusal">Where there is no topic, why: no such match, or no room for another board.</param>
internal readonly record struct TopicLookup(Topic? Topic, ErrorCode.Types.Value Refusal);
