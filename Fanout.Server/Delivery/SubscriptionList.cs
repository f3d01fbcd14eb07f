using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>
/// The topics of one connection: where its subscriber stands in each topic's array. Touched by its shard only. Mutable,
/// so it lives in one field and is never copied.
/// </summary>
internal struct SubscriptionList()
{
    private Subscription[] _items = [];

    public int Count { readonly get; private set; }

    public readonly Topic TopicAt(int place) => _items[place].Subscribers.Topic;

    /// <summary>The delay of a subscription; null: none.</summary>
    public readonly DelayCursor? DelayAt(int place) => _items[place].Subscribers.Delay;

    /// <summary>How far a subscription sees now.</summary>
    public readonly long HorizonAt(int place) => _items[place].Subscribers.HorizonMs;

    public readonly ref Subscriber SubscriberAt(int place) => ref _items[place].Subscribers[_items[place].Index];

    /// <summary>
    /// Place of a topic in the list, or −1. Linear: a connection has a handful of topics, and changes them seldom.
    /// </summary>
    public readonly int Find(Topic topic)
    {
        for (var place = 0; place < Count; place++)
        {
            if (ReferenceEquals(_items[place].Subscribers.Topic, topic))
                return place;
        }
        return -1;
    }

    /// <summary>Place of the topic with this number, or −1.</summary>
    public readonly int Find(uint topicId)
    {
        for (var place = 0; place < Count; place++)
        {
            if (_items[place].Subscribers.Topic.Id == topicId)
                return place;
        }
        return -1;
    }

    /// <summary>Joins the topic's array; from now on the shard gets its publications.</summary>
    public int Add(TopicSubscribers subscribers, Connection connection)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, SizeFor(Count + 1));
        var place = Count++;
        _items[place] = new Subscription(subscribers, subscribers.Add(
            new Subscriber { Connection = connection, Place = place }));
        return place;
    }

    /// <summary>The subscription goes on among those of another delay, from where it stands.</summary>
    public readonly void Move(int place, TopicSubscribers to)
    {
        var (subscribers, index) = _items[place];
        _items[place] = new Subscription(to, to.Add(subscribers[index]));
        subscribers.RemoveAt(index);
    }

    /// <summary>Leaves the topic's array; the last topic of the list takes this place.</summary>
    public void RemoveAt(int place)
    {
        var (subscribers, index) = _items[place];
        subscribers.RemoveAt(index);
        var last = --Count;
        if (place != last)
        {
            _items[place] = _items[last];
            SubscriberAt(place).Place = place;
        }
        _items[last] = default;
    }

    /// <summary>The topic's array moved our subscriber.</summary>
    public readonly void Moved(int place, int index) => _items[place] = _items[place] with { Index = index };

    public void Clear()
    {
        while (Count > 0)
            RemoveAt(Count - 1);
        _items = [];
    }

    /// <summary>One at first, since most have one; then by quarters, since memory counts and adding is rare.</summary>
    private static int SizeFor(int count) => count == 1 ? 1 : count + Math.Max(1, count / 4);

    private readonly record struct Subscription(TopicSubscribers Subscribers, int Index);
}
