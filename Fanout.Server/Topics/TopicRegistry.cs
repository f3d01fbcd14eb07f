using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Fanout.Server.Topics;

/// <summary>
/// The topics that were ever asked for, by name. Gives out their numbers, each once in the life of the process.
/// </summary>
/// <param name="shardCount">Shards of the node.</param>
internal sealed class TopicRegistry(int shardCount)
{
    private readonly ConcurrentDictionary<TopicName, Topic> _topics = new();
    private readonly Lock _gate = new();
    private uint _lastId;

    /// <summary>All topics, in no order.</summary>
    public IEnumerable<Topic> All => _topics.Select(static pair => pair.Value);

    public int Count => _topics.Count;

    public bool TryFind(TopicName name, [NotNullWhen(true)] out Topic? topic) => _topics.TryGetValue(name, out topic);

    /// <summary>The topic of this name, made if it is not there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="baseMs">What its published offsets count from, if it is made.</param>
    /// <param name="make">Makes it; called at most once at a time.</param>
    public Topic GetOrAdd(TopicName name, long baseMs, Func<TopicPlace, Topic> make)
    {
        if (_topics.TryGetValue(name, out var known))
            return known;
        lock (_gate)
        {
            if (_topics.TryGetValue(name, out known))
                return known;
            return _topics[name] = make(new TopicPlace(++_lastId, name, baseMs, shardCount));
        }
    }

    /// <summary>Forgets this topic, where no other has its name by now.</summary>
    public void Remove(Topic topic) => _topics.TryRemove(new KeyValuePair<TopicName, Topic>(topic.Name, topic));

    /// <summary>Forgets a topic; its number is not given out again.</summary>
    public void Remove(TopicName name) => _topics.TryRemove(name, out _);
}
