using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>
/// The topics of one connection: where its subscriber stands in each topic's array. Touched by its shard only.
/// </summary>
internal readonly ref struct Subscriptions(Connection connection, ref SubscriptionList list)
{
    private readonly ref SubscriptionList _list = ref list;

    public int Count => _list.Count;

    public Topic TopicAt(int place) => At(place).Topic;

    /// <summary>The delay of a subscription; null: none.</summary>
    public DelayCursor? DelayAt(int place) => At(place).Delay;

    /// <summary>How far a subscription sees now.</summary>
    public long HorizonAt(int place) => At(place).HorizonMs;

    public Reader ReaderAt(int place) => At(place)[_list[place].Index];

    /// <summary>Its subscriber among those of this number, of which it has one.</summary>
    public Reader ReaderAmong(int subscribers)
    {
        var place = 0;
        while (_list[place].Subscribers != subscribers)
            place++;
        return ReaderAt(place);
    }

    /// <summary>
    /// Place of a topic in the list, or −1. Linear: a connection has a handful of topics, and changes them seldom.
    /// </summary>
    public int Find(Topic topic)
    {
        for (var place = 0; place < Count; place++)
        {
            if (ReferenceEquals(TopicAt(place), topic))
                return place;
        }
        return -1;
    }

    /// <summary>Place of the topic with this number, or −1.</summary>
    public int Find(uint topicId)
    {
        for (var place = 0; place < Count; place++)
        {
            if (TopicAt(place).Id == topicId)
                return place;
        }
        return -1;
    }

    /// <summary>Where the connection stands in each topic that was answered.</summary>
    public List<(TopicName Topic, TopicPosition Position)> ToPositions()
    {
        var positions = new List<(TopicName, TopicPosition)>(Count);
        for (var place = 0; place < Count; place++)
        {
            if (ReaderAt(place) is { Answered: true, Position: var position })
                positions.Add((TopicAt(place).Name, position));
        }
        return positions;
    }

    /// <summary>No more are to come for now: nothing is kept for them.</summary>
    public void Trim() => _list.Trim();

    /// <summary>Joins the topic's array; from now on the shard gets its publications.</summary>
    public int Add(TopicSubscribers subscribers)
    {
        var index = subscribers.Add(connection);
        return _list.Add(new Subscription(subscribers.Number, index));
    }

    /// <summary>The subscription goes on among those of another delay, from where it stands.</summary>
    public void Move(int place, TopicSubscribers to)
    {
        var (from, index) = (At(place), _list[place].Index);
        var reader = from[index];
        var moved = to.Add(connection, reader.Position, reader.Value);
        _list[place] = new Subscription(to.Number, moved);
        from.RemoveAt(index);
    }

    /// <summary>Leaves the topic's array; the last topic of the list takes this place.</summary>
    public void RemoveAt(int place)
    {
        var (subscribers, index) = (At(place), _list[place].Index);
        _list.RemoveAt(place);
        subscribers.RemoveAt(index);
    }

    /// <summary>The topic's array has moved our subscriber.</summary>
    public void Moved(int subscribers, int from, int to)
    {
        for (var place = 0; place < Count; place++)
        {
            if (_list[place] != new Subscription(subscribers, from))
                continue;
            _list[place] = new Subscription(subscribers, to);
            return;
        }
    }

    public void Clear()
    {
        while (Count > 0)
            RemoveAt(Count - 1);
        _list = new SubscriptionList();
    }

    private TopicSubscribers At(int place) => connection.Shard.Subscribers[_list[place].Subscribers];
}

/// <summary>What a connection keeps of its subscriptions. Mutable, so it lives in one field and is never copied.</summary>
internal struct SubscriptionList()
{
    private Subscription[] _items = [];

    public int Count { readonly get; private set; }

    public readonly ref Subscription this[int place] => ref _items[place];

    /// <summary>Adds one at the end; returns its place.</summary>
    public int Add(Subscription subscription)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, SizeFor(Count + 1));
        _items[Count] = subscription;
        return Count++;
    }

    public void Trim()
    {
        if (_items.Length > Count)
            Array.Resize(ref _items, Count);
    }

    /// <summary>The last one takes this place.</summary>
    public void RemoveAt(int place) => _items[place] = _items[--Count];

    /// <summary>One at first, since most have one; then by quarters, since memory counts and adding is rare.</summary>
    private static int SizeFor(int count) => count == 1 ? 1 : count + Math.Max(1, count / 4);
}

/// <summary>One subscription of a connection. 8 bytes.</summary>
/// <param name="Subscribers">Number of the <see cref="TopicSubscribers"/> that it is one of.</param>
/// <param name="Index">Which of them.</param>
internal readonly record struct Subscription(int Subscribers, int Index);
